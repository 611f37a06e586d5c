/**
 * A condition variable — wait until something is true, under the lock that guards it.
 *
 * In Python: threading.Condition; the course only names it.
 * Here: the same. A store has room for two loaves. The baker waits while it is full, the
 * customer while it is empty. wait() gives the lock back, sleeps until somebody notifies,
 * and takes the lock again; then one has to look again, since a third one may have been
 * faster: waitFor() does that. Without it each would have to ask all the time whether
 * there is something to do.
 *
 * notify() wakes one of those who wait, here the one who has waited longest; notifyAll()
 * wakes all of them.
 */
import { Condition } from '../core/condition.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Semaphore } from '../core/semaphore.ts';
import { Thread } from '../core/thread.ts';

const ROOM = 2;
const LOAVES = 6;

export function bake(shelf: Int32Array, changed: Condition): void {
  for (let i = 0; i < LOAVES; i++) {
    using _held = changed.hold();
    changed.waitFor(() => Number(shelf[0]) < ROOM);
    shelf[0] = Number(shelf[0]) + 1;
    print(`Baker: put loaf ${i}, on the shelf: ${shelf[0]}`);
    changed.notify();
  }
}

export function buy(shelf: Int32Array, changed: Condition): void {
  for (let i = 0; i < LOAVES; i++) {
    using _held = changed.hold();
    changed.waitFor(() => Number(shelf[0]) > 0);
    shelf[0] = Number(shelf[0]) - 1;
    print(`Customer: took loaf ${i}, on the shelf: ${shelf[0]}`);
    changed.notify();
  }
}

export function queueUp(name: string, turn: Condition, standing: Semaphore): void {
  using _held = turn.hold();
  standing.release();
  turn.wait();
  print(`${name}: my turn`);
}

async function main(): Promise<void> {
  const shelf = new Int32Array(new SharedArrayBuffer(4));
  const changed = new Condition();
  const threads = [
    new Thread(import.meta, { target: bake, args: [shelf, changed] }),
    new Thread(import.meta, { target: buy, args: [shelf, changed] }),
  ];
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.join();
  print(`Left on the shelf: ${shelf[0]}`);

  // Three wait, one behind the other. Each call is for one of them; the others sleep on.
  const [turn, standing] = [new Condition(), new Semaphore(0)];
  const queue: Thread[] = [];
  for (const name of ['Ada', 'Bob', 'Cleo']) {
    const args: Parameters<typeof queueUp> = [name, turn, standing];
    const customer = new Thread(import.meta, { target: queueUp, args });
    customer.start();
    queue.push(customer);
    await standing.acquireAsync();
  }
  for (const customer of queue) {
    print('Main: next, please');
    {
      using _held = turn.hold();
      turn.notify();
    }
    await customer.join();
  }
}

if (isMain(import.meta)) await main();

// Output:
// --- interleaved --- never more than two on the shelf, never less than none
// Baker: put loaf 0, on the shelf: <int 1..2>
// Baker: put loaf 1, on the shelf: <int 1..2>
// Baker: put loaf 2, on the shelf: <int 1..2>
// Baker: put loaf 3, on the shelf: <int 1..2>
// Baker: put loaf 4, on the shelf: <int 1..2>
// Baker: put loaf 5, on the shelf: <int 1..2>
// --- with ---
// Customer: took loaf 0, on the shelf: <int 0..1>
// Customer: took loaf 1, on the shelf: <int 0..1>
// Customer: took loaf 2, on the shelf: <int 0..1>
// Customer: took loaf 3, on the shelf: <int 0..1>
// Customer: took loaf 4, on the shelf: <int 0..1>
// Customer: took loaf 5, on the shelf: <int 0..1>
// --- end ---
// Left on the shelf: 0
// Main: next, please
// Ada: my turn
// Main: next, please
// Bob: my turn
// Main: next, please
// Cleo: my turn
