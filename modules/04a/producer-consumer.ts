/**
 * Producer and consumer — one thread makes, one takes, and a queue lies between them.
 *
 * In Python: queue.Queue, put() and get(), and None as the sign that nothing more comes.
 * The course expects all "Produced" first; in fact the two go on side by side.
 * Here: the same calls. get() waits until there is something, so the consumer may come
 * first. The end has to be said: by a sentinel, an item with that meaning, one for each
 * consumer; or by shutdown(), once for all of them (Python has it since 3.13).
 */
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Queue, QueueShutDownError } from '../core/queue.ts';
import { Semaphore } from '../core/semaphore.ts';
import { Thread } from '../core/thread.ts';

type Item = string | null;

export function produce(queue: Queue<Item>): void {
  for (const item of ['A', 'B', 'C']) {
    print(`Producer: putting ${item}`);
    queue.put(item);
  }
  queue.put(null); // the sentinel
}

export function consume(queue: Queue<Item>, here: Semaphore): string[] {
  const got: string[] = [];
  print(`Consumer: here, items in the queue: ${queue.qsize()}`);
  here.release();
  for (;;) {
    const item = queue.get();
    if (item === null) return got;
    print(`Consumer: got ${item}`);
    got.push(item);
  }
}

// The same without a sentinel: what is in a queue that was shut down still comes out.
export function consumeUntilShutdown(queue: Queue<Item>): Item[] {
  const got: Item[] = [];
  try {
    for (;;) got.push(queue.get());
  } catch (error) {
    if (!(error instanceof QueueShutDownError)) throw error;
    return got;
  }
}

async function main(): Promise<void> {
  const queue = new Queue<Item>();
  const here = new Semaphore(0);
  const consumer = new Thread(import.meta, { target: consume, args: [queue, here] });
  const producer = new Thread(import.meta, { target: produce, args: [queue] });
  consumer.start();
  await here.acquireAsync(); // the consumer comes first, and has to wait
  producer.start();
  await producer.join();
  print('Got until the sentinel:', await consumer.join());
  print(`Left in the queue: ${queue.qsize()}`);

  const second = new Thread(import.meta, {
    target: consumeUntilShutdown,
    args: [queue],
  });
  second.start();
  for (const item of ['D', null, 'E']) queue.put(item);
  queue.shutdown();
  print('Got until the shutdown:', await second.join());
}

if (isMain(import.meta)) await main();

// Output:
// Consumer: here, items in the queue: 0
// --- interleaved ---
// Producer: putting A
// Producer: putting B
// Producer: putting C
// --- with ---
// Consumer: got A
// Consumer: got B
// Consumer: got C
// --- end ---
// Got until the sentinel: ['A', 'B', 'C']
// Left in the queue: 0
// Got until the shutdown: ['D', null, 'E']
