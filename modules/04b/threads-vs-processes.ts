/**
 * Threads against processes — the same five squares, and what each way costs.
 *
 * In Python: threads for work that waits, processes for work that computes, because of the
 * GIL.
 * Here: both compute in parallel, so the choice is another one. A thread mostly starts
 * faster, takes less memory, and can share memory and move buffers. A process can be killed
 * safely, may crash, may be given other rights, and its memory is out of reach for others.
 * When in doubt: a thread, or better a pool of them.
 */
import { threadId } from 'node:worker_threads';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';
import { Thread } from '../core/thread.ts';
import { stopwatch } from '../core/time.ts';

const NUMBERS = [0, 1, 2, 3, 4];

export function square(n: number): { square: number; pid: number; thread: string } {
  print(`Square of ${n}: ${n * n}`);
  return { square: n * n, pid: process.pid, thread: `${process.pid}.${threadId}` };
}

async function compare(Worker: typeof Thread | typeof Process): Promise<void> {
  print(`With ${Worker.name}:`);
  const watch = stopwatch();
  const workers = NUMBERS.map(
    (n) => new Worker(import.meta, { target: square, args: [n] }),
  );
  for (const worker of workers) worker.start();
  const results = await Promise.all(workers.map((worker) => worker.join()));
  const each = watch.ms() / NUMBERS.length;

  print(
    'Results:',
    results.map((result) => result.square),
  );
  const threads = new Set(results.map(({ thread }) => thread));
  threads.delete(`${process.pid}.${threadId}`);
  print(`Threads that did it, besides main: ${threads.size}`);
  const pids = new Set(results.map(({ pid }) => pid));
  print(`Processes: ${pids.size}, main's among them: ${pids.has(process.pid)}`);
  print(`Start, work and end of one: ${each.toFixed(0)} ms`);
}

async function main(): Promise<void> {
  await compare(Thread);
  await compare(Process);
}

if (isMain(import.meta)) await main();

// Output:
// With Thread:
// --- any order ---
// Square of 0: 0
// Square of 1: 1
// Square of 2: 4
// Square of 3: 9
// Square of 4: 16
// --- end ---
// Results: [0, 1, 4, 9, 16]
// Threads that did it, besides main: 5
// Processes: 1, main's among them: true
// Start, work and end of one: <int> ms
// With Process:
// --- any order ---
// Square of 0: 0
// Square of 1: 1
// Square of 2: 4
// Square of 3: 9
// Square of 4: 16
// --- end ---
// Results: [0, 1, 4, 9, 16]
// Threads that did it, besides main: 5
// Processes: 5, main's among them: false
// Start, work and end of one: <int> ms
