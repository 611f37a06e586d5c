/**
 * A shared value in a pool — ten tasks add to one number.
 *
 * In Python: a common mistake is to hand a Value to pool.starmap(increment, …). That raises
 * a RuntimeError, as a Value cannot be pickled into a task. It has to reach the workers
 * when they start, through Pool(initializer=…), or live in a Manager.
 * Here: both ways work. Workers are threads, and shared memory may travel in any message:
 * with every call, or once, when the worker starts, as workerData. Messages lose classes:
 * revive() gives the SharedValue its methods back.
 */
import { setTimeout } from 'node:timers/promises';
import { Piscina } from 'piscina';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { revive } from '../core/revive.ts';
import { SharedValue } from '../core/shared.ts';
import { workerOptions } from '../core/worker-file.ts';

interface Message {
  total: SharedValue;
}

// Between reading and writing there is time for another task, if it could come in.
export async function increment(message: Message): Promise<void> {
  const { total } = revive(message);
  using _held = await total.lock.holdAsync();
  const seen = total.value;
  await setTimeout(5);
  total.value = seen + 1;
}

export async function incrementOwn(): Promise<void> {
  await increment(Piscina.workerData);
}

async function main(): Promise<void> {
  // Each worker takes three tasks at a time: so they overlap in one worker, and in several.
  // It must not sleep in Atomics.wait between them: on Deno it may sleep over the next one.
  const options = {
    filename: import.meta.url,
    minThreads: 4,
    maxThreads: 4,
    concurrentTasksPerWorker: 3,
    atomics: 'disabled' as const,
    ...workerOptions,
  };

  // With every call.
  const total = new SharedValue(Int32Array, 0);
  {
    await using pool = new Piscina(options);
    const tasks = Array.from({ length: 10 }, () =>
      pool.run({ total }, { name: 'increment' }),
    );
    await Promise.all(tasks);
  }
  print(`Final value, sent with each call: ${total.value}`);

  // Once to each worker, as by Python's initializer.
  const given = new SharedValue(Int32Array, 0);
  {
    await using pool = new Piscina({ ...options, workerData: { total: given } });
    const tasks = Array.from({ length: 10 }, () =>
      pool.run(undefined, { name: 'incrementOwn' }),
    );
    await Promise.all(tasks);
  }
  print(`Final value, given at the start: ${given.value}`);
}

if (isMain(import.meta)) await main();

// Output:
// Final value, sent with each call: 10
// Final value, given at the start: 10
