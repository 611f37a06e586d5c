/**
 * Computing in processes — two loops at the same time, on as many cores as there are.
 *
 * In Python: two processes compute at the same time, since each has an interpreter and a
 * GIL of its own; two threads take turns. (The course measures no gain. That takes two
 * cores which really are free; on a machine that shares its cores, times prove little.)
 * Here: threads compute at the same time as well, so for speed alone a process has nothing
 * that a thread lacks, and costs more to start. What it gives is isolation.
 *
 * The times below are yours. On one core all three are the same, plus what starting costs.
 */
import { availableParallelism } from 'node:os';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';
import { Thread } from '../core/thread.ts';
import { stopwatch } from '../core/time.ts';

const STEPS = 200_000_000;

export function countdown(from: number): { left: number; pid: number } {
  let left = from;
  while (left > 0) left--;
  return { left, pid: process.pid };
}

type Worker = { start(): void; join(): Promise<{ left: number; pid: number }> };

async function measure(how: string, workers: Worker[]): Promise<void> {
  const watch = stopwatch();
  for (const worker of workers) worker.start();
  const results = await Promise.all(workers.map((worker) => worker.join()));
  const pids = new Set(results.map(({ pid }) => pid));
  const finished = results.filter(({ left }) => left === 0).length;
  print(`${how}: ${watch}, finished: ${finished}, in ${pids.size} process(es)`);
}

async function main(): Promise<void> {
  print(`Cores: ${availableParallelism()}`);
  const task = { target: countdown, args: [STEPS] as [number] };

  const watch = stopwatch();
  const results = [countdown(STEPS), countdown(STEPS)];
  const finished = results.filter(({ left }) => left === 0).length;
  print(`One after the other: ${watch}, finished: ${finished}, in 1 process(es)`);

  await measure('Two threads', [
    new Thread(import.meta, task),
    new Thread(import.meta, task),
  ]);
  await measure('Two processes', [
    new Process(import.meta, task),
    new Process(import.meta, task),
  ]);
}

if (isMain(import.meta)) await main();

// Output:
// Cores: <int >= 1>
// One after the other: <float> s, finished: 2, in 1 process(es)
// Two threads: <float> s, finished: 2, in 1 process(es)
// Two processes: <float> s, finished: 2, in 2 process(es)
