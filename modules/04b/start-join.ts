/**
 * A process — a program of its own, started, watched and joined.
 *
 * In Python: multiprocessing.Process(target=task), start(), join().
 * Here: the core's Process forks a fresh runtime (child_process.fork), which imports this
 * file and calls the exported function. It has its own pid and memory; arguments and
 * result are copied over a pipe. Starting one takes 30 to 300 ms, so a process wants more
 * to do than a thread.
 */
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';
import { sleepSync, stopwatch } from '../core/time.ts';

export function task(ms: number): number {
  print('Child process: starting work');
  sleepSync(ms);
  print('Child process: finished work');
  return process.pid;
}

async function main(): Promise<void> {
  const watch = stopwatch();
  const child = new Process(import.meta, { target: task, args: [500] });
  child.start();
  print(`Alive after start: ${child.isAlive()}, exit code: ${child.exitCode}`);

  const pid = await child.join();
  print(`Alive after join: ${child.isAlive()}, exit code: ${child.exitCode}`);
  print(`It ran in the process that start() made: ${pid === child.pid}`);
  print(`And not in this one: ${pid !== process.pid}`);
  print(`Time taken: ${watch}`);
}

// Without this guard a process that imports this file would start processes in turn.
if (isMain(import.meta)) await main();

// Output:
// --- interleaved ---
// Alive after start: true, exit code: undefined
// --- with ---
// Child process: starting work
// Child process: finished work
// --- end ---
// Alive after join: false, exit code: 0
// It ran in the process that start() made: true
// And not in this one: true
// Time taken: <0.5 s or more>
