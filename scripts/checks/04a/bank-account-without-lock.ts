/**
 * What is asked of modules/04a/exercises/bank-account-without-lock.ts.
 *
 * Solved: solutions/04a/bank-account-without-lock.ts
 * Solved wrongly: test/fixtures/wrong/04a/bank-account-without-lock/
 * Solved, and then spoilt: test/fixtures/mutants/04a/bank-account-without-lock.*.diff
 * The starter as it was: scripts/starters/04a/bank-account-without-lock.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Step, Trace } from '../../lib/trace.ts';

const CUSTOMERS = 4;
const WRITES = 80;

export default {
  hints: [
    'The lock may be optional: lock?: Lock in the constructor. using _held = lock?.hold() takes it if there is one.',
    'The customer knows whether the account is to be safe: new BankAccount(balance, safe ? balance.lock : undefined). It adds up what it pays in a variable of its own, and returns that.',
  ],
  requirements: [
    {
      says: `Two accounts, and ${CUSTOMERS} customers pay ${WRITES} times into each`,
      holds: ({ trace }) => {
        const counts = accounts(trace).map((writes) => writes.length);
        if (counts.length !== 2) return `there were payments into ${counts.length}`;
        const customers = accounts(trace).map(
          (writes) => new Set(writes.map(({ by }) => by)).size,
        );
        if (counts.some((count) => count !== WRITES)) {
          return `there were ${counts.join(' and ')} payments`;
        }
        return customers.every((count) => count === CUSTOMERS)
          ? true
          : `${customers.join(' and ')} threads paid`;
      },
      next: 'Call run(true) and run(false): each has an account and four threads of its own.',
    },
    {
      says: 'The first account is changed under its lock only',
      holds: ({ trace }) => {
        const without = unlocked(trace, accounts(trace)[0]);
        return without === 0 ? true : `${without} payments were made without it`;
      },
      next: 'Give the lock to the accounts of the first run.',
    },
    {
      says: 'The second account is changed without any lock',
      holds: ({ trace }) => {
        const writes = accounts(trace)[1] ?? [];
        const locked = writes.length - unlocked(trace, writes);
        return locked === 0 ? true : `${locked} payments were made under a lock`;
      },
      next: 'Give the accounts of the second run no lock: with safe being false, none is taken.',
    },
    {
      says: 'A customer reads the balance once for each payment',
      holds: ({ trace }) => {
        const reads = trace
          .of('SharedValue', 'read')
          .filter(({ by }) => by.thread !== 0).length;
        return reads === 2 * WRITES ? true : `the threads read it ${reads} times`;
      },
      next: 'Add up what was paid in a variable of the thread; the balance is what you compare it to.',
    },
    {
      says: 'The customers of the second run come between each other',
      holds: ({ trace }) => {
        const writes = accounts(trace)[1] ?? [];
        const lost = writes.filter((write) => cameBetween(trace, write)).length;
        return lost > 0 ? true : 'they paid one after another';
      },
      next: 'Start all four, join them afterwards, and keep the barrier at which they meet.',
    },
  ],
  explored: {
    says: 'With the lock, the balance is what is in the books',
    size: 'two customers and one payment each',
    smaller: {
      'const CUSTOMERS = 4;': 'const CUSTOMERS = 2;',
      'const PAYMENTS = 20;': 'const PAYMENTS = 1;',
    },
    holds: ({ numbers }) =>
      numbers[0]?.[0] === 1002 ? true : `the balance is ${numbers[0]}, not 1002`,
  },
} satisfies Checks;

/** The payments into each account, in the order in which the accounts were used. */
function accounts(trace: Trace): Step[][] {
  const writes = trace.of('SharedValue', 'write').filter(({ by }) => by.thread !== 0);
  const ids = [...new Set(writes.map(({ id }) => id))];
  return ids.map((id) => writes.filter((step) => step.id === id));
}

function unlocked(trace: Trace, writes: Step[] = []): number {
  return writes.filter((step) => trace.locksAt(step).length === 0).length;
}

/** Whether somebody else wrote between a thread's reading and its writing. */
function cameBetween(trace: Trace, write: Step): boolean {
  const read = trace
    .of('SharedValue', 'read')
    .findLast(({ by, id, at }) => by === write.by && id === write.id && at < write.at);
  return trace
    .of('SharedValue', 'write')
    .some(
      ({ by, id, at }) =>
        by !== write.by && id === write.id && at > (read?.at ?? 0) && at < write.at,
    );
}
