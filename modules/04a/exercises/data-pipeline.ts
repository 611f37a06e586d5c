/**
 * Exercise — a pipeline: two producers, three consumers, and a queue between them.
 *
 * Each producer makes four items; an item is worth twice as much after a consumer has
 * worked on it. Make it so that
 *
 * 1. the items go through one queue, in which there is room for three at a time;
 * 2. producers and consumers are at work at the same time;
 * 3. each item is worked on once, by one of the three consumers, and none is lost;
 * 4. the consumers wait for items, and are told when all are done: they do not guess it from
 *    a timeout or an empty queue, and do not ask again and again;
 * 5. each item is worked on once in every schedule.
 *
 * How hard: medium, about 25 minutes.
 * Prepared by: 04a/bounded-queue, 04a/multiple-producers-consumers.
 * Check it: npx tsx scripts/check.ts 04a/data-pipeline   (and with --hint)
 */
import { Barrier } from '../../core/barrier.ts';
import { currentThread } from '../../core/current-thread.ts';
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { Queue } from '../../core/queue.ts';
import { Thread } from '../../core/thread.ts';
import { sleepSync } from '../../core/time.ts';

// The checker also tries others: leave these four lines as they are.
const PRODUCERS = ['P1', 'P2'];
const CONSUMERS = ['C1', 'C2', 'C3'];
const ITEMS = 4;
const MAKE_MS = 0;

type Item = { id: string; value: number };

// Leave these two as they are.
function make(n: number): Item {
  const { name } = currentThread();
  sleepSync(MAKE_MS);
  return { id: `${name}-${n}`, value: n };
}

function double(item: Item): number {
  sleepSync(100);
  print(`${currentThread().name}: ${item.id} becomes ${item.value * 2}`);
  return item.value * 2;
}

/** Returns the most items that were in the queue. */
export function produce(items: Queue<Item>, together: Barrier): number {
  let most = 0;
  together.wait(); // both producers begin at the same time
  for (let n = 1; n <= ITEMS; n++) {
    const item = make(n);
    // TODO: put the item into the queue, and then say so.
    most = Math.max(most, items.qsize());
    print(`${currentThread().name}: made ${item.id}`);
  }
  return most;
}

/** Takes items until there will be no more; returns what it made of them. */
export function consume(_items: Queue<Item>): number[] {
  const results: number[] = [];
  const item: Item | undefined = undefined;
  // TODO: take items out of the queue, one after the other, until you are told the end.
  if (item) results.push(double(item));
  return results;
}

async function main(): Promise<void> {
  // TODO: room for three
  const items = new Queue<Item>();
  const together = new Barrier(PRODUCERS.length);
  const producers = PRODUCERS.map(
    (name) => new Thread(import.meta, { target: produce, args: [items, together], name }),
  );
  const consumers = CONSUMERS.map(
    (name) => new Thread(import.meta, { target: consume, args: [items], name }),
  );
  // TODO: start all of them; tell the consumers, at the right moment, that nothing more
  // will come; wait for all.
  for (const thread of producers) thread.start();
  const counts: number[] = [];
  for (const thread of producers) counts.push(await thread.join());
  for (const thread of consumers) thread.start();
  const results = (await Promise.all(consumers.map((thread) => thread.join()))).flat();
  print(`Most in the queue: ${Math.max(...counts)}`);
  print(`Items: ${results.length}, left in the queue: ${items.qsize()}`);
  print(`Sum of the results: ${results.reduce((sum, result) => sum + result, 0)}`);
}

if (isMain(import.meta)) await main();
