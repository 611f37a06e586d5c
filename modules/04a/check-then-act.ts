/**
 * Check, then act — between the question and the deed, the answer can change.
 *
 * In Python: `if x not in items: items.append(x)` from several threads. Each step alone
 * is safe there; the two together are not.
 * Here: the same trap. Five threads want to add a name to a shared list unless it is
 * there. All of them look before any of them adds (a Barrier makes sure), so it is added
 * five times. Checking and acting have to be one step: under one lock.
 *
 * A collection that calls itself thread-safe does not help: it makes each call safe, not
 * what you do between two calls.
 */
import { Barrier } from '../core/barrier.ts';
import { Lock } from '../core/lock.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';

const THREADS = 5;

// A list in shared memory: its length, then its items.
const LENGTH = 0;

function includes(list: Int32Array, item: number): boolean {
  return list.subarray(1, 1 + Atomics.load(list, LENGTH)).includes(item);
}

// Adding alone is safe: every thread gets a place of its own.
function append(list: Int32Array, item: number): void {
  const index = Atomics.add(list, LENGTH, 1);
  Atomics.store(list, 1 + index, item);
}

export function addIfMissing(list: Int32Array, meet: Barrier): void {
  const missing = !includes(list, 1);
  meet.wait(); // all have looked, none has added
  if (missing) append(list, 1);
}

export function addIfMissingLocked(list: Int32Array, meet: Barrier, lock: Lock): void {
  meet.wait(); // all come at once, as before
  using _held = lock.hold();
  if (!includes(list, 1)) append(list, 1);
}

async function main(): Promise<void> {
  const meet = new Barrier(THREADS);

  const unsafe = new Int32Array(new SharedArrayBuffer(4 * (THREADS + 1)));
  await runAll(
    Array.from(
      { length: THREADS },
      () => new Thread(import.meta, { target: addIfMissing, args: [unsafe, meet] }),
    ),
  );
  print('Unsafe list:', [...unsafe.subarray(1, 1 + Number(unsafe[LENGTH]))]);

  const safe = new Int32Array(new SharedArrayBuffer(4 * (THREADS + 1)));
  const lock = new Lock();
  await runAll(
    Array.from(
      { length: THREADS },
      () =>
        new Thread(import.meta, { target: addIfMissingLocked, args: [safe, meet, lock] }),
    ),
  );
  print('Safe list:', [...safe.subarray(1, 1 + Number(safe[LENGTH]))]);
}

async function runAll(threads: Thread[]): Promise<void> {
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.join();
}

if (isMain(import.meta)) await main();

// Output:
// Unsafe list: [1, 1, 1, 1, 1]
// Safe list: [1]
