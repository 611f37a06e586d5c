/**
 * A bank account — check and change under one lock, and the books are right.
 *
 * In Python: a BankAccount class whose deposit and withdraw run under `with self.lock`.
 * Here: the same, with the balance in shared memory. Withdrawing checks the balance and
 * then takes from it: without the lock two threads could both find enough for one. The
 * clerk is slow between reading and writing, so a missing lock would show.
 */
import { Barrier } from '../core/barrier.ts';
import { Lock } from '../core/lock.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';
import { sleepSync } from '../core/time.ts';

/** What an account is made of, in a form that can be handed to threads. */
interface Shared {
  balance: Int32Array;
  lock: Lock;
}

class BankAccount {
  readonly #shared: Shared;

  constructor(shared: Shared) {
    this.#shared = shared;
  }

  // A reader takes the lock as well, and never sees a change half made.
  get balance(): number {
    using _held = this.#shared.lock.hold();
    return this.#read();
  }

  deposit(amount: number): void {
    using _held = this.#shared.lock.hold();
    this.#write(this.#read() + amount);
  }

  withdraw(amount: number): boolean {
    using _held = this.#shared.lock.hold();
    if (this.#read() < amount) return false;
    this.#write(this.#read() - amount);
    return true;
  }

  #read(): number {
    return this.#shared.balance[0] ?? 0;
  }

  #write(balance: number): void {
    sleepSync(0.5);
    this.#shared.balance[0] = balance;
  }
}

/** Pays in 50 times, draws 50 times; returns what really left the account. */
export function customer(shared: Shared, meet: Barrier): number {
  const account = new BankAccount(shared);
  let drawn = 0;
  meet.wait();
  for (let i = 0; i < 50; i++) {
    account.deposit(10);
    if (account.withdraw(25)) drawn += 25;
    if (account.balance < 0) throw new Error('the balance went below zero');
  }
  return drawn;
}

async function main(): Promise<void> {
  const shared = { balance: new Int32Array(new SharedArrayBuffer(4)), lock: new Lock() };
  const account = new BankAccount(shared);
  account.deposit(100);

  const meet = new Barrier(4);
  const customers = [1, 2, 3, 4].map(
    () => new Thread(import.meta, { target: customer, args: [shared, meet] }),
  );
  for (const thread of customers) thread.start();
  const drawn = await Promise.all(customers.map((thread) => thread.join()));

  // 2100 came in, and 25 leave as long as there are 25: in the end nothing can be left.
  const withdrawals = drawn.reduce((sum, amount) => sum + amount, 0);
  print(`Start 100, deposits 2000, withdrawals ${withdrawals}`);
  print(`Final balance: ${account.balance}`);
  print(`As the books say: ${account.balance === 100 + 2000 - withdrawals}`);
}

if (isMain(import.meta)) await main();

// Output:
// Start 100, deposits 2000, withdrawals 2100
// Final balance: 0
// As the books say: true
