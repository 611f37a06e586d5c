/**
 * A thread pool — a fixed team of four threads for any number of tasks.
 *
 * In Python: ThreadPoolExecutor(max_workers=4), submit() and result().
 * Here: Piscina. pool.run hands over one task and gives a promise of its result. The tasks
 * count how many of them are inside: four, and never more; the others wait in line.
 *
 * In Python an error in a task is silent until somebody asks for result(), and the course's
 * first example never asks. Here it rejects the promise: one that nobody awaits ends the
 * program with the error.
 */
import { Piscina } from 'piscina';
import { Barrier } from '../core/barrier.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { revive } from '../core/revive.ts';
import { SharedValue } from '../core/shared.ts';
import { workerOptions } from '../core/worker-file.ts';

const THREADS = 4;
const NUMBERS = [0, 1, 2, 3, 4, 5, 6, 7];

type Task = { n: number; inside: SharedValue; allBusy: Barrier };

// Piscina passes tasks on as they come: revive() gives what is shared its methods back.
export function square(task: Task) {
  const { n, inside, allBusy } = revive(task);
  const together = change(inside, +1);
  allBusy.wait(); // until every thread of the team has a task
  change(inside, -1);
  return { squared: n ** 2, together };
}

function change(number: SharedValue, by: number): number {
  using _held = number.lock.hold();
  number.value += by;
  return number.value;
}

export function squareRoot({ n }: { n: number }): number {
  if (n < 0) throw new RangeError(`No square root of ${n}`);
  return Math.sqrt(n);
}

async function main(): Promise<void> {
  const inside = new SharedValue(Int32Array, 0);
  const allBusy = new Barrier(THREADS);

  // At the end of the block the pool is closed, when all its tasks are done.
  await using pool = new Piscina({
    filename: import.meta.url,
    minThreads: THREADS,
    maxThreads: THREADS,
    ...workerOptions,
  });

  // All eight are handed over at once, and nothing waits here but for the results.
  const tasks = NUMBERS.map((n) => pool.run({ n, inside, allBusy }, { name: 'square' }));
  print(`Handed over: ${tasks.length}, waiting in line: ${pool.queueSize}`);
  const results = await Promise.all(tasks);
  print(
    'Results:',
    results.map(({ squared }) => squared),
  );
  print(`Most inside at once: ${Math.max(...results.map(({ together }) => together))}`);
  print(`Tasks: ${pool.completed}, threads: ${pool.threads.length}`);

  // A task that fails harms neither its thread nor the other tasks.
  for (const n of [-1, 9]) {
    try {
      print(`Square root of ${n}: ${await pool.run({ n }, { name: 'squareRoot' })}`);
    } catch (error) {
      print(`Failed: ${error}`);
    }
  }
}

if (isMain(import.meta)) await main();

// Output:
