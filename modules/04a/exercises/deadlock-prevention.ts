/**
 * Exercise — two resources, two locks, and no deadlock.
 *
 * A shop has goods and money. The seller takes goods away and brings money, the buyer does
 * the opposite, and an auditor looks whether both together are worth 2000 all the time.
 * Nothing protects anything yet. Make it so that
 *
 * 1. seller, buyer and auditor work at the same time: as main starts them;
 * 2. each change is made under both locks: goods.lock and money.lock;
 * 3. a whole sale or purchase is one step: both locks are held until it is over;
 * 4. the auditor looks at goods and money under both locks;
 * 5. everybody takes the two locks in the same order;
 * 6. there are no timeouts, no second attempts, and no third lock;
 * 7. each sale, purchase and look takes the locks for itself: between them, and during the
 *    auditor's nap, the others may have them;
 * 8. goods and money are what was sold and bought: also of other numbers;
 * 9. goods and money are right in the end, and whenever the auditor looks.
 *
 * How hard: medium, about 20 minutes.
 * Prepared by: 04a/bank-account, 04a/deadlock, 04a/lock-ordering.
 * Check it: npx tsx scripts/check.ts 04a/deadlock-prevention   (and with --hint)
 */
import { Barrier } from '../../core/barrier.ts';
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { SharedValue } from '../../core/shared.ts';
import { Thread } from '../../core/thread.ts';
import { sleepSync } from '../../core/time.ts';

// The checker also tries others: leave these four lines as they are.
const SALES = 60;
const PURCHASES = 40;
const LOOKS = 30;
const SLOW_MS = 1;

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
  sleepSync(SLOW_MS);
  number.value = before + by;
}

async function main(): Promise<void> {
  const goods = new SharedValue(Int32Array, 100);
  const money = new SharedValue(Int32Array, 1000);
  const shop = { goods, money };
  const meet = new Barrier(3);
  const seller = new Thread(import.meta, { target: sell, args: [shop, SALES, meet] });
  const buyer = new Thread(import.meta, { target: buy, args: [shop, PURCHASES, meet] });
  const auditor = new Thread(import.meta, { target: audit, args: [shop, LOOKS, meet] });
  for (const thread of [seller, buyer, auditor]) thread.start();

  const joins = [seller.join(), buyer.join(), auditor.join()] as const;
  const [, , wrong] = await Promise.all(joins);
  print(`Goods: ${goods.value}, money: ${money.value}`);
  print(`Times the auditor found the books wrong: ${wrong} of ${LOOKS}`);
}

if (isMain(import.meta)) await main();
