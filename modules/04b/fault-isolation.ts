/**
 * Fault isolation — a process that crashes takes nobody with it; a thread may.
 *
 * In Python: a crash in C code ends the process, with all its threads; other processes
 * live on. A pool whose worker dies is broken (ProcessPoolExecutor), or waits for the
 * result for ever (multiprocessing.Pool).
 * Here: an error that a thread throws reaches its join, and process.exit() in a thread
 * ends that thread only. But process.abort() and a crash in native code end the process,
 * threads and all. What may crash belongs in a process. Memory that runs out ends only
 * the thread on Node, and `resourceLimits` says when it does. On Deno it ends the process,
 * or with such a limit the thread, though whoever waits for its answer to a message is
 * not told; Bun ignores the limit. Piscina replaces a worker that has ended, and rejects the
 * task that it was at.
 */
import { Worker, workerData } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';
import { workerOptions } from '../core/worker-file.ts';

export function work(how: 'fine' | 'exit' | 'abort' | 'throw'): string {
  if (how === 'exit') process.exit(3);
  if (how === 'abort') process.kill(process.pid, 'SIGABRT');
  if (how === 'throw') throw new RangeError('a bad record');
  return 'done';
}

// What the last thread below does: it keeps 160 MB, where 32 are allowed.
if (workerData === 'hoard') {
  Array.from({ length: 2000 }, () => new Array(10_000).fill(0.5));
}

async function main(): Promise<void> {
  // Four processes, three of which end in different ways. Main hears of each.
  for (const how of ['fine', 'exit', 'abort', 'throw'] as const) {
    const child = new Process(import.meta, { target: work, args: [how] });
    child.start();
    const outcome = await child.join().catch((error: Error) => error.name);
    print(`Process, ${how}: ${outcome}, exit code ${child.exitCode}`);
  }
  print('Main is still here');

  // In a pool, a task that ends its worker: the caller is told, the other tasks are done.
  await using pool = new Piscina({
    filename: import.meta.url,
    name: 'work',
    minThreads: 2,
    maxThreads: 2,
    ...workerOptions,
  });
  const tasks = ['fine', 'exit', 'fine', 'throw', 'fine'];
  const outcomes = await Promise.allSettled(tasks.map((how) => pool.run(how)));
  print(
    'In a pool:',
    outcomes.map(({ status }) => status),
  );

  // A thread with a limit to its memory.
  const hoarder = new Worker(new URL(import.meta.url), {
    workerData: 'hoard',
    resourceLimits: { maxOldGenerationSizeMb: 32 },
    ...workerOptions,
  });
  const end = await new Promise((resolve) => {
    hoarder.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code));
    hoarder.on('exit', resolve);
  });
  print(`A thread that hoards: ${end}; main is still here`);
}

if (isMain(import.meta)) await main();

// Output:
// Process, fine: done, exit code 0
// Process, exit: Error, exit code 3
// Process, abort: Error, exit code -6
// Process, throw: RangeError, exit code 1
// Main is still here
// In a pool: ['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled']
// --- on node, deno ---
// A thread that hoards: ERR_WORKER_OUT_OF_MEMORY; main is still here
// --- end ---
// --- on bun ---
// A thread that hoards: 0; main is still here
// --- end ---
