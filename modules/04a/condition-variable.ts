/**
 * A condition variable — wait until something is true, under the lock that guards it.
 *
 * In Python: threading.Condition; the course only names it.
 * Here: the same. A shelf has room for two loaves. Customers wait while it is empty, the
 * baker while it is full. wait() gives the lock back, sleeps until somebody notifies, and
 * takes the lock again; then one has to look again, since another thread may have got
 * there first: waitFor() does that. Without it each would have to ask all the time whether
 * there is something to do. Here every look is counted.
 *
 * notify() wakes one of those who wait, here the one who has waited longest; notifyAll()
 * wakes all of them. The two conditions share one lock, as they guard one shelf.
 */
import { Condition } from '../core/condition.ts';
import { Lock } from '../core/lock.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Semaphore } from '../core/semaphore.ts';
import { Thread } from '../core/thread.ts';

const ROOM = 2;

type Shop = {
  shelf: Int32Array;
  filled: Condition<Lock>;
  emptied: Condition<Lock>;
  looks: Semaphore;
};

export function bake({ shelf, filled, emptied, looks }: Shop, loaves: number): void {
  for (let i = 1; i <= loaves; i++) {
    using _held = emptied.hold();
    emptied.waitFor(() => {
      looks.release();
      return Number(shelf[0]) < ROOM;
    });
    shelf[0] = Number(shelf[0]) + 1;
    print(`Baker: put loaf ${i}, on the shelf: ${shelf[0]}`);
    filled.notify();
  }
}

export function buy({ shelf, filled, emptied, looks }: Shop, customer: number): void {
  using _held = filled.hold();
  filled.waitFor(() => {
    looks.release();
    return Number(shelf[0]) > 0;
  });
  shelf[0] = Number(shelf[0]) - 1;
  print(`Customer ${customer}: took a loaf, on the shelf: ${shelf[0]}`);
  emptied.notify();
}

// Waits for so many looks, and then for one too many, which does not come.
async function looked({ looks }: Shop, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    if (!(await looks.acquireAsync({ timeout: 5000 }))) throw new Error('Nobody looks');
  }
  print(`Looks: ${times}, more: ${await looks.acquireAsync({ timeout: 50 })}`);
}

async function main(): Promise<void> {
  const lock = new Lock();
  const [filled, emptied] = [new Condition(lock), new Condition(lock)];
  const shelf = new Int32Array(new SharedArrayBuffer(4));
  const shop = { shelf, filled, emptied, looks: new Semaphore(0) };
  const enter = (customer: number): Promise<void> => {
    const thread = new Thread(import.meta, { target: buy, args: [shop, customer] });
    thread.start();
    return thread.join();
  };
  const bring = async (call: () => void): Promise<void> => {
    using _held = await lock.holdAsync();
    shelf[0] = Number(shelf[0]) + 1;
    call();
  };

  // Three come to the empty shelf, one behind the other; each looks once, and sleeps.
  const served: Promise<void>[] = [];
  for (const customer of [1, 2, 3]) {
    served.push(enter(customer));
    await looked(shop, 1);
  }
  print('A loaf, and a call for one');
  await bring(() => filled.notify());
  await served.shift();
  await looked(shop, 1);
  print('A loaf, and a call for all: two look, for one it is too late');
  await bring(() => filled.notifyAll());
  await Promise.race(served);
  await looked(shop, 2);
  await bring(() => filled.notify());
  await Promise.all(served);
  await looked(shop, 1);

  // The third loaf has to wait for the next customer.
  const baker = new Thread(import.meta, { target: bake, args: [shop, 3] });
  baker.start();
  await looked(shop, 3);
  await enter(4);
  await baker.join();
  await looked(shop, 2);
}

if (isMain(import.meta)) await main();

// Output:
// Looks: 1, more: false
// Looks: 1, more: false
// Looks: 1, more: false
// A loaf, and a call for one
// Customer 1: took a loaf, on the shelf: 0
// Looks: 1, more: false
// A loaf, and a call for all: two look, for one it is too late
// Customer <int 2..3>: took a loaf, on the shelf: 0
// Looks: 2, more: false
// Customer <int 2..3>: took a loaf, on the shelf: 0
// Looks: 1, more: false
// Baker: put loaf 1, on the shelf: 1
// Baker: put loaf 2, on the shelf: 2
// Looks: 3, more: false
// Customer 4: took a loaf, on the shelf: 1
// Baker: put loaf 3, on the shelf: 2
// Looks: 2, more: false
