/**
 * Active threads — who is alive: before, during and after.
 *
 * In Python: threading.active_count() and threading.enumerate().
 * Here: activeThreads(), and its length. A thread is among them from start() to its end,
 * also while it waits. The main thread is always there, daemons count too, and any thread
 * may ask.
 *
 * Counted while threads come and go, the numbers vary from run to run.
 * Here the threads stay until an event lets them go, and the numbers are certain.
 */
import { activeThreads } from '../core/current-thread.ts';
import { Event } from '../core/event.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Semaphore } from '../core/semaphore.ts';
import { Thread } from '../core/thread.ts';

export function tellWhoIsAlive(when: string): void {
  const names = activeThreads().map(({ name }) => name);
  print(`${when}: ${names.length},`, names);
}

export function stay(here: Semaphore, mayLeave: Event): void {
  here.release();
  mayLeave.wait();
}

async function main(): Promise<void> {
  tellWhoIsAlive('At first');

  const here = new Semaphore(0);
  const [adaMayLeave, bobMayLeave] = [new Event(), new Event()];
  const ada = new Thread(import.meta, {
    target: stay,
    args: [here, adaMayLeave],
    name: 'Ada',
  });
  const bob = new Thread(import.meta, {
    target: stay,
    args: [here, bobMayLeave],
    name: 'Bob',
    daemon: true,
  });
  tellWhoIsAlive('Made, not started');

  ada.start();
  bob.start();
  tellWhoIsAlive('Started');

  // By then both wait, and a thread that waits is alive.
  await here.acquireAsync();
  await here.acquireAsync();

  // Another thread asks: it sees all of them, and itself.
  const cleo = new Thread(import.meta, {
    target: tellWhoIsAlive,
    args: ['Seen by Cleo'],
    name: 'Cleo',
  });
  cleo.start();
  await cleo.join();

  adaMayLeave.set();
  await ada.join();
  tellWhoIsAlive('Ada has ended');

  bobMayLeave.set();
  await bob.join();
  tellWhoIsAlive('All joined');
}

if (isMain(import.meta)) await main();

// Output:
// At first: 1, ['MainThread']
// Made, not started: 1, ['MainThread']
// Started: 3, ['MainThread', 'Ada', 'Bob']
// Seen by Cleo: 4, ['MainThread', 'Ada', 'Bob', 'Cleo']
// Ada has ended: 2, ['MainThread', 'Bob']
// All joined: 1, ['MainThread']
