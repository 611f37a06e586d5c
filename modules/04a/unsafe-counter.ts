/**
 * An unsafe counter and a safe one — the difference is a lock inside the class.
 *
 * In Python: two classes with an increment() method, called by five threads.
 * Here: the same, on shared memory. A class that many threads use brings its own lock and
 * holds it in its own methods, where nobody can forget it. On the way to a thread an
 * object loses its methods (only the core's primitives get theirs back), so each thread
 * makes its own object around the same memory and the same lock.
 */
import { Barrier } from '../core/barrier.ts';
import { Lock } from '../core/lock.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';
import { sleepSync } from '../core/time.ts';

const THREADS = 5;
const TIMES = 20;

class UnsafeCounter {
  protected readonly cell: Int32Array;

  constructor(cell: Int32Array) {
    this.cell = cell;
  }

  increment(betweenReadAndWrite: () => void): void {
    const value = this.cell[0] ?? 0;
    betweenReadAndWrite();
    this.cell[0] = value + 1;
  }
}

class SafeCounter extends UnsafeCounter {
  readonly #lock: Lock;

  constructor(cell: Int32Array, lock: Lock) {
    super(cell);
    this.#lock = lock;
  }

  override increment(betweenReadAndWrite: () => void): void {
    using _held = this.#lock.hold();
    super.increment(betweenReadAndWrite);
  }
}

// The five meet between reading and writing, so all of them have read the same value.
export function countUnsafely(cell: Int32Array, meet: Barrier): void {
  const counter = new UnsafeCounter(cell);
  for (let i = 0; i < TIMES; i++) counter.increment(() => meet.wait());
}

// They cannot meet there now: one at a time is inside. It may take as long as it likes.
export function countSafely(cell: Int32Array, meet: Barrier, lock: Lock): void {
  const counter = new SafeCounter(cell, lock);
  meet.wait();
  for (let i = 0; i < TIMES; i++) counter.increment(() => sleepSync(1));
}

async function main(): Promise<void> {
  const meet = new Barrier(THREADS);
  const lock = new Lock();
  const team = Array.from({ length: THREADS });

  const unsafe = new Int32Array(new SharedArrayBuffer(4));
  await runAll(
    team.map(
      () => new Thread(import.meta, { target: countUnsafely, args: [unsafe, meet] }),
    ),
  );
  print(`Unsafe counter: ${unsafe[0]} of ${THREADS * TIMES}`);

  const safe = new Int32Array(new SharedArrayBuffer(4));
  await runAll(
    team.map(
      () => new Thread(import.meta, { target: countSafely, args: [safe, meet, lock] }),
    ),
  );
  print(`Safe counter: ${safe[0]} of ${THREADS * TIMES}`);
}

async function runAll(threads: Thread[]): Promise<void> {
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.join();
}

if (isMain(import.meta)) await main();

// Output:
// Unsafe counter: 20 of 100
// Safe counter: 100 of 100
