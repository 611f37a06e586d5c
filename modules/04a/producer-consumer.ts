/**
 * Producer and consumer — one thread makes, one takes, and a queue lies between them.
 *
 * In Python: queue.Queue, and None at the end; without a task_done() for it, join() hangs.
 * Here: the same calls. Both go on side by side, and get() waits until there is something.
 * The end is said by a sentinel for each consumer, or by shutdown() (Python: since 3.13).
 */
import { Event } from '../core/event.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Queue, QueueShutDownError } from '../core/queue.ts';
import { Semaphore } from '../core/semaphore.ts';
import { Thread } from '../core/thread.ts';

type Item = string | null;

// Nobody waits so long, unless nobody has said that it is the end.
const NET = { timeout: 10_000 };

export function produce(queue: Queue<Item>, firstTaken: Event): void {
  for (const item of ['item1', 'item2', 'item3', 'item4', 'item5']) {
    print(`Produced ${item}`);
    queue.put(item);
    firstTaken.wait(); // the consumer is at work before the producer has done its own
  }
  queue.put(null); // the sentinel
}

export function consume(
  queue: Queue<Item>,
  here: Semaphore,
  firstTaken: Event,
): string[] {
  const got: string[] = [];
  print(`A is here, items in the queue: ${queue.qsize()}`);
  here.release();
  for (;;) {
    const item = queue.get(NET);
    if (item !== null) {
      print(`A consumed ${item}`);
      got.push(item);
      firstTaken.set();
    }
    queue.taskDone(); // for the sentinel, too
    if (item === null) return got;
  }
}

// The same without a sentinel: what is in a queue that was shut down still comes out.
export function consumeUntilShutdown(queue: Queue<Item>): Item[] {
  const got: Item[] = [];
  try {
    for (;;) got.push(queue.get(NET));
  } catch (error) {
    if (!(error instanceof QueueShutDownError)) throw error;
    return got;
  }
}

async function main(): Promise<void> {
  const queue = new Queue<Item>();
  const [here, firstTaken] = [new Semaphore(0), new Event()];
  const consumer = new Thread(import.meta, {
    target: consume,
    args: [queue, here, firstTaken],
  });
  const producer = new Thread(import.meta, {
    target: produce,
    args: [queue, firstTaken],
  });
  consumer.start();
  await here.acquireAsync(); // the consumer comes first, and has to wait
  producer.start();
  await producer.join();
  print('Got until the sentinel:', await consumer.join());
  print(`All done: ${await queue.joinAsync({ timeout: 0 })}`);

  const second = new Thread(import.meta, {
    target: consumeUntilShutdown,
    args: [queue],
  });
  for (const item of ['item6', null, 'item7']) queue.put(item);
  queue.shutdown();
  second.start();
  print('Got until the shutdown:', await second.join());
}

if (isMain(import.meta)) await main();

// Output:
// A is here, items in the queue: 0
// Produced item1
// A consumed item1
// --- interleaved ---
// Produced item2
// Produced item3
// Produced item4
// Produced item5
// --- with ---
// A consumed item2
// A consumed item3
// A consumed item4
// A consumed item5
// --- end ---
// Got until the sentinel: ['item1', 'item2', 'item3', 'item4', 'item5']
// All done: true
// Got until the shutdown: ['item6', null, 'item7']
