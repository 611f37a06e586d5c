/**
 * Lock ordering — everybody takes the locks in the same order, and no circle can close.
 *
 * In Python: the rule is the same, and so is the danger of breaking it.
 * Here: Ada pays Bob, Bob pays Cleo and Cleo pays Ada, at the same time. Each payment
 * wants two locks; "mine first, then yours" would let each hold one and wait for the next
 * one, in a circle. Taken in the order of their names they are in one order for everybody:
 * whoever waits for a lock waits for somebody who needs no earlier one.
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

function openAccount(name: string): Account {
  const balance = new Int32Array(new SharedArrayBuffer(4)).fill(100);
  return { lock: new Lock(name), balance };
}

/** Returns whether its first lock was free. */
export function pay(from: Account, to: Account, amount: number, meet: Barrier): boolean {
  // The one line that prevents the deadlock: an order that does not depend on direction.
  const [first, second] =
    from.lock.name < to.lock.name ? [from.lock, to.lock] : [to.lock, from.lock];

  const wasFree = first.tryAcquire();
  meet.wait(); // all have tried to take their first lock: three would close the circle
  if (!wasFree) first.acquire();
  try {
    using _second = second.hold();
    move(from.balance, to.balance, amount);
  } finally {
    first.release();
  }
  return wasFree;
}

// Slow between reading and writing: a missing lock would show.
function move(from: Int32Array, to: Int32Array, amount: number): void {
  const [source, target] = [Number(from[0]), Number(to[0])];
  sleepSync(100);
  from[0] = source - amount;
  to[0] = target + amount;
}

async function main(): Promise<void> {
  const [ada, bob, cleo] = [openAccount('ada'), openAccount('bob'), openAccount('cleo')];
  const meet = new Barrier(3, { timeout: 10_000 });
  const payments: Parameters<typeof pay>[] = [
    [ada, bob, 30, meet],
    [bob, cleo, 20, meet],
    [cleo, ada, 50, meet],
  ];
  const threads = payments.map((args) => new Thread(import.meta, { target: pay, args }));
  for (const thread of threads) thread.start();
  const free = await Promise.all(threads.map((thread) => thread.join()));

  print(`Held a first lock at once: ${free.filter(Boolean).length} of 3, no deadlock`);
  print(
    'Ada, Bob, Cleo:',
    [ada, bob, cleo].map(({ balance }) => balance[0]),
  );
}

if (isMain(import.meta)) await main();

// Output:
// Held a first lock at once: 2 of 3, no deadlock
// Ada, Bob, Cleo: [120, 110, 70]
