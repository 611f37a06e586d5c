/**
 * A thread's state — it is alive from start() to its end, and only then.
 *
 * In Python: is_alive(), and join(timeout=1), which returns None whether or not time was up.
 * Here: the same two, in ms. One that waits is alive, one that is not may have failed.
 */
import { Event } from '../core/event.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';
import { stopwatch } from '../core/time.ts';

export function sleepUntil(wakeUp: Event, asleep: Event): string {
  asleep.set();
  wakeUp.wait();
  print('Sleeper: awake');
  return 'well rested';
}

export function fail(): never {
  throw new Error('no luck');
}

async function main(): Promise<void> {
  const [wakeUp, asleep] = [new Event(), new Event()];
  const sleeper = new Thread(import.meta, {
    target: sleepUntil,
    args: [wakeUp, asleep],
  });
  print(`Before start(): ${sleeper.isAlive()}`);
  sleeper.start();
  print(`After start(): ${sleeper.isAlive()}`);

  // It runs by now, and waits for an event which is not set: no patience would be enough.
  await asleep.waitAsync();
  const watch = stopwatch();
  const early = await sleeper.join({ timeout: 250 });
  print(`After ${watch} of join(): ${sleeper.isAlive()}, result: ${early}`);

  wakeUp.set();
  const result = await sleeper.join();
  print(`After join(): ${sleeper.isAlive()}, result: ${result}`);

  // An error ends a thread as well as a result does.
  const failing = new Thread(import.meta, { target: fail });
  failing.start();
  const end = await failing.join().catch((reason) => `join() threw ${reason}`);
  print(`After an error: ${failing.isAlive()}, ${end}`);
}

if (isMain(import.meta)) await main();

// Output:
// Before start(): false
// After start(): true
// After <0.25 s or more> of join(): true, result: undefined
// Sleeper: awake
// After join(): false, result: well rested
// After an error: false, join() threw Error: no luck
