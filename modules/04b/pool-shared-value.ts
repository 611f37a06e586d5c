/**
 * A shared value in a pool — ten tasks add to one number.
 *
 * In Python: the course hands a Value to pool.starmap(increment, …) and expects 10; in fact
 * that raises a RuntimeError, as a Value cannot be pickled into a task. It has to reach the
 * workers when they start, through Pool(initializer=…), or live in a Manager.
 * Here: both ways work. Workers are threads, and shared memory may travel in any message:
 * with every task, or once, when the worker starts, as workerData. Messages lose classes:
 * revive() gives the SharedValue, and its lock, their methods back.
 */
import { Piscina } from 'piscina';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { revive } from '../core/revive.ts';
import { SharedValue } from '../core/shared.ts';
import { sleepSync } from '../core/time.ts';
import { workerOptions } from '../core/worker-file.ts';

// Between reading and writing there is time for another worker, if it could come in.
function increment(total: SharedValue): void {
  using _held = total.lock.hold();
  const seen = total.value;
  sleepSync(5);
  total.value = seen + 1;
}

export function addFromTask(total: SharedValue): void {
  increment(revive(total));
}

export function addFromStart(): void {
  increment(revive(Piscina.workerData));
}

async function main(): Promise<void> {
  const options = {
    filename: import.meta.url,
    minThreads: 4,
    maxThreads: 4,
    ...workerOptions,
  };
  const tenTimes = Array.from({ length: 10 });

  // With each task.
  const perTask = new SharedValue(Int32Array, 0);
  {
    await using pool = new Piscina<SharedValue, void>({
      ...options,
      name: 'addFromTask',
    });
    await Promise.all(tenTimes.map(() => pool.run(perTask)));
  }
  print(`Final value, handed over with each task: ${perTask.value}`);

  // Once, to each worker: Python's initializer.
  const perWorker = new SharedValue(Int32Array, 0);
  {
    await using pool = new Piscina<undefined, void>({
      ...options,
      name: 'addFromStart',
      workerData: perWorker,
    });
    await Promise.all(tenTimes.map(() => pool.run(undefined)));
  }
  print(`Final value, handed over at the start: ${perWorker.value}`);
}

if (isMain(import.meta)) await main();

// Output:
// Final value, handed over with each task: 10
// Final value, handed over at the start: 10
