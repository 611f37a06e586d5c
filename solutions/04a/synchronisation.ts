/**
 * Lock, Event, Semaphore and Queue together — each does the one thing it is for.
 *
 * The queue gives each task to exactly one worker. The event holds all workers back until
 * main gives the signal. The semaphore lets two at a time use the scarce thing, and the
 * lock makes adding to the total one step.
 *
 * The queue is filled and shut down before the start, so a worker ends when there is
 * nothing left: no sentinel, no look at empty() that is old when one acts on it.
 */
import { currentThread } from '../../modules/core/current-thread.ts';
import { Event } from '../../modules/core/event.ts';
import { isMain } from '../../modules/core/main.ts';
import { print } from '../../modules/core/print.ts';
import { Queue, QueueShutDownError } from '../../modules/core/queue.ts';
import { Semaphore } from '../../modules/core/semaphore.ts';
import { SharedValue } from '../../modules/core/shared.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleep, sleepSync } from '../../modules/core/time.ts';

const WORKERS = 4;
const TASKS = 12;

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
export function work(
  tasks: Queue<number>,
  ready: Semaphore,
  start: Event,
  permits: Semaphore,
  total: SharedValue,
  inside: Int32Array,
): number {
  let most = 0;
  ready.release();
  start.wait();
  for (let task = next(tasks); task !== undefined; task = next(tasks)) {
    using _permit = permits.hold();
    most = Math.max(most, doTask(task, inside));
    using _held = total.lock.hold();
    addTo(total, task);
  }
  return most;
}

function next(tasks: Queue<number>): number | undefined {
  try {
    return tasks.get();
  } catch (error) {
    if (error instanceof QueueShutDownError) return undefined;
    throw error;
  }
}

async function main(): Promise<void> {
  const [tasks, ready, start] = [new Queue<number>(), new Semaphore(0), new Event()];
  const [permits, total] = [new Semaphore(2), new SharedValue(Int32Array, 0)];
  const inside = new Int32Array(new SharedArrayBuffer(4));
  for (let task = 1; task <= TASKS; task++) tasks.put(task);
  tasks.shutdown();

  const threads = Array.from(
    { length: WORKERS },
    (_, i) =>
      new Thread(import.meta, {
        target: work,
        args: [tasks, ready, start, permits, total, inside],
        name: `Worker-${i + 1}`,
      }),
  );
  for (const thread of threads) thread.start();
  for (const _ of threads) await ready.acquireAsync();
  await sleep(100); // time enough to begin, for one that does not wait
  print('Main: go');
  start.set();
  const counts = await Promise.all(threads.map((thread) => thread.join()));
  print(`Most at once: ${Math.max(...counts)}`);
  print(`Total: ${total.value}`);
}

if (isMain(import.meta)) await main();

// Output:
// Main: go
// --- any order ---
// Worker-<int 1..4>: task 1
// Worker-<int 1..4>: task 2
// Worker-<int 1..4>: task 3
// Worker-<int 1..4>: task 4
// Worker-<int 1..4>: task 5
// Worker-<int 1..4>: task 6
// Worker-<int 1..4>: task 7
// Worker-<int 1..4>: task 8
// Worker-<int 1..4>: task 9
// Worker-<int 1..4>: task 10
// Worker-<int 1..4>: task 11
// Worker-<int 1..4>: task 12
// --- end ---
// Most at once: 2
// Total: 78
