/**
 * Pool.map — a fixed team of two workers squares five numbers.
 *
 * In Python: multiprocessing.Pool(2).map(square, numbers).
 * Here: a Piscina pool, whose workers are threads with a heap of their own: as separate as
 * Python's processes in what they can see, but within one process. pool.run hands over one
 * task and gives a promise; Promise.all keeps the order of the numbers, whichever is done
 * first and whichever worker did it.
 *
 * Tasks as small as these cost far more to hand over than to compute: a pool pays when a
 * task takes milliseconds.
 */
import { threadId } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { workerOptions } from '../core/worker-file.ts';

// Exported, so that the workers, which import this file, find it by its name.
export function square(n: number): number {
  print(`Squaring ${n} in worker ${threadId}`);
  return n * n;
}

async function main(): Promise<void> {
  print(`Main thread: ${threadId}`);

  // `await using`: at the end of the block the pool is closed and its workers stop.
  await using pool = new Piscina<number, number>({
    filename: import.meta.url,
    name: 'square',
    minThreads: 2,
    maxThreads: 2,
    ...workerOptions,
  });

  // All are handed over before the first can be done.
  const pending = [1, 2, 3, 4, 5].map((n) => pool.run(n));
  const doneByThen = pool.completed;
  print('Results:', await Promise.all(pending));
  print(`Tasks: ${pool.completed}, workers: ${pool.threads.length}`);
  print(`Done when the last was handed over: ${doneByThen}`);
}

// Python's __main__ guard: the workers import this file too, and must not start pools.
if (isMain(import.meta)) await main();

// Output:
// Main thread: <main=int>
// --- any order --- who takes which number is not fixed, only that main takes none
// Squaring 1 in worker <int != main>
// Squaring 2 in worker <int != main>
// Squaring 3 in worker <int != main>
// Squaring 4 in worker <int != main>
// Squaring 5 in worker <int != main>
// --- end ---
// Results: [1, 4, 9, 16, 25]
// Tasks: 5, workers: 2
// Done when the last was handed over: 0
