/**
 * A graceful stop — ask the threads to stop, and let them finish and tidy up.
 *
 * In Python: stop_event = Event(), and a loop `while not stop_event.is_set()`.
 * Here: the same. The loop looks at the event between two items, so none is left half
 * done, and `finally` runs. terminate() would do neither: it is a last resort. To stop on
 * Ctrl+C, set the event in a handler of SIGINT.
 *
 * A thread that is idle should wait with stop.wait({ timeout }) and not sleep: it then
 * wakes as soon as it is asked to stop.
 */
import { currentThread } from '../core/current-thread.ts';
import { Event } from '../core/event.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Semaphore } from '../core/semaphore.ts';
import { Thread } from '../core/thread.ts';

export function work(stop: Event, busy: Semaphore, items: Int32Array): void {
  const { name } = currentThread();
  try {
    for (let item = 1; ; item++) {
      if (stop.isSet()) return; // through `finally`, as with an error
      Atomics.add(items, 0, 1);
      // The third item takes until main asks to stop: the request comes in the middle of
      // an item, every time.
      if (item === 3) {
        busy.release();
        stop.wait();
      }
      print(`${name}: item ${item} finished`);
      Atomics.add(items, 1, 1);
    }
  } finally {
    print(`${name}: tidied up`);
  }
}

async function main(): Promise<void> {
  const stop = new Event();
  const busy = new Semaphore(0);
  const items = new Int32Array(new SharedArrayBuffer(8));
  const threads = [1, 2, 3].map(
    (n) =>
      new Thread(import.meta, {
        target: work,
        args: [stop, busy, items],
        name: `Worker-${n}`,
      }),
  );
  for (const thread of threads) thread.start();

  for (const _ of threads) await busy.acquireAsync();
  print(`Items begun: ${items[0]}, finished: ${items[1]}. Please stop`);
  stop.set();

  for (const thread of threads) await thread.join();
  print(`Items begun: ${items[0]}, finished: ${items[1]}. All have stopped`);
}

if (isMain(import.meta)) await main();

// Output:
// --- interleaved ---
// Worker-1: item 1 finished
// Worker-1: item 2 finished
// --- with ---
// Worker-2: item 1 finished
// Worker-2: item 2 finished
// --- with ---
// Worker-3: item 1 finished
// Worker-3: item 2 finished
// --- end ---
// Items begun: 9, finished: 6. Please stop
// --- interleaved ---
// Worker-1: item 3 finished
// Worker-1: tidied up
// --- with ---
// Worker-2: item 3 finished
// Worker-2: tidied up
// --- with ---
// Worker-3: item 3 finished
// Worker-3: tidied up
// --- end ---
// Items begun: 9, finished: 9. All have stopped
