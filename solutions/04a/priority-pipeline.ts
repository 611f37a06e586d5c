/**
 * A pipeline with priorities — the larger values come out first.
 *
 * A PriorityQueue gives out the smallest priority first, as Python's does. So what is to
 * come first has to have the smaller number: the priority is the value, negated. (With the
 * value as it is, the smallest comes first: a common mistake.)
 *
 * Priorities order what is in the queue at one moment. A consumer that is there from the
 * start takes the first item that comes, whatever its value; this one waits until both
 * producers have put in all they have.
 *
 * Equal values come out in the order in which they went in. The two of 40 come from
 * different producers: which one is first is free.
 */
import { isMain } from '../../modules/core/main.ts';
import { print } from '../../modules/core/print.ts';
import { PriorityQueue, QueueShutDownError } from '../../modules/core/queue.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleepSync } from '../../modules/core/time.ts';

const VALUES = { P1: [40, 5, 75, 20], P2: [90, 10, 60, 40] };

type Item = { from: string; value: number };

/** Takes a moment. */
function show({ from, value }: Item): void {
  sleepSync(20);
  print(`${value} of ${from}`);
}

export function produce(from: string, values: number[], items: PriorityQueue<Item>) {
  for (const value of values) items.put([-value, { from, value }]);
}

export function consume(items: PriorityQueue<Item>): number[] {
  const order: number[] = [];
  try {
    for (;;) {
      const [, item] = items.get();
      show(item);
      order.push(item.value);
    }
  } catch (error) {
    if (!(error instanceof QueueShutDownError)) throw error;
    return order;
  }
}

async function main(): Promise<void> {
  const items = new PriorityQueue<Item>();
  const producers = Object.entries(VALUES).map(
    ([name, values]) =>
      new Thread(import.meta, { target: produce, args: [name, values, items] }),
  );
  for (const thread of producers) thread.start();
  for (const thread of producers) await thread.join();
  items.shutdown();
  print(`Waiting: ${items.qsize()}`);

  const consumer = new Thread(import.meta, { target: consume, args: [items] });
  consumer.start();
  print('Order:', await consumer.join());
}

if (isMain(import.meta)) await main();

// Output:
// Waiting: 8
// 90 of P2
// 75 of P1
// 60 of P2
// --- any order ---
// 40 of P1
// 40 of P2
// --- end ---
// 20 of P1
// 10 of P2
// 5 of P1
// Order: [90, 75, 60, 40, 40, 20, 10, 5]
