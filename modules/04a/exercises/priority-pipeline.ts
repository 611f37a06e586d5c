/**
 * Exercise — a pipeline in which the larger values come first.
 *
 * Two producers put four values each into a queue, and a consumer shows them in the
 * order in which it gets them. So far that is the order in which they come. Make it so that
 *
 * 1. both producers are at work at the same time, and put their items into one PriorityQueue;
 * 2. one consumer, a thread of its own, starts to take when all items are there: it is told
 *    so, and nobody sleeps or asks again and again until then;
 * 3. the consumer shows each item when it has taken it, before it takes the next;
 * 4. the larger values come first: it is the queue that orders them, whatever they are;
 * 5. the larger values come first in every schedule.
 *
 * How hard: easy, about 15 minutes.
 * Prepared by: 04a/multiple-producers-consumers, 04a/lifo-and-priority.
 * Check it: npx tsx scripts/check.ts 04a/priority-pipeline   (and with --hint)
 */
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { Queue, QueueShutDownError } from '../../core/queue.ts';
import { Thread } from '../../core/thread.ts';
import { sleepSync } from '../../core/time.ts';

// The checker also tries others: leave this line as it is.
const VALUES = { P1: [40, 5, 75, 20], P2: [90, 10, 60, 40] };

type Item = { from: string; value: number };

/** Takes a moment. Leave it as it is. */
function show({ from, value }: Item): void {
  sleepSync(20);
  print(`${value} of ${from}`);
}

export function produce(from: string, values: number[], items: Queue<Item>) {
  // TODO: an item of a PriorityQueue is a pair, [priority, item].
  for (const value of values) items.put({ from, value });
}

export function consume(items: Queue<Item>): number[] {
  const order: number[] = [];
  try {
    for (;;) {
      const item = items.get();
      show(item);
      order.push(item.value);
    }
  } catch (error) {
    if (!(error instanceof QueueShutDownError)) throw error;
    return order;
  }
}

async function main(): Promise<void> {
  // TODO: a PriorityQueue
  const items = new Queue<Item>();
  const producers = Object.entries(VALUES).map(
    ([name, values]) =>
      new Thread(import.meta, { target: produce, args: [name, values, items] }),
  );
  for (const thread of producers) thread.start();
  // TODO: start the consumer when all items are there.
  const consumer = new Thread(import.meta, { target: consume, args: [items] });
  consumer.start();
  for (const thread of producers) await thread.join();
  items.shutdown();
  print(`Waiting: ${items.qsize()}`);
  print('Order:', await consumer.join());
}

if (isMain(import.meta)) await main();
