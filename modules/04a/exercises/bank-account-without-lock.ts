/**
 * Exercise — the bank account without its lock: show that money gets lost.
 *
 * Four customers pay 1, 2, … 20 into one account, at the same time. With the lock the
 * balance is right. Make it so that
 *
 * 1. four customers pay 20 times each into a first account, and then into a second one;
 * 2. the first account is changed under its lock only;
 * 3. the second account is changed without any lock;
 * 4. the customers of the second run come between each other;
 * 5. nothing makes the loss more likely: the clerk is slow enough as it is;
 * 6. the books are what there was at first, and what the customers say they have paid: they
 *    are not taken from the balance;
 * 7. the account is what its balance is in the end;
 * 8. with the lock, the balance is what is in the books.
 *
 * How hard: easy, about 20 minutes.
 * Prepared by: 04a/unsafe-counter, 04a/bank-account.
 * Check it: npx tsx scripts/check.ts 04a/bank-account-without-lock   (and with --hint)
 */
import { Barrier } from '../../core/barrier.ts';
import type { Lock } from '../../core/lock.ts';
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { SharedValue } from '../../core/shared.ts';
import { Thread } from '../../core/thread.ts';
import { sleepSync } from '../../core/time.ts';

// The checker also tries others: leave these three lines as they are.
const CUSTOMERS = 4;
const PAYMENTS = 20;
const START = 1000;

class BankAccount {
  readonly #balance: SharedValue;
  readonly #lock: Lock;

  constructor(balance: SharedValue, lock: Lock) {
    this.#balance = balance;
    this.#lock = lock;
  }

  // TODO: an account that has no lock is to take none.
  deposit(amount: number): void {
    using _held = this.#lock.hold();
    const before = this.#balance.value;
    sleepSync(1);
    this.#balance.value = before + amount;
  }
}

/** Pays in 20 times. TODO: returns how much that was. */
export function customer(balance: SharedValue, meet: Barrier, _safe: boolean): number {
  const account = new BankAccount(balance, balance.lock);
  meet.wait();
  for (let amount = 1; amount <= PAYMENTS; amount++) account.deposit(amount);
  return 0;
}

/** What is in the books, and what is in the account. */
async function run(safe: boolean): Promise<{ books: number; balance: number }> {
  const balance = new SharedValue(Int32Array, START);
  const meet = new Barrier(CUSTOMERS);
  const threads = Array.from(
    { length: CUSTOMERS },
    () => new Thread(import.meta, { target: customer, args: [balance, meet, safe] }),
  );
  for (const thread of threads) thread.start();
  const paid = await Promise.all(threads.map((thread) => thread.join()));
  const books = paid.reduce((sum, amount) => sum + amount, START);
  return { books, balance: balance.value };
}

async function main(): Promise<void> {
  // TODO: the second run, without the lock
  for (const safe of [true]) {
    const { books, balance } = await run(safe);
    print(`${safe ? 'With' : 'Without'} the lock`);
    print(`  in the books:   ${books}`);
    print(`  in the account: ${balance}`);
    print(`  money is missing: ${balance < books}`);
  }
}

if (isMain(import.meta)) await main();
