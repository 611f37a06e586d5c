/**
 * Two resources, two locks, one order — the books stay right and nobody waits for ever.
 *
 * A shop has goods and money. The seller takes goods and brings money, the buyer does the
 * opposite, and each of these is one step only if both locks are held. Taken in the
 * order in which they are used, the two would close a circle. So there is one function
 * that takes both, always goods first, and nobody takes one elsewhere.
 *
 * An auditor looks on meanwhile. It takes the same two locks: looking at two things that
 * belong together is a critical section, too.
 */
import { Barrier } from '../../modules/core/barrier.ts';
import { isMain } from '../../modules/core/main.ts';
import { print } from '../../modules/core/print.ts';
import { SharedValue } from '../../modules/core/shared.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleepSync } from '../../modules/core/time.ts';

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

/** The one place where locks are taken, and so the one order. */
function locked<Result>({ goods, money }: Shop, action: () => Result): Result {
  using _goods = goods.lock.hold();
  using _money = money.lock.hold();
  return action();
}

export function sell(shop: Shop, times: number, meet: Barrier): void {
  meet.wait();
  for (let i = 0; i < times; i++) {
    locked(shop, () => {
      change(shop.goods, -1);
      change(shop.money, +PRICE);
    });
  }
}

export function buy(shop: Shop, times: number, meet: Barrier): void {
  meet.wait();
  for (let i = 0; i < times; i++) {
    locked(shop, () => {
      change(shop.money, -PRICE);
      change(shop.goods, +1);
    });
  }
}

/** How often goods and money together were not worth what they should be. */
export function audit(shop: Shop, times: number, meet: Barrier): number {
  meet.wait();
  let wrong = 0;
  for (let i = 0; i < times; i++) {
    const worth = locked(shop, () => shop.goods.value * PRICE + shop.money.value);
    if (worth !== WORTH) wrong++;
    sleepSync(2);
  }
  return wrong;
}

// Slow between reading and writing: a missing lock would show.
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

// Output:
// Goods: 80, money: 1200
// Times the auditor found the books wrong: 0 of 30
