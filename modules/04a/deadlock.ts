/**
 * A deadlock — two threads take two locks in opposite order; and what can be done then.
 *
 * In Python: both wait for ever, and the program hangs without a word.
 * Here: bare Atomics would hang just so. The core's locks know who holds them and who
 * waits, so the thread whose wait would close the circle gets a DeadlockError that names
 * it. It gives back what it holds, lets the other one pass, and tries again.
 *
 * The error helps you to find the mistake, and is no cure: lock-ordering, lock-timeout and
 * lock-scope show the cures.
 */
import { Barrier } from '../core/barrier.ts';
import { DeadlockError } from '../core/errors.ts';
import { Lock } from '../core/lock.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';

/** Returns whether it had to try again. */
export function takeBoth(
  first: Lock,
  second: Lock,
  meet: Barrier,
  done: Int32Array,
): boolean {
  try {
    using _first = first.hold();
    meet.wait(); // both hold their first lock now: the trap is shut
    using _second = second.hold();
    Atomics.add(done, 0, 1);
    return false;
  } catch (error) {
    if (!(error instanceof DeadlockError)) throw error;
    // By now the first lock is given back, which frees the other thread.
    print(error.message);
  }
  // Once more, in the other thread's order: in the old one it could happen again.
  using _second = second.hold();
  using _first = first.hold();
  Atomics.add(done, 0, 1);
  return true;
}

async function main(): Promise<void> {
  const [a, b] = [new Lock('lock_a'), new Lock('lock_b')];
  const meet = new Barrier(2, { timeout: 10_000 });
  const done = new Int32Array(new SharedArrayBuffer(4));
  const orders: [Lock, Lock][] = [
    [a, b],
    [b, a],
  ];
  const threads = orders.map(
    (order, i) =>
      new Thread(import.meta, {
        target: takeBoth,
        args: [...order, meet, done],
        name: `Worker-${i + 1}`,
      }),
  );
  for (const thread of threads) thread.start();
  const triedAgain = await Promise.all(threads.map((thread) => thread.join()));

  print(`Threads that had to try again: ${triedAgain.filter(Boolean).length}`);
  print(
    `Done under both locks: ${done[0]}; locks held: ${[a, b].filter((lock) => lock.locked()).length}`,
  );
}

if (isMain(import.meta)) await main();

// Output:
// Deadlock: Worker-1 holds lock_a, waits for lock_b; Worker-2 holds lock_b, waits for lock_a
// Threads that had to try again: 1
// Done under both locks: 2; locks held: 0
