/**
 * A lock around a counter — two threads add to one number, and nothing is lost.
 *
 * In Python: `with lock: counter += 1` on a global variable.
 * Here: threads have no common variables; they share memory, a number in a
 * SharedArrayBuffer. Adding to it is three steps as well (read, add, write), and whoever
 * comes in between loses an update. `using held = lock.hold()` is Python's `with lock:` —
 * one thread at a time until the end of the block, also when the block throws.
 *
 * Locks cost time: they are right first, and fast second. Keep the block short.
 */
import { Barrier } from '../core/barrier.ts';
import { Lock } from '../core/lock.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';
import { sleepSync } from '../core/time.ts';

const TIMES = 100_000;

export function increment(counter: Int32Array, lock: Lock, together: Barrier): void {
  together.wait();
  for (let i = 0; i < TIMES; i++) {
    using _held = lock.hold();
    const value = counter[0] ?? 0;
    // Now and then somebody would have plenty of time to come in between.
    if (i % 10_000 === 0) sleepSync(1);
    counter[0] = value + 1;
  }
}

async function main(): Promise<void> {
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const lock = new Lock('counter');
  const together = new Barrier(2);

  const threads = [1, 2].map(
    () => new Thread(import.meta, { target: increment, args: [counter, lock, together] }),
  );
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.join();
  print(`Counter: ${counter[0]}`);

  // The lock is given back however the block ends.
  try {
    using _held = lock.hold();
    print(`In the block: ${lock.locked() ? 'locked' : 'free'}`);
    throw new Error('something went wrong in the block');
  } catch {
    print(`After the error: ${lock.locked() ? 'locked' : 'free'}`);
  }
}

if (isMain(import.meta)) await main();

// Output:
// Counter: 200000
// In the block: locked
// After the error: free
