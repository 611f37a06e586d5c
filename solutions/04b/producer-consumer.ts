/**
 * Producer and consumers, in threads and in processes — every item is finished once.
 *
 * In Python: two programs, one with threading and queue.Queue, one with multiprocessing and
 * its Queue.
 * Here: one program. Both queues have put() and get(); the one between threads blocks, the
 * one between processes has to be awaited, and awaiting what has blocked does no harm.
 *
 * The queue has room for three of twelve items. The consumers begin when it is full: so the
 * producer cannot be done before, and they are at work at the same time. After its last item
 * it shuts the queue down, and a consumer ends when nothing is left. Sentinels would have to be
 * counted, one for each consumer, and a look at empty() is old before one acts on it.
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

/** Returns whether the queue was full before anything was taken out. */
export async function produce(items: Items, begin: Items): Promise<boolean> {
  let full = false;
  for (let item = 1; item <= ITEMS; item++) {
    if (item === ROOM + 1) {
      full = await items.full();
      for (let consumer = 1; consumer <= CONSUMERS; consumer++) await begin.put(consumer);
    }
    await items.put(make(item));
  }
  await items.shutdown();
  return full;
}

export async function consume(items: Items, begin: Items): Promise<Done[]> {
  await begin.get();
  const done: Done[] = [];
  try {
    for (;;) done.push(finish(await items.get()));
  } catch (error) {
    if (error instanceof QueueShutDownError) return done;
    throw error;
  }
}

// Making an item takes a while, finishing it takes longer.
function make(item: number): number {
  sleepSync(item);
  return item;
}

function finish(item: number): Done {
  sleepSync(20 + item);
  return { item, pid: process.pid };
}

async function run(
  Worker: typeof Thread | typeof Process,
  items: Items,
  begin: Items,
): Promise<void> {
  const args: [Items, Items] = [items, begin];
  const producer = new Worker(import.meta, { target: produce, args });
  const consumers = Array.from(
    { length: CONSUMERS },
    () => new Worker(import.meta, { target: consume, args }),
  );
  for (const worker of [producer, ...consumers]) worker.start();
  const full = await producer.join();
  const done = (await Promise.all(consumers.map((consumer) => consumer.join()))).flat();

  const finished = done.map(({ item }) => item).sort((a, b) => a - b);
  print(`${Worker.name}, finished:`, finished);
  print(`  in main's process: ${done.some(({ pid }) => pid === process.pid)}`);
  print(`  full before the consumers began: ${full}`);
}

async function main(): Promise<void> {
  await using manager = await Manager.start();
  await run(Thread, new Queue<number>(ROOM), new Queue<number>());
  await run(Process, manager.queue<number>(ROOM), manager.queue<number>());
}

if (isMain(import.meta)) await main();

// Output:
// Thread, finished: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
//   in main's process: true
//   full before the consumers began: true
// Process, finished: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
//   in main's process: false
//   full before the consumers began: true
