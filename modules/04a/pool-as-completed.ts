/**
 * As completed — results in the order in which they are ready, not in that of the inputs.
 *
 * In Python: `for future in as_completed(futures)`.
 * Here: `for await` over a small generator, which asks Promise.race for the next one that
 * is ready. So main works on the first result while other tasks still run. The tasks end
 * in an order that main chooses, each when the one before has come out of the loop.
 *
 * Of two that are ready when it asks, Promise.race takes the one that comes first in the
 * list. The core's asCompleted, in futures.ts, keeps even those in order, and has a timeout.
 * With both, a task that fails throws its error at its turn, which ends the loop.
 */
import { Piscina } from 'piscina';
import { Event } from '../core/event.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { revive } from '../core/revive.ts';
import { Semaphore } from '../core/semaphore.ts';
import { SharedValue } from '../core/shared.ts';
import { workerOptions } from '../core/worker-file.ts';

const THREADS = 3;
const ITEMS = [0, 1, 2, 3, 4, 5];
// Three at a time: 3 can begin, and then end, only after one of 0, 1 and 2 has ended.
const ORDER = [2, 0, 3, 1, 5, 4];

type Task = { item: number; mayEnd: Event; begun: Semaphore; inside: SharedValue };
type Result = { item: number; double: number; together: number };

export function processItem(task: Task): Result {
  const { item, mayEnd, begun, inside } = revive(task);
  const together = change(inside, +1);
  begun.release();
  if (!mayEnd.wait({ timeout: 5000 })) throw new Error(`Item ${item} is held up`);
  change(inside, -1);
  return { item, double: item * 2, together };
}

function change(number: SharedValue, by: number): number {
  using _held = number.lock.hold();
  number.value += by;
  return number.value;
}

async function* asCompleted<T>(promises: Promise<T>[]): AsyncGenerator<T> {
  // Each promise brings its place along, so that the winner can leave the race.
  const racing = new Map(
    promises.map((promise, i) => [i, promise.then((value) => ({ i, value }))]),
  );
  while (racing.size > 0) {
    const { i, value } = await Promise.race(racing.values());
    racing.delete(i);
    yield value;
  }
}

async function main(): Promise<void> {
  await using pool = new Piscina<Task, Result>({
    filename: import.meta.url,
    name: 'processItem',
    minThreads: THREADS,
    maxThreads: THREADS,
    ...workerOptions,
  });

  const begun = new Semaphore(0);
  const inside = new SharedValue(Int32Array, 0);
  const tasks = ITEMS.map((item) => ({ item, mayEnd: new Event(), begun, inside }));
  const running = tasks.map((task) => pool.run(task));
  for (let i = 0; i < THREADS; i++) await begun.acquireAsync();

  const gates = ORDER.map((item) => tasks[item]?.mayEnd);
  gates.shift()?.set();
  let most = 0;
  for await (const { item, double, together } of asCompleted(running)) {
    print(`Item ${item}: ${double}, still to come: ${gates.length}`);
    most = Math.max(most, together);
    gates.shift()?.set();
  }
  print(`Most inside at once: ${most}`);
}

if (isMain(import.meta)) await main();

// Output:
// Item 2: 4, still to come: 5
// Item 0: 0, still to come: 4
// Item 3: 6, still to come: 3
// Item 1: 2, still to come: 2
// Item 5: 10, still to come: 1
// Item 4: 8, still to come: 0
// Most inside at once: 3
