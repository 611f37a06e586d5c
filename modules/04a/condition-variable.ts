/**
 * A condition variable — wait until something is true, under the lock that guards it.
 *
 * In Python: threading.Condition.
 * Here: the same. Three customers come to an empty shelf. wait() gives the lock back, sleeps
 * until somebody notifies, and takes the lock again; then one has to look again, since
 * another thread may have got there first: waitFor() does that. The looks are counted:
 * whoever sleeps does not look, where a loop without a condition would ask all the time.
 *
 * notify() wakes one of those who wait, here the one who has waited longest; notifyAll()
 * wakes all of them. Two conditions share the lock, as they guard one shop: customers wait
 * for a loaf, and the baker until somebody has looked or bought.
 */
import { Condition } from '../core/condition.ts';
import { Lock } from '../core/lock.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { SharedValue } from '../core/shared.ts';
import { Thread } from '../core/thread.ts';

type Shop = {
  loaves: SharedValue;
  looks: SharedValue;
  filled: Condition<Lock>;
  changed: Condition<Lock>;
};

export function buy(customer: number, { loaves, looks, filled, changed }: Shop): void {
  let mine = 0;
  using _held = filled.hold();
  filled.waitFor(() => {
    mine += 1;
    looks.value += 1;
    changed.notify();
    return loaves.value > 0;
  });
  loaves.value -= 1;
  print(`Customer ${customer} takes a loaf, at look ${mine}`);
  changed.notify();
}

async function main(): Promise<void> {
  const lock = new Lock();
  const [filled, changed] = [new Condition(lock), new Condition(lock)];
  const [loaves, looks] = [new SharedValue(Int32Array), new SharedValue(Int32Array)];
  const shop: Shop = { loaves, looks, filled, changed };
  const customers = [1, 2, 3].map(
    (n) => new Thread(import.meta, { target: buy, args: [n, shop] }),
  );
  // Waits for so many looks, and then for one too many, which does not come.
  const looked = async (times: number): Promise<void> => {
    const isQuiet = () => looks.value >= times && loaves.value === 0;
    await changed.waitForAsync(isQuiet, { signal: AbortSignal.timeout(5_000) });
    const more = await changed.waitForAsync(() => looks.value > times, { timeout: 50 });
    print(`Looks: ${looks.value}, more: ${more}`);
  };
  {
    using _held = await lock.holdAsync();
    for (const [before, customer] of customers.entries()) {
      customer.start();
      await looked(before + 1);
    }
    print('A loaf, and a call for one');
    loaves.value += 1;
    filled.notify();
    await looked(4);
    print('A loaf, and a call for all, which is too late for one');
    loaves.value += 1;
    filled.notifyAll();
    await looked(6);
    print('A loaf, and a call for one');
    loaves.value += 1;
    filled.notify();
  }
  for (const customer of customers) await customer.join();
}

if (isMain(import.meta)) await main();

// Output:
// Looks: 1, more: false
// Looks: 2, more: false
// Looks: 3, more: false
// A loaf, and a call for one
// Customer 1 takes a loaf, at look 2
// Looks: 4, more: false
// A loaf, and a call for all, which is too late for one
// Customer <int 2..3> takes a loaf, at look 2
// Looks: 6, more: false
// A loaf, and a call for one
// Customer <int 2..3> takes a loaf, at look 3
