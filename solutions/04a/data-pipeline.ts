/**
 * A pipeline — two producers, three consumers, a queue of three places, and a clean end.
 *
 * The queue does the waiting for both sides: put() while it is full, get() while it is
 * empty. Main knows when the last item has been put, since it joins the producers; only
 * then does it shut the queue down. Consumers go on until nothing is left, so nothing is
 * lost; a shutdown before that join would turn producers away.
 *
 * Consumers that wake up every second to look at a flag may stop with items still there.
 * And a queue with five places, for eight items and three consumers, is never full; with
 * three the producers do have to wait.
 */
import { Barrier } from '../../modules/core/barrier.ts';
import { currentThread } from '../../modules/core/current-thread.ts';
import { isMain } from '../../modules/core/main.ts';
import { print } from '../../modules/core/print.ts';
import { Queue, QueueShutDownError } from '../../modules/core/queue.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleepSync } from '../../modules/core/time.ts';

const PRODUCERS = ['P1', 'P2'];
const CONSUMERS = ['C1', 'C2', 'C3'];
const ITEMS = 4;
const MAKE_MS = 0;
const PLACES = 3;

type Item = { id: string; value: number };

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
  together.wait();
  for (let n = 1; n <= ITEMS; n++) {
    const item = make(n);
    items.put(item);
    most = Math.max(most, items.qsize());
    print(`${currentThread().name}: made ${item.id}`);
  }
  return most;
}

/** Takes items until there will be no more; returns what it made of them. */
export function consume(items: Queue<Item>): number[] {
  const results: number[] = [];
  for (let item = next(items); item !== undefined; item = next(items)) {
    results.push(double(item));
  }
  return results;
}

function next(items: Queue<Item>): Item | undefined {
  try {
    return items.get();
  } catch (error) {
    if (error instanceof QueueShutDownError) return undefined;
    throw error;
  }
}

async function main(): Promise<void> {
  const items = new Queue<Item>(PLACES);
  const together = new Barrier(PRODUCERS.length);
  const producers = PRODUCERS.map(
    (name) => new Thread(import.meta, { target: produce, args: [items, together], name }),
  );
  const consumers = CONSUMERS.map(
    (name) => new Thread(import.meta, { target: consume, args: [items], name }),
  );
  for (const thread of [...consumers, ...producers]) thread.start();

  const counts: number[] = [];
  for (const thread of producers) counts.push(await thread.join());
  items.shutdown();
  const results = (await Promise.all(consumers.map((thread) => thread.join()))).flat();
  print(`Most in the queue: ${Math.max(...counts)}`);
  print(`Items: ${results.length}, left in the queue: ${items.qsize()}`);
  print(`Sum of the results: ${results.reduce((sum, result) => sum + result, 0)}`);
}

if (isMain(import.meta)) await main();

// Output:
// --- interleaved ---
// P1: made P1-1
// P1: made P1-2
// P1: made P1-3
// P1: made P1-4
// --- with ---
// P2: made P2-1
// P2: made P2-2
// P2: made P2-3
// P2: made P2-4
// --- with ---
// C<int 1..3>: P1-1 becomes 2
// --- with ---
// C<int 1..3>: P1-2 becomes 4
// --- with ---
// C<int 1..3>: P1-3 becomes 6
// --- with ---
// C<int 1..3>: P1-4 becomes 8
// --- with ---
// C<int 1..3>: P2-1 becomes 2
// --- with ---
// C<int 1..3>: P2-2 becomes 4
// --- with ---
// C<int 1..3>: P2-3 becomes 6
// --- with ---
// C<int 1..3>: P2-4 becomes 8
// --- end ---
// Most in the queue: <int 1..3>
// Items: 8, left in the queue: 0
// Sum of the results: 40
