/**
 * A thread pool — a fixed team of four threads for any number of tasks.
 *
 * In Python: ThreadPoolExecutor(max_workers=4), submit() and result().
 * Here: Piscina. pool.run hands over one task and gives a promise of its result. The tasks
 * count how many of them are inside: four, and never more; the others wait in line.
 *
 * In Python an error in a task is silent until somebody asks for result(), and never heard
 * of if nobody does. Here it rejects the promise: one that nobody awaits ends the program
 * with the error.
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
type Result = { squared: number; together: number };

// Piscina passes tasks on as they come: revive() gives what is shared its methods back.
export function square(task: Task): Result {
  const { n, inside, allBusy } = revive(task);
  if (Number.isNaN(n)) throw new RangeError('Cannot square what is not a number');
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

async function main(): Promise<void> {
  const inside = new SharedValue(Int32Array, 0);
  const allBusy = new Barrier(THREADS, { timeout: 10_000 });

  // The pool is closed at the end of the block. Await the tasks before that: those that
  // still wait in line then would be rejected.
  await using pool = new Piscina<Task, Result>({
    filename: import.meta.url,
    name: 'square',
    minThreads: THREADS,
    maxThreads: THREADS,
    ...workerOptions,
  });

  // All eight are handed over at once; only their results have to be waited for.
  const tasks = NUMBERS.map((n) => pool.run({ n, inside, allBusy }));
  print(`Handed over: ${tasks.length}, waiting in line: ${pool.queueSize}`);
  const results = await Promise.all(tasks);
  print(
    'Results:',
    results.map(({ squared }) => squared),
  );
  print(`Most inside at once: ${Math.max(...results.map(({ together }) => together))}`);

  // A task that fails ends neither its thread nor the others.
  try {
    await pool.run({ n: Number.NaN, inside, allBusy });
  } catch (error) {
    print(`Failed: ${error}`);
  }
  print(`Tasks: ${pool.completed}, threads: ${pool.threads.length}`);
}

if (isMain(import.meta)) await main();

// Output:
// Handed over: 8, waiting in line: 4
// Results: [0, 1, 4, 9, 16, 25, 36, 49]
// Most inside at once: 4
// Failed: RangeError: Cannot square what is not a number
// Tasks: 9, threads: 4
