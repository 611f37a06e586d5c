/**
 * start() and join() — begin the work, and wait for its end.
 *
 * In Python: Thread(target=task), then start() returns at once and join() blocks.
 * Here: the same two calls. A thread is a worker with its own heap, so its function has to
 * be exported: the thread imports this file again and finds it by name. And join() is
 * awaited: the main thread stays free meanwhile, and gets what the function returned.
 *
 * Between start() and join() either side may come first. Only two things are certain:
 * nothing of the thread runs before start(), and all of it is done after join(). That
 * start() has not waited for the thread shows here because the thread waits for main.
 */
import { currentThread } from '../core/current-thread.ts';
import { Event } from '../core/event.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';

export function task(steps: number, mainIsFurther: Event): string {
  const { name } = currentThread();
  print(`${name}: starting`);
  for (let step = 1; step <= steps; step++) print(`${name}: working, step ${step}`);
  mainIsFurther.wait();
  print(`${name}: done`);
  return `${steps} steps`;
}

async function main(): Promise<void> {
  const mainIsFurther = new Event();
  const thread = new Thread(import.meta, {
    target: task,
    args: [3, mainIsFurther],
    name: 'Worker',
  });

  print(`Main: before start, alive: ${thread.isAlive()}`);
  thread.start();
  print(`Main: after start, alive: ${thread.isAlive()}`);
  mainIsFurther.set();

  const result = await thread.join();
  print(`Main: after join, alive: ${thread.isAlive()}, result: ${result}`);
}

if (isMain(import.meta)) await main();

// Output:
// Main: before start, alive: false
// --- interleaved --- which of the two goes first is up to the system
// Main: after start, alive: true
// --- with ---
// Worker: starting
// Worker: working, step 1
// Worker: working, step 2
// Worker: working, step 3
// --- end ---
// Worker: done
// Main: after join, alive: false, result: 3 steps
