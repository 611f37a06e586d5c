/**
 * Exercise — three threads at work side by side, and a main thread that waits for them.
 *
 * Breakfast: the kettle takes 600 ms, the toaster 500, the oven 700. Make it so that
 *
 * 1. each of the three is a thread with that name: Kettle, Toaster, Oven;
 * 2. it prints "Kettle: on", sleeps for its time, and prints "Kettle: ready": each thread
 *    says its own name;
 * 3. all three are on at the same time: none waits until another one is ready;
 * 4. main waits for all of them, without a sleep of its own, and prints its last two
 *    lines when they have ended.
 *
 * How hard: easy, about 15 minutes.
 * Prepared by: 04a/start-join, 04a/thread-names, 04a/many-threads.
 * Check it: npx tsx scripts/check.ts 04a/thread-management   (and with --hint)
 */
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { Thread } from '../../core/thread.ts';

// The checker also tries others: leave this line as it is.
const DURATIONS = { Kettle: 600, Toaster: 500, Oven: 700 };

export function work(ms: number): void {
  // TODO: print the name of the thread that runs this, sleep, and print it again.
  print(`This takes ${ms} ms`);
}

async function main(): Promise<void> {
  // TODO: give each thread its name, and start all of them.
  const threads = Object.entries(DURATIONS).map(
    ([_name, ms]) => new Thread(import.meta, { target: work, args: [ms] }),
  );
  print(`Alive at once: ${threads.filter((thread) => thread.isAlive()).length}`);

  // TODO: wait for all of them.
  print(`Alive after the joins: ${threads.filter((thread) => thread.isAlive()).length}`);
  print('Breakfast is ready');
}

if (isMain(import.meta)) await main();
