/**
 * Thread names — given or by default, they tell in a log or an error who it was.
 *
 * In Python: Thread(name="Worker-1"), thread.name, current_thread().name.
 * Here: the same, and the same defaults: a number, and the target's name in brackets. The
 * core shows the name in its errors. Names are for people: two threads may have the same
 * one, and nothing finds a thread by its name. What tells threads apart is the ident.
 */
import { currentThread } from '../core/current-thread.ts';
import { Event } from '../core/event.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';

export function introduce(): void {
  print(`Running in: ${currentThread().name}`);
}

export function introduceTwice(said: Event, renamed: Event): void {
  print(`First I am ${currentThread().name}`);
  said.set();
  renamed.wait();
  print(`Then I am ${currentThread().name}`);
}

async function main(): Promise<void> {
  print(`The program starts in: ${currentThread().name}`);

  // The last two are both named Worker: a name need not be unique.
  for (const name of [undefined, 'Worker', 'Worker']) {
    const thread = new Thread(import.meta, { target: introduce, name });
    thread.start();
    await thread.join();
  }

  // The number counts the threads that were not named.
  const second = new Thread(import.meta, { target: introduce });
  print(`The next default: ${second.name}`);

  // A thread can be renamed while it runs, and sees its new name.
  const [said, renamed] = [new Event(), new Event()];
  const thread = new Thread(import.meta, {
    target: introduceTwice,
    args: [said, renamed],
    name: 'Import',
  });
  thread.start();
  await said.waitAsync();
  thread.name = 'Export';
  renamed.set();
  await thread.join();

  // An error says which thread it is about.
  try {
    thread.start();
  } catch (error) {
    print(`${error}`);
  }
}

if (isMain(import.meta)) await main();

// Output:
// The program starts in: MainThread
// Running in: Thread-1 (introduce)
// Running in: Worker
// Running in: Worker
// The next default: Thread-2 (introduce)
// First I am Import
// Then I am Export
// Error: Cannot start <Thread 'Export' stopped ident=2>: threads start only once
