/**
 * Ten squares in a pool of five — all set out together, the results keep their order.
 *
 * In Python: multiprocessing.Pool(5).map(square, numbers), behind the main guard.
 * Here: each worker of the pool imports this file, to find square() in it. So each has a
 * `done` of its own, and main's stays 0; and without the guard each would come to main(),
 * and start five more.
 *
 * The barrier is for the sake of the lesson. Workers start at different times, and tasks
 * as small as these would often be done by the first one before the last one is up. With
 * it five tasks are always in progress at once, and each worker does two.
 */
import { isMainThread, threadId } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { Barrier } from '../../modules/core/barrier.ts';
import { isMain } from '../../modules/core/main.ts';
import { print } from '../../modules/core/print.ts';
import { revive } from '../../modules/core/revive.ts';
import { sleepSync } from '../../modules/core/time.ts';
import { workerOptions } from '../../modules/core/worker-file.ts';

const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const WORKERS = 5;

type Result = { square: number; worker: number; done: number };

let done = 0;

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
  await using pool = new Piscina<number, Result>({
    filename: import.meta.url,
    name: 'square',
    minThreads: WORKERS,
    maxThreads: WORKERS,
    workerData: new Barrier(WORKERS),
    ...workerOptions,
  });

  const results = await Promise.all(NUMBERS.map((n) => pool.run(n)));
  print(
    'Squares:',
    results.map((result) => result.square),
  );
  const workers = new Set(results.map(({ worker }) => worker));
  print(`Workers: ${workers.size}, main among them: ${workers.has(threadId)}`);
  print(`Done by each: ${Math.max(...results.map((result) => result.done))}`);
  print(`Done by main: ${done}`);
}

if (isMain(import.meta)) await main();

// Output:
// Squares: [1, 4, 9, 16, 25, 36, 49, 64, 81, 100]
// Workers: 5, main among them: false
// Done by each: 2
// Done by main: 0
