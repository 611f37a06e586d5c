/**
 * A lock around a counter — two threads add to one number, and nothing is lost.
 *
 * In Python: `with lock: counter += 1` on a global variable.
 * Here: threads have no common variables; they share memory, a number in a
 * SharedArrayBuffer. Adding to it is three steps as well (read, add, write), and whoever
 * comes between loses an update. `using held = lock.hold()` is Python's `with lock:` —
 * one thread at a time until the end of the block, also when the block throws.
 *
 * Locks cost time, even where nobody has to wait: they are right first, and fast second.
 */
import { Event } from '../core/event.ts';
import { Lock } from '../core/lock.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';
import { stopwatch } from '../core/time.ts';

const TIMES = 100_000;

export function increment(counter: Int32Array, lock: Lock, read: Event, goOn: Event) {
  for (let i = 0; i < TIMES; i++) {
    using _held = lock.hold();
    const value = counter[0] ?? 0;
    if (i === 0) {
      read.set();
      goOn.wait(); // in the middle of the three steps, until main has looked at the lock
    }
    counter[0] = value + 1;
  }
}

/** How long one round of additions takes, in milliseconds. */
function timeOf(add: () => void): number {
  const watch = stopwatch();
  for (let i = 0; i < TIMES; i++) add();
  return watch.ms();
}

const stateOf = (lock: Lock) => (lock.locked() ? 'locked' : 'free');

async function main(): Promise<void> {
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const lock = new Lock('counter');
  const [read, goOn] = [new Event(), new Event()];

  const threads = [1, 2].map(
    () =>
      new Thread(import.meta, { target: increment, args: [counter, lock, read, goOn] }),
  );
  for (const thread of threads) thread.start();
  await read.waitAsync();
  print(`Between reading and writing: ${stateOf(lock)}`);
  goOn.set();
  for (const thread of threads) await thread.join();
  print(`Counter: ${counter[0]}`);

  // The lock is given back however the block ends.
  try {
    using _held = lock.hold();
    print(`In the block: ${stateOf(lock)}`);
    throw new Error('something went wrong in the block');
  } catch {
    print(`After the error: ${stateOf(lock)}`);
  }

  // The price, paid also by a thread that is alone. Of rounds in turn the fastest count, as
  // others use the machine, too, and the first ones run before the code is compiled.
  const [bare, locked]: [number[], number[]] = [[], []];
  for (let round = 1; round <= 20; round++) {
    bare.push(timeOf(() => (counter[0] = (counter[0] ?? 0) + 1)));
    locked.push(
      timeOf(() => {
        using _held = lock.hold();
        counter[0] = (counter[0] ?? 0) + 1;
      }),
    );
  }
  const ratio = Math.min(...locked) / Math.min(...bare);
  print(`An addition under a lock takes ${ratio.toFixed(0)} times as long`);
}

if (isMain(import.meta)) await main();

// Output:
// Between reading and writing: locked
// Counter: 200000
// In the block: locked
// After the error: free
// An addition under a lock takes <int > 1> times as long
