/**
 * A pool of three threads computes ten factorials — results in the order of the inputs.
 *
 * All ten tasks are handed over at once; the pool gives a thread the next one when it has
 * done the last. Promise.all keeps the order of the numbers, whichever is ready first:
 * the small numbers take longest here, so they get ready in another order.
 *
 * Often read: three workers use three processors. In Python they are three threads under
 * one GIL. Here three threads do use three cores, if there are as many.
 */
import { threadId } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { Barrier } from '../../modules/core/barrier.ts';
import { isMain } from '../../modules/core/main.ts';
import { print } from '../../modules/core/print.ts';
import { revive } from '../../modules/core/revive.ts';
import { sleepSync } from '../../modules/core/time.ts';
import { workerOptions } from '../../modules/core/worker-file.ts';

const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const THREADS = 3;

type Task = { n: number; allBusy: Barrier };
type Result = { value: number; thread: number; readyAt: number };

export function factorial(task: Task): Result {
  const { n, allBusy } = revive(task);
  if (n <= THREADS) allBusy.wait({ timeout: 8000 }); // threads start at different times
  sleepSync(400 / n);
  let value = 1;
  for (let factor = 2; factor <= n; factor++) value *= factor;
  const readyAt = performance.timeOrigin + performance.now();
  return { value, thread: threadId, readyAt };
}

async function main(): Promise<void> {
  await using pool = new Piscina<Task, Result>({
    filename: import.meta.url,
    name: 'factorial',
    minThreads: THREADS,
    maxThreads: THREADS,
    ...workerOptions,
  });

  const allBusy = new Barrier(THREADS);
  const results = await Promise.all(NUMBERS.map((n) => pool.run({ n, allBusy })));
  print(
    'Factorials:',
    results.map(({ value }) => value),
  );
  print(`Threads: ${new Set(results.map(({ thread }) => thread)).size}`);
  const first = results.toSorted((a, b) => a.readyAt - b.readyAt)[0];
  print(`The first one was ready first: ${first?.value === 1}`);
}

if (isMain(import.meta)) await main();

// Output:
// Factorials: [1, 2, 6, 24, 120, 720, 5040, 40320, 362880, 3628800]
// Threads: 3
// The first one was ready first: false
