/**
 * A bounded queue — a full queue holds the producer back.
 *
 * In Python: Queue(maxsize=5). Such a limit may never be felt: of ten items, put twice as
 * fast as they are taken, only the last fills the fifth place, and no put() ever waits.
 * Here: Queue(3), and a consumer that comes only when the producer is stuck. The producer
 * counts how far it is ahead.
 *
 * Without a limit a producer that is faster fills the memory. With one it goes at the
 * consumer's pace: that is called backpressure.
 */
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Queue, QueueFullError } from '../core/queue.ts';
import { Semaphore } from '../core/semaphore.ts';
import { SharedArray } from '../core/shared.ts';
import { Thread } from '../core/thread.ts';

const ROOM = 3;
const ITEMS = 10;

// What the two have done so far. Each number has one writer, so no lock is needed.
const PUT = 0;
const ASKED = 1;

export function produce(
  queue: Queue<number>,
  done: SharedArray,
  trying: Semaphore,
): number {
  let furthest = 0;
  for (let item = 1; item <= ITEMS; item++) {
    trying.release();
    queue.put(item); // waits here while the queue is full
    done.set(PUT, item);
    furthest = Math.max(furthest, item - done.get(ASKED));
  }
  queue.shutdown();
  return furthest;
}

// It counts before it takes, so the producer never counts itself too far ahead.
export function consume(queue: Queue<number>, done: SharedArray): number[] {
  const got: number[] = [];
  for (let i = 1; i <= ITEMS; i++) {
    done.set(ASKED, i);
    got.push(queue.get());
  }
  return got;
}

async function main(): Promise<void> {
  const queue = new Queue<number>(ROOM);
  const done = new SharedArray(Int32Array, 2);
  const trying = new Semaphore(0);
  const producer = new Thread(import.meta, {
    target: produce,
    args: [queue, done, trying],
  });
  producer.start();

  // Nobody takes anything, so the fourth put cannot come to its end.
  for (let i = 0; i <= ROOM; i++) await trying.acquireAsync();
  print(`Tried to put ${ROOM + 1} items, have put ${done.get(PUT)}`);
  print(`Full: ${queue.full()}, a ${queue}`);

  // Whoever does not want to wait is told at once, and may drop the item or try later.
  try {
    queue.putNowait(99);
  } catch (error) {
    print(`Put without waiting: ${error instanceof QueueFullError ? 'full' : error}`);
  }

  const consumer = new Thread(import.meta, { target: consume, args: [queue, done] });
  consumer.start();
  print('Consumer got:', await consumer.join());
  print(`Furthest the producer was ahead: ${await producer.join()} items`);
}

if (isMain(import.meta)) await main();

// Output:
// Tried to put 4 items, have put 3
// Full: true, a <Queue 3 of 3 items>
// Put without waiting: full
// Consumer got: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
// Furthest the producer was ahead: 3 items
