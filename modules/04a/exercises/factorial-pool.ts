/**
 * Exercise — ten factorials, computed by a pool of three threads.
 *
 * The function that computes one is there; small numbers take longest, for the sake of
 * the exercise. Make it so that
 *
 * 1. all ten factorials are computed in the threads of a pool: main computes none;
 * 2. the pool has three threads, and all of them compute;
 * 3. all tasks are handed over at once: none waits for the result of another;
 * 4. the results are in the order of NUMBERS, whatever numbers these are: not in the order
 *    in which they get ready, and not sorted;
 * 5. the pool is closed when main is over.
 *
 * How hard: easy, about 20 minutes.
 * Prepared by: 04a/thread-pool, 04a/thread-pool-map.
 * Check it: npx tsx scripts/check.ts 04a/factorial-pool   (and with --hint)
 */
import { threadId } from 'node:worker_threads';
import { Barrier } from '../../core/barrier.ts';
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { revive } from '../../core/revive.ts';
import { sleepSync } from '../../core/time.ts';

// The checker also tries others: leave this line as it is.
const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const THREADS = 3;

type Task = { n: number; allBusy: Barrier };
type Result = { value: number; thread: number; readyAt: number };

// The first three tasks wait until each has a thread. Leave this function as it is.
export function factorial(task: Task): Result {
  const { n, allBusy } = revive(task);
  if (n <= THREADS) allBusy.wait({ timeout: 8000 });
  sleepSync(400 / n);
  let value = 1;
  for (let factor = 2; factor <= n; factor++) value *= factor;
  const readyAt = performance.timeOrigin + performance.now();
  return { value, thread: threadId, readyAt };
}

async function main(): Promise<void> {
  // TODO: make the pool. Its options: filename, name, minThreads, maxThreads, and
  // ...workerOptions of core/worker-file.ts.

  const allBusy = new Barrier(THREADS);
  const _tasks = NUMBERS.map((n): Task => ({ n, allBusy }));
  // TODO: hand over all tasks, and wait for all results.
  const results: Result[] = [];
  print(
    'Factorials:',
    results.map(({ value }) => value),
  );
  print(`Threads: ${new Set(results.map(({ thread }) => thread)).size}`);
  const first = results.toSorted((a, b) => a.readyAt - b.readyAt)[0];
  print(`The first one was ready first: ${first?.value === 1}`);
}

// The checker also tries others here: leave this line as it is.
if (isMain(import.meta)) await main();
