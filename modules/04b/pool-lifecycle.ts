/**
 * The life of a pool — opened, used again and again, closed.
 *
 * In Python: Pool(2), map(), close() (no more tasks), join() (wait for the workers); or
 * `with Pool(2)`, which does not close at the end but terminates.
 * Here: new Piscina starts the workers, which stay and take task after task; close() ends
 * them, and `await using` calls close() at the end of a block, also when it is left by an
 * error. In all of them the rule is the same: await your tasks first. Piscina's close()
 * waits until each worker has been free once, and may stop one that has begun again.
 */
import { threadId } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { workerOptions } from '../core/worker-file.ts';

const options = {
  filename: import.meta.url,
  minThreads: 2,
  maxThreads: 2,
  ...workerOptions,
};

export function square(n: number): { result: number; worker: number } {
  return { result: n * n, worker: threadId };
}

export function forever(): never {
  for (;;);
}

async function main(): Promise<void> {
  const pool = new Piscina<number, ReturnType<typeof square>>({
    ...options,
    name: 'square',
  });
  print(`Opened: ${pool.threads.length} workers`);

  // Three rounds of five tasks, and nobody is started for them.
  const workers = new Set<number>();
  for (let round = 1; round <= 3; round++) {
    const done = await Promise.all([1, 2, 3, 4, 5].map((n) => pool.run(n)));
    for (const { worker } of done) workers.add(worker);
    print(
      `Round ${round}:`,
      done.map(({ result }) => result),
    );
  }
  print(`15 tasks, never more than 2 workers: ${workers.size <= 2}`);

  // While it closes it takes no task. (Afterwards it would: run() then starts workers anew.)
  const closed = pool.close();
  await pool.run(6).catch((error: Error) => print(`A task too late: ${error.name}`));
  await closed;
  print(`Closed: ${pool.threads.length} workers`);

  // The same as one block: the usual way.
  let workersOfBlock: () => number;
  {
    await using pool = new Piscina<number, ReturnType<typeof square>>({
      ...options,
      name: 'square',
    });
    workersOfBlock = () => pool.threads.length;
    print(`In the block: ${(await pool.run(7)).result}, ${workersOfBlock()} workers`);
  }
  print(`After it: ${workersOfBlock()} workers`);

  // destroy() is Python's terminate(): it waits for nobody, and the tasks reject.
  const stuck = new Piscina<undefined, never>({ ...options, name: 'forever' });
  const endless = stuck.run(undefined).catch((error: Error) => error.message);
  await stuck.destroy();
  print(`Destroyed: ${await endless}`);
}

if (isMain(import.meta)) await main();

// Output:
// Opened: 2 workers
// Round 1: [1, 4, 9, 16, 25]
// Round 2: [1, 4, 9, 16, 25]
// Round 3: [1, 4, 9, 16, 25]
// 15 tasks, never more than 2 workers: true
// A task too late: AbortError
// Closed: 0 workers
// In the block: 49, 2 workers
// After it: 0 workers
// Destroyed: Terminating worker thread
