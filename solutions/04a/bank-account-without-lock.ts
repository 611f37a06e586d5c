/**
 * The bank account without its lock — each payment is entered, and the balance is wrong.
 *
 * The same four customers pay into two accounts of the same class; one has a lock. Paying
 * in is a read and a write, and the clerk takes a while between them. Without the lock
 * several customers read the same balance, and the last one to write wins: the payments of
 * the others are gone, though nobody has made an error and nothing was thrown.
 *
 * What was paid in is counted apart from the balance, in each thread for itself and so
 * without any danger. Only with that to compare it to does one see that money is missing.
 */
import { Barrier } from '../../modules/core/barrier.ts';
import type { Lock } from '../../modules/core/lock.ts';
import { isMain } from '../../modules/core/main.ts';
import { print } from '../../modules/core/print.ts';
import { SharedValue } from '../../modules/core/shared.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleepSync } from '../../modules/core/time.ts';

const CUSTOMERS = 4;
const PAYMENTS = 20;
const START = 1000;

class BankAccount {
  readonly #balance: SharedValue;
  readonly #lock: Lock | undefined;

  constructor(balance: SharedValue, lock?: Lock) {
    this.#balance = balance;
    this.#lock = lock;
  }

  deposit(amount: number): void {
    using _held = this.#lock?.hold();
    const before = this.#balance.value;
    sleepSync(1);
    this.#balance.value = before + amount;
  }
}

/** Pays in 20 times; returns how much that was. */
export function customer(balance: SharedValue, meet: Barrier, safe: boolean): number {
  const account = new BankAccount(balance, safe ? balance.lock : undefined);
  let paid = 0;
  meet.wait();
  for (let amount = 1; amount <= PAYMENTS; amount++) {
    account.deposit(amount);
    paid += amount;
  }
  return paid;
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
  for (const safe of [true, false]) {
    const { books, balance } = await run(safe);
    print(`${safe ? 'With' : 'Without'} the lock`);
    print(`  in the books:   ${books}`);
    print(`  in the account: ${balance}`);
    print(`  money is missing: ${balance < books}`);
  }
}

if (isMain(import.meta)) await main();

// Output:
// With the lock
//   in the books:   1840
//   in the account: 1840
//   money is missing: false
// Without the lock
//   in the books:   1840
//   in the account: <int < 1840>
//   money is missing: true
