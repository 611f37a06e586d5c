/**
 * Exercise — Lock, Event, Semaphore and Queue in one program.
 *
 * Four workers share twelve tasks, the numbers 1 to 12. Make it so that
 *
 * 1. four workers wait for an event, which main sets: they sleep until then, and do not ask
 *    for it again and again;
 * 2. each task comes out of a queue by itself, and is done once;
 * 3. at most two tasks are done at the same time;
 * 4. the total is changed under its lock: each task by itself, or what a worker has summed up;
 * 5. the total is the sum of all tasks: also of fewer;
 * 6. the total is right in every schedule.
 *
 * How hard: medium, about 30 minutes.
 * Prepared by: 04a/semaphore, 04a/event, 04a/work-queue.
 * Check it: npx tsx scripts/check.ts 04a/synchronisation   (and with --hint)
 */
import { currentThread } from '../../core/current-thread.ts';
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { Semaphore } from '../../core/semaphore.ts';
import { SharedValue } from '../../core/shared.ts';
import { Thread } from '../../core/thread.ts';
import { sleep, sleepSync } from '../../core/time.ts';

// The checker also tries others: leave these two lines as they are.
const WORKERS = 4;
const TASKS = 12;

// Leave these two functions as they are.
/** Takes a while; returns how many tasks were in progress then. */
function doTask(task: number, inside: Int32Array): number {
  const atOnce = Atomics.add(inside, 0, 1) + 1;
  sleepSync(20);
  print(`${currentThread().name}: task ${task}`);
  Atomics.sub(inside, 0, 1);
  return atOnce;
}

// Slow between reading and writing: a missing lock would show.
function addTo(total: SharedValue, task: number): void {
  const before = total.value;
  sleepSync(10);
  total.value = before + task;
}

/** Returns the most tasks that were in progress at once. */
export function work(ready: Semaphore, total: SharedValue, inside: Int32Array): number {
  let most = 0;
  ready.release(); // main waits until all four are here
  // TODO: wait for the event; take tasks from the queue until there are none; hold a
  // permit during a task; add each task to the total, under the total's lock.
  for (let task = 1; task <= TASKS; task++) {
    most = Math.max(most, doTask(task, inside));
    addTo(total, task);
  }
  return most;
}

async function main(): Promise<void> {
  const [ready, total] = [new Semaphore(0), new SharedValue(Int32Array, 0)];
  const inside = new Int32Array(new SharedArrayBuffer(4));
  // TODO: make the queue, the event and the semaphore, and hand them to the workers.
  const threads = Array.from(
    { length: WORKERS },
    (_, i) =>
      new Thread(import.meta, {
        target: work,
        args: [ready, total, inside],
        name: `Worker-${i + 1}`,
      }),
  );
  for (const thread of threads) thread.start();
  for (const _ of threads) await ready.acquireAsync();
  await sleep(100); // time enough to begin, for one that does not wait
  print('Main: go');
  // TODO: give the signal.
  const counts = await Promise.all(threads.map((thread) => thread.join()));
  print(`Most at once: ${Math.max(...counts)}`);
  print(`Total: ${total.value}`);
}

if (isMain(import.meta)) await main();
