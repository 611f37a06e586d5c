/**
 * An event — one thread gives a signal, and all who wait for it go on.
 *
 * In Python: threading.Event with set(), clear(), wait().
 * Here: the same. An Event is a flag that one can wait for: set() is remembered, so
 * whoever comes later does not wait at all. (It is often said to wake the threads that are
 * waiting already. It does more than that.)
 */
import { Event } from '../core/event.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Semaphore } from '../core/semaphore.ts';
import { Thread } from '../core/thread.ts';

export function waitForIt(
  name: string,
  event: Event,
  waiting: Semaphore,
  goingOn: Semaphore,
): void {
  print(`${name}: waiting for the event`);
  waiting.release();
  const isSet = event.wait();
  goingOn.release();
  print(`${name}: got it: ${isSet}`);
}

async function main(): Promise<void> {
  const event = new Event();
  const [waiting, goingOn] = [new Semaphore(0), new Semaphore(0)];
  const threads = ['A', 'B'].map(
    (name) =>
      new Thread(import.meta, {
        target: waitForIt,
        args: [name, event, waiting, goingOn],
      }),
  );
  for (const thread of threads) thread.start();

  // Both have said that they wait, and neither goes on.
  await waiting.acquireAsync();
  await waiting.acquireAsync();
  print(`Main: does one go on? ${await goingOn.acquireAsync({ timeout: 100 })}`);
  print(`Main: is it set? ${event.isSet()}. Setting it`);
  event.set();
  for (const thread of threads) await thread.join();

  // Set is set: whoever comes late does not wait. And clear() makes waiting possible again.
  print(`Main: waiting for a set event: ${event.wait({ timeout: 0 })}`);
  event.clear();
  print(`Main: 50 ms for a cleared event: ${event.wait({ timeout: 50 })}`);
}

if (isMain(import.meta)) await main();

// Output:
// --- any order ---
// A: waiting for the event
// B: waiting for the event
// --- end ---
// Main: does one go on? false
// Main: is it set? false. Setting it
// --- any order --- one set() wakes all who wait
// A: got it: true
// B: got it: true
// --- end ---
// Main: waiting for a set event: true
// Main: 50 ms for a cleared event: false
