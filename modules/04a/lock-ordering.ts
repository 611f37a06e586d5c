/**
 * Lock ordering — everybody takes the locks in the same order, and no circle can close.
 *
 * In Python: the rule is the same, and so is the danger of breaking it.
 * Here: two threads move money between two accounts in opposite directions. Each wants
 * both locks; "mine first, then yours" would be opposite orders, and a deadlock. Taken in
 * the order of their names they are the same order for everybody: whoever has the first
 * one gets the second one, too.
 */
import { Barrier } from '../core/barrier.ts';
import { Lock } from '../core/lock.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';
import { sleepSync } from '../core/time.ts';

interface Account {
  lock: Lock;
  balance: Int32Array;
}

function openAccount(name: string, amount: number): Account {
  const balance = new Int32Array(new SharedArrayBuffer(4));
  balance[0] = amount;
  return { lock: new Lock(name), balance };
}

export function transfer(from: Account, to: Account, times: number, meet: Barrier): void {
  // The one line that prevents the deadlock: an order that does not depend on direction.
  const [first, second] = [from.lock, to.lock].sort((a, b) =>
    a.name.localeCompare(b.name),
  );
  meet.wait();
  for (let i = 0; i < times; i++) {
    using _first = first?.hold();
    sleepSync(0.5); // time enough for the other one to take its first lock
    using _second = second?.hold();
    from.balance[0] = Number(from.balance[0]) - 1;
    to.balance[0] = Number(to.balance[0]) + 1;
  }
}

async function main(): Promise<void> {
  const [ada, bob] = [openAccount('ada', 500), openAccount('bob', 500)];
  const meet = new Barrier(2);
  const threads = [
    new Thread(import.meta, { target: transfer, args: [ada, bob, 100, meet] }),
    new Thread(import.meta, { target: transfer, args: [bob, ada, 40, meet] }),
  ];
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.join();

  print('140 transfers in both directions, no deadlock');
  print(`Ada: ${ada.balance[0]}, Bob: ${bob.balance[0]}`);
}

if (isMain(import.meta)) await main();

// Output:
// 140 transfers in both directions, no deadlock
// Ada: 440, Bob: 560
