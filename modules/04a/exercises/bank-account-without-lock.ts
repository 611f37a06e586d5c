/**
 * Exercise — the bank account without its lock: show that money gets lost.
 *
 * Four customers pay 1, 2, … 20 into one account, at the same time. With the lock the
 * balance is right. Make an experiment of it:
 *
 * 1. run the same four customers twice, on two accounts: first with the lock, then
 *    without it; both accounts start with 1000;
 * 2. compute what should be there from what the customers say they have paid, and not from
 *    the balance;
 * 3. print for both runs what is in the books, what is in the account, and whether money
 *    is missing.
 *
 * Change nothing to make the loss more likely: the clerk is slow enough.
 *
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
