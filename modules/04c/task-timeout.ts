/**
 * A timeout for a task in a worker — give up the wait, or end the work.
 *
 * In Python: future.result(timeout=1) gives up the wait; the thread works on, and the end
 * of the with-block waits for it. ("Terminated", as is often printed there, it is not: a
 * running thread cannot be.)
 * Here: a limit on the wait does the same. But work in a worker can also be ended, from
 * the kindest way to the hardest: ask it, abort it in the pool, terminate the thread, kill
 * the process. On Deno a thread ends only when it gives its event loop a turn, so long
 * computations do that now and then; a process can be killed everywhere.
 */
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { Piscina } from 'piscina';
import { wait } from '../core/futures.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';
import { Thread } from '../core/thread.ts';
import { sleep } from '../core/time.ts';
import { workerOptions } from '../core/worker-file.ts';

const CHUNKS = 0;
const STOP = 1;

// Work for some seconds, in chunks: after each it can be stopped, and it can be asked to.
export async function compute(cells: Int32Array): Promise<string> {
  for (let chunk = 0; chunk < 5000; chunk++) {
    for (let n = 0; n < 1_000_000; n++);
    Atomics.add(cells, CHUNKS, 1);
    await eventLoopTurn();
    if (Atomics.load(cells, STOP) === 1) return 'what it has so far';
  }
  return 'a result';
}

export function neverLetsGo(): void {
  for (let n = 0; n < 10_000_000_000; n++);
}

async function main(): Promise<void> {
  await using pool = new Piscina({
    filename: import.meta.url,
    name: 'compute',
    maxThreads: 1,
    ...workerOptions,
  });

  // The wait is given up. The work is not, until it is asked: then even its result comes.
  let cells = newCells();
  const task = pool.run(cells);
  await working(cells);
  const { pending } = await wait([task], { timeout: 100 });
  await working(cells);
  print(`Waited 100 ms, pending: ${pending.size}, and it works on`);
  Atomics.store(cells, STOP, 1);
  print(`Asked to stop, it ends with ${await task}`);

  // Aborted: the pool ends the worker, and starts another one for the next task.
  cells = newCells();
  const controller = new AbortController();
  const aborted = pool.run(cells, { signal: controller.signal });
  await working(cells);
  controller.abort();
  print(`Aborted in the pool: ${await aborted.catch((error) => error.name)}`);
  print(`  It works on: ${await isWorking(cells)}`);

  // Terminated: the same for a thread. Its finally blocks do not run.
  cells = newCells();
  const thread = new Thread(import.meta, { target: compute, args: [cells] });
  thread.start();
  await working(cells);
  await thread.terminate();
  print(`Terminated thread, alive: ${thread.isAlive()}`);
  print(`  It works on: ${await isWorking(cells)}`);

  // Killed: for code that never lets go, everywhere. A daemon would not outlive us.
  const child = new Process(import.meta, { target: neverLetsGo, daemon: true });
  child.start();
  const result = await child.join({ timeout: 300 });
  print(`Process, after 300 ms: ${result}, alive: ${child.isAlive()}`);
  child.kill();
  await child.join().catch(() => {});
  print(`Killed, alive: ${child.isAlive()}, exit code: ${child.exitCode}`);
}

const newCells = () => new Int32Array(new SharedArrayBuffer(8));

/** Waits until it has got on. */
async function working(cells: Int32Array): Promise<void> {
  const before = Atomics.load(cells, CHUNKS);
  while (Atomics.load(cells, CHUNKS) === before) await sleep(5);
}

async function isWorking(cells: Int32Array): Promise<boolean> {
  await sleep(50); // what it was just doing may still come
  const before = Atomics.load(cells, CHUNKS);
  await sleep(200);
  return Atomics.load(cells, CHUNKS) !== before;
}

if (isMain(import.meta)) await main();

// Output:
// Waited 100 ms, pending: 1, and it works on
// Asked to stop, it ends with what it has so far
// Aborted in the pool: AbortError
//   It works on: false
// Terminated thread, alive: false
//   It works on: false
// Process, after 300 ms: undefined, alive: true
// Killed, alive: false, exit code: -9
