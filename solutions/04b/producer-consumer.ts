/**
 * Producer and consumers, in threads and in processes — every item is finished once.
 *
 * In Python: two programs, one with threading and queue.Queue, one with multiprocessing and
 * its Queue.
 * Here: one program. Both queues have put() and get(); the one between threads blocks, the
 * one between processes has to be awaited, and awaiting what has blocked does no harm.
 *
 * The queue has room for three of twelve items: a producer that is faster waits in put(), and
 * a consumer without work in get(). After its last item the producer shuts the queue down, and
 * a consumer ends when nothing is left. Sentinels would have to be counted, one for each
 * consumer, and a look at empty() is old before one acts on it.
 */
import { isMain } from '../../modules/core/main.ts';
import { Manager, type QueueProxy } from '../../modules/core/manager.ts';
import { print } from '../../modules/core/print.ts';
import { Process } from '../../modules/core/process.ts';
import { Queue, QueueShutDownError } from '../../modules/core/queue.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleepSync } from '../../modules/core/time.ts';

const ITEMS = 12;
const ROOM = 3;
const CONSUMERS = 2;

type Items = Queue<number> | QueueProxy<number>;
type Done = { item: number; pid: number };

export async function produce(items: Items): Promise<void> {
  for (let item = 1; item <= ITEMS; item++) await items.put(make(item));
  await items.shutdown();
}

export async function consume(items: Items): Promise<Done[]> {
  const done: Done[] = [];
  try {
    for (;;) done.push(finish(await items.get()));
  } catch (error) {
    if (error instanceof QueueShutDownError) return done;
    throw error;
  }
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
  const consumers = Array.from(
    { length: CONSUMERS },
    () => new Worker(import.meta, { target: consume, args: [items] }),
  );
  for (const worker of [producer, ...consumers]) worker.start();
  await producer.join();
  const done = await Promise.all(consumers.map((consumer) => consumer.join()));
  return done.flat();
}

async function main(): Promise<void> {
  await using manager = await Manager.start();
  report('Threads', await run(Thread, new Queue<number>(ROOM)));
  report('Processes', await run(Process, manager.queue<number>(ROOM)));
}

function report(how: string, done: Done[]): void {
  const items = done.map(({ item }) => item).sort((a, b) => a - b);
  print(`${how}:`, items);
  print(`  in main's process: ${done.some(({ pid }) => pid === process.pid)}`);
}

if (isMain(import.meta)) await main();

// Output:
// Threads: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
//   in main's process: true
// Processes: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
//   in main's process: false
