/**
 * Exercise — a pipeline in which the larger values come first.
 *
 * Two producers put four values each into a queue, and a consumer prints them in the
 * order in which it gets them. So far that is the order in which they come. Make it so that
 *
 * 1. the queue is a PriorityQueue, and gives out the largest value first: nobody sorts;
 * 2. both producers are at work at the same time;
 * 3. the consumer starts when all eight are there: a queue knows nothing of values that
 *    have not come yet.
 *
 * Prepared by: 04a/multiple-producers-consumers, 04a/lifo-and-priority.
 * Check it: npx tsx scripts/check.ts 04a/priority-pipeline   (and with --hint)
 */
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { Queue, QueueShutDownError } from '../../core/queue.ts';
import { Thread } from '../../core/thread.ts';

const VALUES = { P1: [40, 5, 75, 20], P2: [90, 10, 60, 40] };

type Item = { from: string; value: number };

export function produce(from: string, values: number[], items: Queue<Item>) {
  // TODO: an item of a PriorityQueue is a pair, [priority, item].
  for (const value of values) items.put({ from, value });
}

export function consume(items: Queue<Item>): number[] {
  const order: number[] = [];
  try {
    for (;;) {
      const { from, value } = items.get();
      print(`${value} of ${from}`);
      order.push(value);
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
