/**
 * The life of a thread — every state that it passes through, once and in one direction.
 *
 * In Python: initial, started, stopped, as repr(thread) shows them. Courses draw five
 * states: new, runnable, running, blocked, terminated. But whether a started thread runs
 * just now, or only could, is the system's business, which changes many times a second;
 * Python does not tell.
 * Here: the same. From outside a thread is initial, started, stopped. Only the thread
 * itself knows what it waits for, and it may say so, as the one below does.
 *
 * There is no way back: a thread that has ended cannot be started again. Make a new one.
 */
import { Event } from '../core/event.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';

export function live(aboutToWait: Event, goOn: Event): void {
  print('Worker: running');
  print('Worker: about to wait, which is called blocked');
  aboutToWait.set();
  goOn.wait();
  print('Worker: running again, to the end');
}

async function main(): Promise<void> {
  const [aboutToWait, goOn] = [new Event(), new Event()];
  const makeWorker = () =>
    new Thread(import.meta, { target: live, args: [aboutToWait, goOn], name: 'Worker' });

  const thread = makeWorker();
  print(`Main: ${thread}`);

  thread.start();
  await aboutToWait.waitAsync();
  print(`Main: ${thread}`);

  goOn.set();
  await thread.join();
  print(`Main: ${thread}`);

  try {
    thread.start();
  } catch (error) {
    print(`Main: ${error}`);
  }

  // The same work once more takes another thread. Both events are still set.
  const another = makeWorker();
  another.start();
  await another.join();
}

if (isMain(import.meta)) await main();

// Output:
// Main: <Thread 'Worker' initial>
// Worker: running
// Worker: about to wait, which is called blocked
// Main: <Thread 'Worker' started ident=2>
// Worker: running again, to the end
// Main: <Thread 'Worker' stopped ident=2>
// Main: Error: Cannot start <Thread 'Worker' stopped ident=2>: threads start only once
// Worker: running
// Worker: about to wait, which is called blocked
// Worker: running again, to the end
