/**
 * Worker ids — which worker of a pool did which task.
 *
 * In Python: os.getpid() in the task; each worker is a process with a pid of its own.
 * Here: the workers are threads of one process, so the pid is the same everywhere, and
 * threadId tells them apart; 0 is the main thread. Each has a heap of its own all the
 * same: a variable of this file exists once in every worker, and counts what that worker
 * did since it was started.
 *
 * Which worker takes a task is up to the pool. If tasks are over at once, a single
 * worker may do them all; here the tasks come in pairs that wait for each other.
 */
import { threadId } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { Barrier } from '../core/barrier.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { revive } from '../core/revive.ts';
import { workerOptions } from '../core/worker-file.ts';

type Task = { n: number; meet: Barrier };
type Report = { sum: bigint; worker: number; pid: number; tasksSoFar: number };

let tasksSoFar = 0;

// The sum of the squares below n, in bigints: for a number it is too large to be exact.
export function sumSquares(task: Task): Report {
  const { n, meet } = revive(task);
  meet.wait();
  let sum = 0n;
  for (let i = 0n; i < n; i++) sum += i * i;
  tasksSoFar++;
  return { sum, worker: threadId, pid: process.pid, tasksSoFar };
}

async function main(): Promise<void> {
  print(`Main thread: ${threadId}`);
  await using pool = new Piscina<Task, Report>({
    filename: import.meta.url,
    name: 'sumSquares',
    minThreads: 2,
    maxThreads: 2,
    ...workerOptions,
  });

  const meet = new Barrier(2);
  const sizes = [100_000, 200_000, 300_000, 400_000];
  const reports = await Promise.all(sizes.map((n) => pool.run({ n, meet })));
  for (const [i, { sum, worker }] of reports.entries()) {
    print(`Squares below ${sizes[i]}: ${sum}, by worker ${worker}`);
  }

  // Four tasks, two workers, two each; and all in one process.
  const last = new Map(reports.map(({ worker, tasksSoFar }) => [worker, tasksSoFar]));
  print('Tasks of each worker:', [...last.values()]);
  print(`Pids: ${new Set([process.pid, ...reports.map(({ pid }) => pid)]).size}`);
  print(`Tasks of the main thread: ${tasksSoFar}`);
}

if (isMain(import.meta)) await main();

// Output:
// Main thread: <main=int>
// Squares below 100000: 333328333350000, by worker <int != main>
// Squares below 200000: 2666646666700000, by worker <int != main>
// Squares below 300000: 8999955000050000, by worker <int != main>
// Squares below 400000: 21333253333400000, by worker <int != main>
// Tasks of each worker: [2, 2]
// Pids: 1
// Tasks of the main thread: 0
