/**
 * Three threads — all are started before the first is joined, so they work side by side.
 *
 * Two loops make the difference: one that starts, one that joins. A join in the first loop
 * would let the next thread wait for the end of the one before, three calls with extra
 * steps. Which thread is ready first is free, and nothing in the program depends on it;
 * that the last line comes last is what the joins are for.
 */
import { currentThread } from '../../modules/core/current-thread.ts';
import { Event } from '../../modules/core/event.ts';
import { isMain } from '../../modules/core/main.ts';
import { print } from '../../modules/core/print.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleepSync } from '../../modules/core/time.ts';

const DURATIONS = { Kettle: 600, Toaster: 500, Oven: 700 };

export function work(ms: number, counted: Event): void {
  const { name } = currentThread();
  print(`${name}: on`);
  counted.wait(); // or the first might be ready before the last one has been started
  sleepSync(ms);
  print(`${name}: ready`);
}

async function main(): Promise<void> {
  const counted = new Event();
  const threads = Object.entries(DURATIONS).map(
    ([name, ms]) => new Thread(import.meta, { target: work, args: [ms, counted], name }),
  );
  for (const thread of threads) thread.start();
  print(`Alive at once: ${threads.filter((thread) => thread.isAlive()).length}`);
  counted.set();

  for (const thread of threads) await thread.join();
  print(`Alive after the joins: ${threads.filter((thread) => thread.isAlive()).length}`);
  print('Breakfast is ready');
}

if (isMain(import.meta)) await main();

// Output:
// --- interleaved ---
// Alive at once: 3
// --- with ---
// Kettle: on
// Kettle: ready
// --- with ---
// Toaster: on
// Toaster: ready
// --- with ---
// Oven: on
// Oven: ready
// --- end ---
// Alive after the joins: 0
// Breakfast is ready
