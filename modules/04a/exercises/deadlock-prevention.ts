/**
 * Exercise — two resources, two locks, and no deadlock.
 *
 * A shop has goods and money. The seller takes goods away and brings money, the buyer does
 * the opposite, and an auditor looks whether both together are worth 2000 all the time.
 * All three work at the same time, and nothing protects anything yet. Make it so that
 *
 * 1. goods are changed under goods.lock, money under money.lock, and a whole sale or
 *    purchase is one step for everybody else;
 * 2. the auditor sees both at one moment;
 * 3. all threads take the two locks in the same order, so that they cannot block each
 *    other; no timeouts, no second attempts, no third lock.
 *
 * Prepared by: 04a/bank-account, 04a/deadlock, 04a/lock-ordering.
 * Check it: npx tsx scripts/check.ts 04a/deadlock-prevention   (and with --hint)
 */
import { Barrier } from '../../core/barrier.ts';
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { SharedValue } from '../../core/shared.ts';
import { Thread } from '../../core/thread.ts';
import { sleepSync } from '../../core/time.ts';

const PRICE = 10;
const WORTH = 2000;

interface Shop {
  goods: SharedValue;
  money: SharedValue;
}

export function sell(shop: Shop, times: number, meet: Barrier): void {
  meet.wait();
  for (let i = 0; i < times; i++) {
    // TODO: both locks
    change(shop.goods, -1);
    change(shop.money, +PRICE);
  }
}

export function buy(shop: Shop, times: number, meet: Barrier): void {
  meet.wait();
  for (let i = 0; i < times; i++) {
    // TODO: both locks
    change(shop.money, -PRICE);
    change(shop.goods, +1);
  }
}

/** How often goods and money together were not worth what they should be. */
export function audit(shop: Shop, times: number, meet: Barrier): number {
  meet.wait();
  let wrong = 0;
  for (let i = 0; i < times; i++) {
    // TODO: both locks, but not during the nap
    const worth = shop.goods.value * PRICE + shop.money.value;
    if (worth !== WORTH) wrong++;
    sleepSync(2);
  }
  return wrong;
}

// Slow between reading and writing. Leave this function as it is.
function change(number: SharedValue, by: number): void {
  const before = number.value;
  sleepSync(1);
  number.value = before + by;
}

async function main(): Promise<void> {
  const goods = new SharedValue(Int32Array, 100);
  const money = new SharedValue(Int32Array, 1000);
  const shop = { goods, money };
  const meet = new Barrier(3);
  const seller = new Thread(import.meta, { target: sell, args: [shop, 60, meet] });
  const buyer = new Thread(import.meta, { target: buy, args: [shop, 40, meet] });
  const auditor = new Thread(import.meta, { target: audit, args: [shop, 30, meet] });
  for (const thread of [seller, buyer, auditor]) thread.start();

  await Promise.all([seller.join(), buyer.join()]);
  print(`Goods: ${goods.value}, money: ${money.value}`);
  print(`Times the auditor found the books wrong: ${await auditor.join()} of 30`);
}

if (isMain(import.meta)) await main();
