/**
 * taskDone and join — wait until all work is done, not only until all is taken.
 *
 * In Python: q.task_done() after each item, and q.join() waits for as many as were put.
 * Here: the same. empty() says that all items are taken, and nothing about the work on
 * them. The worker is a daemon that loops for ever: join() tells when it has nothing left
 * to do, and the program ends without it.
 *
 * A sentinel counts as an item like any other. Often its task_done() is forgotten: then one
 * is left over for ever, and a join() on that queue hangs.
 */
import { Event } from '../core/event.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Queue } from '../core/queue.ts';
import { Semaphore } from '../core/semaphore.ts';
import { Thread } from '../core/thread.ts';
import { sleepSync } from '../core/time.ts';

const ITEMS = ['one', 'bad', 'last'];

export function work(
  queue: Queue<string>,
  finished: Int32Array,
  taken: Semaphore,
  goOn: Event,
): void {
  for (;;) {
    const item = queue.get();
    taken.release();
    try {
      process(item, goOn);
      print(`Worker: finished ${item}`);
      Atomics.add(finished, 0, 1);
    } catch (error) {
      print(`Worker: ${error}`);
    } finally {
      queue.taskDone(); // also after an error, or join() would wait for ever
    }
  }
}

function process(item: string, goOn: Event): void {
  if (item === 'bad') throw new Error('cannot do bad');
  if (item === 'last') {
    goOn.wait();
    sleepSync(100);
  }
}

// Takes all there is up to the sentinel, and tells how often it has said that it is done.
function takeUntilSentinel(queue: Queue<string | null>): number {
  for (let done = 0; ; done++) {
    if (queue.get() === null) return done; // the mistake: no taskDone() for this one
    queue.taskDone();
  }
}

async function main(): Promise<void> {
  const queue = new Queue<string>();
  const finished = new Int32Array(new SharedArrayBuffer(4));
  const taken = new Semaphore(0);
  const goOn = new Event();
  const worker = new Thread(import.meta, {
    target: work,
    args: [queue, finished, taken, goOn],
    daemon: true,
  });
  worker.start();
  for (const item of ITEMS) queue.put(item);

  for (const _ of ITEMS) await taken.acquireAsync();
  print(`Empty: ${queue.empty()}, all done: ${await queue.joinAsync({ timeout: 0 })}`);
  goOn.set();
  print(`Joined: ${await queue.joinAsync({ timeout: 5000 })}`);
  print(`Finished: ${finished[0]} of ${ITEMS.length}`);

  // The counts are the queue's own, whichever thread asks.
  const ended = new Queue<string | null>();
  for (const item of [...ITEMS, null]) ended.put(item);
  print(`Put: 4, empty: ${ended.empty()}`);
  print(`Done: ${takeUntilSentinel(ended)}, empty: ${ended.empty()}`);
  print(`A join returns: ${await ended.joinAsync({ timeout: 100 })}`);
  ended.taskDone();
  print(`With one more taskDone it returns: ${await ended.joinAsync({ timeout: 100 })}`);

  try {
    ended.taskDone();
  } catch (error) {
    print(`Once too often: ${error}`);
  }
}

if (isMain(import.meta)) await main();

// Output:
// Worker: finished one
// Worker: Error: cannot do bad
// Empty: true, all done: false
// Worker: finished last
// Joined: true
// Finished: 2 of 3
// Put: 4, empty: false
// Done: 3, empty: true
// A join returns: false
// With one more taskDone it returns: true
// Once too often: RangeError: Cannot call taskDone() more often than items were put
