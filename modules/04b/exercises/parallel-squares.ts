/**
 * Exercise — the squares of ten numbers, computed by a pool of five workers.
 *
 * The program below is right, and does everything itself. Make it so that
 *
 * 1. a Piscina pool of five workers computes the squares, each once, and main none;
 * 2. all ten tasks are handed over at once: five are in progress at any time, and each
 *    worker does two;
 * 3. what the workers computed is printed in the order of NUMBERS;
 * 4. main() is called by the program only, and not by its workers: they import this file,
 *    too, so put it behind a guard;
 * 5. the pool is closed at the end.
 *
 * How hard: easy, about 15 minutes.
 * Prepared by: 04b/main-guard, 04b/pool, 04b/pool-worker-ids.
 * Check it: npx tsx scripts/check.ts 04b/parallel-squares   (and with --hint)
 */
import { isMainThread, threadId } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { Barrier } from '../../core/barrier.ts';
import { print } from '../../core/print.ts';
import { revive } from '../../core/revive.ts';
import { sleepSync } from '../../core/time.ts';

// The checker also tries others: leave this line, square() and refuseInWorkers() as they are.
const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const WORKERS = 5;

type Result = { square: number; worker: number; done: number };

/** Each worker imports this file, and has one of its own. */
let done = 0;

// In a pool, a task waits until five are in progress.
export function square(n: number): Result {
  if (!isMainThread) revive<Barrier>(Piscina.workerData).wait({ timeout: 8000 });
  sleepSync(110 - 10 * n); // small numbers take longest
  done++;
  return { square: n * n, worker: threadId, done };
}

// Workers that start workers that start workers never end.
function refuseInWorkers(): void {
  if (!isMainThread) throw new Error('A worker has called main(): where is the guard?');
}

async function main(): Promise<void> {
  refuseInWorkers();
  // TODO: make the pool. Its options: filename, name, minThreads, maxThreads, and
  // ...workerOptions of core/worker-file.ts; the barrier is to be its workerData.
  const _workerData = new Barrier(WORKERS);

  // TODO: let the pool do it.
  const results = NUMBERS.map((n) => square(n));
  print(
    'Squares:',
    results.map((result) => result.square),
  );
  const workers = new Set(results.map(({ worker }) => worker));
  print(`Workers: ${workers.size}, main among them: ${workers.has(threadId)}`);
  print(`Done by each: ${Math.max(...results.map((result) => result.done))}`);
  print(`Done by main: ${done}`);
}

// TODO: only if this file is the program: see isMain of core/main.ts.
await main();
