/**
 * Pool.map — a fixed team of two workers squares five numbers.
 *
 * In Python: multiprocessing.Pool(2).map(square, numbers).
 * Here: a Piscina pool, whose workers are threads with a heap of their own: as separate as
 * Python's processes in what they can see, but within one process. pool.run hands over one
 * task and gives a promise; each worker gets one, and whoever is done first gets the next.
 * Promise.all keeps the order of the numbers all the same.
 *
 * Each thread has a number, its threadId; main's is 0, and with tsx 1 may be tsx's own.
 * Squares alone would cost far more to hand over than to compute: a pool pays when a task
 * takes milliseconds.
 */
import { threadId } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { sleepSync } from '../core/time.ts';
import { workerOptions } from '../core/worker-file.ts';

// Exported, so that the workers, which import this file, find it by its name.
export function square(n: number): number {
  print(`Thread ${threadId} squares ${n}`);
  sleepSync(300 / n); // stands for work, of which the first number makes the most
  return n * n;
}

async function main(): Promise<void> {
  // `await using`: at the end of the block the pool is closed and its workers stop.
  await using pool = new Piscina<number, number>({
    filename: import.meta.url,
    name: 'square',
    minThreads: 2,
    maxThreads: 2,
    stricterFIFO: true, // a task that has to wait keeps its place
    ...workerOptions,
  });
  const [first, second] = pool.threads.map((worker) => worker.threadId);
  print(`Main is thread ${threadId}, its workers are threads ${first} and ${second}`);

  // All are handed over before the first can be done.
  const pending = [1, 2, 3, 4, 5].map((n) => pool.run(n));
  const team = pool.threads.length;
  print(`Results of ${team} workers:`, await Promise.all(pending));
}

// Python's __main__ guard: the workers import this file too, and must not start pools.
if (isMain(import.meta)) await main();

// Output:
// Main is thread <main=int>, its workers are threads <a=int != main> and <b=int != main != a>
// --- any order --- each worker gets a task, and then whoever is free takes the next
// Thread <a> squares 1
// Thread <b> squares 2
// Thread <int != main> squares 3
// Thread <int != main> squares 4
// Thread <int != main> squares 5
// --- end ---
// Results of 2 workers: [1, 4, 9, 16, 25]
