/**
 * A production line — the second step waits for the first one's event.
 *
 * In Python: one thread manufactures and sets an Event, the other one waits for it and
 * assembles.
 * Here: the same. Either thread may speak first, whichever is started first.
 * What the event makes certain is that assembling comes after the part is made.
 */
import { Event } from '../core/event.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Semaphore } from '../core/semaphore.ts';
import { Thread } from '../core/thread.ts';
import { sleepSync } from '../core/time.ts';

export function manufacture(partIsMade: Event, waiting: Semaphore): void {
  print('Manufacturing the part');
  waiting.acquire(); // the other one is there before the part is
  sleepSync(300);
  print('The part is made');
  partIsMade.set();
}

export function assemble(partIsMade: Event, waiting: Semaphore): void {
  print('Waiting for the part');
  waiting.release();
  partIsMade.wait();
  print('Assembling the product');
}

async function main(): Promise<void> {
  const [partIsMade, waiting] = [new Event(), new Semaphore(0)];
  const threads = [
    new Thread(import.meta, { target: assemble, args: [partIsMade, waiting] }),
    new Thread(import.meta, { target: manufacture, args: [partIsMade, waiting] }),
  ];
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.join();
}

if (isMain(import.meta)) await main();

// Output:
// --- interleaved --- who speaks first is free
// Waiting for the part
// --- with ---
// Manufacturing the part
// The part is made
// --- end ---
// Assembling the product
