/**
 * A race condition — two threads add to one number, and half of it is lost.
 *
 * In Python: `counter += 1` from two threads. CPython 3.10 and later happen to switch
 * threads only between such statements, so this very example loses nothing there; the code
 * is wrong all the same.
 * Here: adding is three steps, read, add, write. When both threads have read before
 * either writes, one of the two additions is lost. That moment is usually rare; a
 * Barrier, where the threads wait for each other, makes it happen every time.
 *
 * Three things make a race: shared data, at least one writer, and a result that depends
 * on who comes first.
 */
import { Barrier } from '../core/barrier.ts';
import { Lock } from '../core/lock.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';
import { sleepSync } from '../core/time.ts';

const TIMES = 100;

export function addUnsafely(counter: Int32Array, meet: Barrier): void {
  for (let i = 0; i < TIMES; i++) {
    const seen = counter[0] ?? 0;
    meet.wait(); // both have read, neither has written
    counter[0] = seen + 1;
  }
}

// With a lock the unlucky moment cannot come: while one thread is between reading and
// writing, however long it takes, the other one waits outside.
export function addSafely(counter: Int32Array, meet: Barrier, lock: Lock): void {
  meet.wait();
  for (let i = 0; i < TIMES; i++) {
    using _held = lock.hold();
    const seen = counter[0] ?? 0;
    sleepSync(1);
    counter[0] = seen + 1;
  }
}

async function main(): Promise<void> {
  const meet = new Barrier(2);

  const unsafe = new Int32Array(new SharedArrayBuffer(4));
  const racing = [1, 2].map(
    () => new Thread(import.meta, { target: addUnsafely, args: [unsafe, meet] }),
  );
  for (const thread of racing) thread.start();
  for (const thread of racing) await thread.join();
  print(`Without a lock: ${unsafe[0]} of ${2 * TIMES}`);
  print(`Lost updates: ${2 * TIMES - Number(unsafe[0])}`);

  const safe = new Int32Array(new SharedArrayBuffer(4));
  const lock = new Lock();
  const orderly = [1, 2].map(
    () => new Thread(import.meta, { target: addSafely, args: [safe, meet, lock] }),
  );
  for (const thread of orderly) thread.start();
  for (const thread of orderly) await thread.join();
  print(`With a lock: ${safe[0]} of ${2 * TIMES}`);
}

if (isMain(import.meta)) await main();

// Output:
// Without a lock: 100 of 200
// Lost updates: 100
// With a lock: 200 of 200
