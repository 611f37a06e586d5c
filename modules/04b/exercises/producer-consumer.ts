/**
 * Exercise — a producer and two consumers, once in threads and once in processes.
 *
 * The producer makes twelve items, and the consumers finish them. What is to be done with
 * one item is there; how it gets from one to the other is not. Make it so that
 *
 * 1. in the first run the producer and two consumers are threads, in the second processes;
 * 2. the items go through a queue, one by one;
 * 3. each item is finished exactly once, by a consumer, in both runs;
 * 4. no more than three items wait in a queue;
 * 5. whoever finds no room, or no item, waits in put() or get(): nobody sleeps meanwhile, or
 *    asks again and again;
 * 6. the consumers end by themselves when there is nothing left to do;
 * 7. main prints what the consumers have done: also of fewer items.
 *
 * Both queues have put(), get() and shutdown(). The one between processes has to be
 * awaited, and with the other one an await does no harm: so produce() and consume() serve
 * threads and processes.
 *
 * How hard: medium, about 30 minutes.
 * Prepared by: 04b/process-queue, 04b/process-producer-consumer.
 * Check it: npx tsx scripts/check.ts 04b/producer-consumer   (and with --hint)
 */
import { isMain } from '../../core/main.ts';
import { Manager, type QueueProxy } from '../../core/manager.ts';
import { print } from '../../core/print.ts';
import { Process } from '../../core/process.ts';
import { Queue } from '../../core/queue.ts';
import { Thread } from '../../core/thread.ts';
import { sleepSync } from '../../core/time.ts';

// The checker also tries others: leave this line, make() and finish() as they are.
const ITEMS = 12;

type Items = Queue<number> | QueueProxy<number>;
type Done = { item: number; pid: number };

export async function produce(items: Items): Promise<void> {
  // TODO: put each item into the queue, and shut it down when there will be no more.
  void items;
  for (let item = 1; item <= ITEMS; item++) make(item);
}

export async function consume(items: Items): Promise<Done[]> {
  // TODO: take items out of the queue until it is shut down, and finish them.
  void items;
  return [];
}

/** Making an item takes a while. */
export function make(item: number): number {
  sleepSync(item);
  return item;
}

/** Finishing it takes longer. */
export function finish(item: number): Done {
  sleepSync(20 + item);
  return { item, pid: process.pid };
}

async function run(
  Worker: typeof Thread | typeof Process,
  items: Items,
): Promise<Done[]> {
  const producer = new Worker(import.meta, { target: produce, args: [items] });
  producer.start();
  // TODO: start two consumers, too.
  await producer.join();
  // TODO: return what the consumers have done, all of it in one array.
  return [];
}

async function main(): Promise<void> {
  await using manager = await Manager.start();
  // TODO: queues with room for three.
  report('Threads', await run(Thread, new Queue<number>()));
  report('Processes', await run(Process, manager.queue<number>()));
}

function report(how: string, done: Done[]): void {
  const items = done.map(({ item }) => item).sort((a, b) => a - b);
  print(`${how}:`, items);
  print(`  in main's process: ${done.some(({ pid }) => pid === process.pid)}`);
}

if (isMain(import.meta)) await main();
