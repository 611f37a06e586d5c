/**
 * A ring without a lock — for one that puts and one that takes, and for no more.
 *
 * In Python: collections.deque, whose append and popleft are safe in any number of threads.
 * Here: some slots in shared memory and two counts, of what was put and what was taken.
 * Each count has one thread that writes it, so there is no update to lose and nothing to
 * lock. The slot is filled first and counted then, so what is counted can be read.
 *
 * Two that put would read the same count and fill the same slot. For more than one on a
 * side the slots have to be given out by Atomics.compareExchange, or under a lock: Queue.
 */
import { Barrier } from '../core/barrier.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Shareable, shareable } from '../core/revive.ts';
import { Thread } from '../core/thread.ts';

const SIZE = 8; // a power of two
const TIMES = 10_000;
/** The two counts lie before the slots. After 2 ** 32 items they begin again. */
const [PUT, TAKEN, SLOTS] = [0, 1, 2];

export class Ring extends Shareable {
  readonly cells = new Int32Array(new SharedArrayBuffer(4 * (SLOTS + SIZE)));

  /** @returns false when the ring is full. */
  put(item: number, beforeCounting = () => {}): boolean {
    const put = Atomics.load(this.cells, PUT);
    if (((put - Atomics.load(this.cells, TAKEN)) | 0) === SIZE) return false;
    this.cells[SLOTS + (put & (SIZE - 1))] = item;
    beforeCounting();
    Atomics.store(this.cells, PUT, put + 1);
    Atomics.notify(this.cells, PUT);
    return true;
  }

  /** @returns undefined when the ring is empty. */
  take(beforeCounting = () => {}): number | undefined {
    const taken = Atomics.load(this.cells, TAKEN);
    if (taken === Atomics.load(this.cells, PUT)) return undefined;
    const item = this.cells[SLOTS + (taken & (SIZE - 1))];
    beforeCounting();
    Atomics.store(this.cells, TAKEN, taken + 1);
    Atomics.notify(this.cells, TAKEN);
    return item;
  }
}
shareable(import.meta, Ring);

export function produce(ring: Ring): void {
  for (let n = 0; n < TIMES; n++) {
    // Full: sleeps until one more was taken.
    while (!ring.put(n)) Atomics.wait(ring.cells, TAKEN, n - SIZE);
  }
}

export function consume(ring: Ring): number {
  let inOrder = 0;
  for (let n = 0; n < TIMES; n++) {
    let item = ring.take();
    for (; item === undefined; item = ring.take()) Atomics.wait(ring.cells, PUT, n);
    if (item === n) inOrder++;
  }
  return inOrder;
}

// All have filled a slot, or read one, before any of them counts it.
export function putTogether(ring: Ring, item: number, meet: Barrier): boolean {
  return ring.put(item, () => meet.wait());
}

export function takeTogether(ring: Ring, meet: Barrier): number | undefined {
  return ring.take(() => meet.wait());
}

async function main(): Promise<void> {
  const ring = new Ring();
  const threads = [produce, consume].map(
    (target) => new Thread(import.meta, { target, args: [ring] }),
  );
  for (const thread of threads) thread.start();
  const [, inOrder] = await Promise.all(threads.map((thread) => thread.join()));
  print(`Taken in the order of putting: ${inOrder} of ${TIMES}`);

  // One that stops in the middle holds nobody up, and shows nothing half done.
  ring.put(7, () => print(`While 7 is being put: ${ring.take() ?? 'nothing to take'}`));
  print(`When it is counted: ${ring.take()}`);

  const meet = new Barrier(2, { timeout: 10_000 });
  const puts = [1, 2].map(
    (item) => new Thread(import.meta, { target: putTogether, args: [ring, item, meet] }),
  );
  for (const thread of puts) thread.start();
  for (const thread of puts) await thread.join();
  const left = [ring.take(), ring.take()].filter((item) => item !== undefined);
  print(`Put by two at once: 2, to be found: ${left.length}`);

  ring.put(8);
  const takes = [1, 2].map(
    () => new Thread(import.meta, { target: takeTogether, args: [ring, meet] }),
  );
  for (const thread of takes) thread.start();
  print('Taken by two at once:', await Promise.all(takes.map((thread) => thread.join())));

  let room = 0;
  while (room < 100 && ring.put(room)) room++;
  print(`Room for: ${room}`);
}

if (isMain(import.meta)) await main();

// Output:
// Taken in the order of putting: 10000 of 10000
// While 7 is being put: nothing to take
// When it is counted: 7
// Put by two at once: 2, to be found: 1
// Taken by two at once: [8, 8]
// Room for: 8
