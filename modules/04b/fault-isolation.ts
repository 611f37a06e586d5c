/**
 * Fault isolation — a process that crashes takes nobody with it; a thread may.
 *
 * In Python: a crash in C code ends the process, with all its threads; other processes
 * live on. A pool whose worker dies is broken (ProcessPoolExecutor), or waits for the
 * result for ever (multiprocessing.Pool).
 * Here: an error that a thread throws reaches its join, and process.exit() in a thread
 * ends that thread only. But process.abort() and a crash in native code end the process,
 * threads and all. What may crash belongs into a process. Memory that runs out ends only
 * the thread on Node; on Deno it does if `resourceLimits` sets a limit to the thread, which
 * Bun knows nothing of. Piscina replaces a worker that has ended, and rejects the task that
 * it was at.
 */
import { Piscina } from 'piscina';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';
import { workerOptions } from '../core/worker-file.ts';

export function work(how: 'fine' | 'exit' | 'abort' | 'throw' | 'hoard'): string {
  if (how === 'exit') process.exit(3);
  if (how === 'abort') process.kill(process.pid, 'SIGABRT');
  if (how === 'throw') throw new RangeError('a bad record');
  // 160 MB, which is too much for a limit of 32.
  if (how === 'hoard') return `${Array(2000).fill(0).map(hoard).length} kept`;
  return 'done';
}

function hoard(): number[] {
  return new Array(10_000).fill(0.5);
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

  // A worker with a limit to its memory.
  await using limited = new Piscina({
    filename: import.meta.url,
    name: 'work',
    maxThreads: 1,
    resourceLimits: { maxOldGenerationSizeMb: 32 },
    ...workerOptions,
  });
  const hoarded = await limited.run('hoard').catch(({ code }) => code);
  print(`A task that hoards: ${hoarded}, the next one: ${await limited.run('fine')}`);
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
// A task that hoards: ERR_WORKER_OUT_OF_MEMORY, the next one: done
// --- end ---
// --- on bun ---
// A task that hoards: 2000 kept, the next one: done
// --- end ---
