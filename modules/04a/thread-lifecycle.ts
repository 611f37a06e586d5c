/**
 * The life of a thread — every state that it passes through, once and in one direction.
 *
 * In Python: initial, started, stopped, as repr(thread) shows them. Textbooks draw five
 * states: new, runnable, running, blocked, terminated. But whether a started thread runs
 * just now, or only could, is the system's business, and changes many times a second;
 * Python does not tell.
 * Here: the same. From outside a thread is initial, started, stopped. Only the thread
 * itself knows what it waits for, and it may say so, as the one below does. Main learns in
 * a roundabout way that it is blocked: it gets the lock that the thread gives up to wait.
 *
 * There is no way back: a thread that has ended cannot be started again. Make a new one.
 */
import { Condition } from '../core/condition.ts';
import { Event } from '../core/event.ts';
import { Lock } from '../core/lock.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';

export function live(gate: Condition<Lock>, running: Event): void {
  using _held = gate.hold();
  running.set();
  print('Worker: running');
  print('Worker: about to wait, which is called blocked');
  gate.wait(); // gives the lock back until it goes on
  print('Worker: running again, to the end');
}

async function main(): Promise<void> {
  const thread = await liveOnce();
  try {
    thread.start();
  } catch (error) {
    print(`Main: ${error}`);
  }

  // The same work once more takes another thread.
  await liveOnce();
}

async function liveOnce(): Promise<Thread> {
  const [gate, running] = [new Condition(new Lock()), new Event()];
  const thread: Thread = new Thread(import.meta, {
    target: live,
    args: [gate, running],
    name: 'Worker',
  });
  print(`Main: ${thread}`);

  thread.start();
  await running.waitAsync();
  {
    using _held = await gate.holdAsync();
    print(`Main: ${thread}`);
    gate.notify();
  }

  await thread.join();
  print(`Main: ${thread}`);
  return thread;
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
// Main: <Thread 'Worker' initial>
// Worker: running
// Worker: about to wait, which is called blocked
// Main: <Thread 'Worker' started ident=2>
// Worker: running again, to the end
// Main: <Thread 'Worker' stopped ident=2>
