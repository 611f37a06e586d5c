/**
 * Several producers and consumers — many make, many take, and each item goes to one.
 *
 * In Python: any number of threads on one queue.Queue. A common mistake: consumers give up
 * when nothing has come for a second, and a slower producer finds nobody left.
 * Here: the same queue, with an end that is said and not guessed. When all producers are
 * done, shutdown() is called once, and every consumer goes on until nothing is left.
 *
 * First in, first out holds for what one producer puts: its items are taken in its order.
 * Between two producers there is no order, and which consumer gets an item is free.
 */
import { Barrier } from '../core/barrier.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Queue, QueueShutDownError } from '../core/queue.ts';
import { Thread } from '../core/thread.ts';
import { sleepSync } from '../core/time.ts';

const EACH = 100;
const ROOM = 10;
const PRODUCERS = ['P1', 'P2'];
const CONSUMERS = ['C1', 'C2'];

type Item = { from: string; n: number };

export function produce(from: string, queue: Queue<Item>, full: Barrier): void {
  for (let n = 1; n <= EACH; n++) {
    if (n === EACH) sleepSync(200); // the last one takes longer
    queue.put({ from, n });
    if (n === ROOM / PRODUCERS.length) full.wait(); // now the consumers begin
  }
}

export function consume(
  name: string,
  queue: Queue<Item>,
  full: Barrier,
  allHaveOne: Barrier,
): Item[] {
  full.wait();
  const got = [queue.get()];
  allHaveOne.wait(); // nobody is so late that the others have taken everything
  try {
    for (;;) got.push(queue.get());
  } catch (error) {
    if (!(error instanceof QueueShutDownError)) throw error;
    print(`${name}: got ${got.length} items`);
    return got;
  }
}

async function main(): Promise<void> {
  const queue = new Queue<Item>(ROOM);
  const full = new Barrier(PRODUCERS.length + CONSUMERS.length, { timeout: 10_000 });
  const allHaveOne = new Barrier(CONSUMERS.length, { timeout: 10_000 });
  const consumers = CONSUMERS.map(
    (name) =>
      new Thread(import.meta, {
        target: consume,
        args: [name, queue, full, allHaveOne],
      }),
  );
  const producers = PRODUCERS.map(
    (name) => new Thread(import.meta, { target: produce, args: [name, queue, full] }),
  );
  for (const thread of [...consumers, ...producers]) thread.start();

  for (const thread of producers) await thread.join();
  queue.shutdown();
  const shares = await Promise.all(consumers.map((thread) => thread.join()));

  // Nothing lost, nothing twice, and nothing overtaken.
  const got = shares.flat();
  const different = new Set(got.map(({ from, n }) => `${from}-${n}`));
  print(`Put: ${PRODUCERS.length * EACH}, got: ${got.length}`);
  print(`Different ones: ${different.size}`);
  print(`Consumers that got some: ${shares.filter((share) => share.length > 0).length}`);
  for (const from of PRODUCERS) {
    print(`Items of ${from} in order: ${shares.every((share) => inOrder(share, from))}`);
  }
}

function inOrder(share: Item[], from: string): boolean {
  const numbers = share.filter((item) => item.from === from).map(({ n }) => n);
  return numbers.every((n, i) => i === 0 || n > (numbers[i - 1] ?? 0));
}

if (isMain(import.meta)) await main();

// Output:
// --- any order ---
// C1: got <int 1..199> items
// C2: got <int 1..199> items
// --- end ---
// Put: 200, got: 200
// Different ones: 200
// Consumers that got some: 2
// Items of P1 in order: true
// Items of P2 in order: true
