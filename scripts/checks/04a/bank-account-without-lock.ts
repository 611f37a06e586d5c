/**
 * What is asked of modules/04a/exercises/bank-account-without-lock.ts.
 *
 * Solved: solutions/04a/bank-account-without-lock.ts
 * Solved in other ways: test/fixtures/right/04a/bank-account-without-lock/
 * Solved wrongly: test/fixtures/wrong/04a/bank-account-without-lock/
 * Solved, and then spoilt: test/fixtures/mutants/04a/bank-account-without-lock.*.diff
 * The starter as it was: scripts/starters/04a/bank-account-without-lock.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Step, Trace } from '../../lib/trace.ts';

const CUSTOMERS = 4;
const PAYMENTS = 20;
/** How long the clerk takes. */
const CLERK_MS = 1;

/** Three customers who pay 1 to 6 into accounts of 500. */
const others = {
  'const CUSTOMERS = 4;': 'const CUSTOMERS = 3;',
  'const PAYMENTS = 20;': 'const PAYMENTS = 6;',
  'const START = 1000;': 'const START = 500;',
};
const OTHER_START = 500;
const OTHER_BOOKS = 563;

export default {
  hints: [
    'The lock may be optional: lock?: Lock in the constructor. using _held = lock?.hold() takes it if there is one.',
    'The customer knows whether the account is to be safe: new BankAccount(balance, safe ? balance.lock : undefined). It adds up what it pays in a variable of its own, and returns that.',
  ],
  requirements: [
    {
      says: 'Four customers pay 20 times each into a first account, and then into a second one',
      holds: ({ trace }) => {
        const all = accounts(trace);
        if (all.length !== 2) return `there were payments into ${all.length} accounts`;
        for (const [i, writes] of all.entries()) {
          const which = i === 0 ? 'first' : 'second';
          const customers = new Set(writes.map(({ by }) => by));
          if (customers.size !== CUSTOMERS) {
            return `${customers.size} threads paid into the ${which} one`;
          }
          for (const customer of customers) {
            const times = writes.filter(({ by }) => by === customer).length;
            if (times !== PAYMENTS)
              return `one paid ${times} times into the ${which} one`;
          }
        }
        const [firstEnd, secondStart] = [all[0]?.at(-1), all[1]?.[0]];
        return (firstEnd?.at ?? 0) <= (secondStart?.at ?? 0)
          ? true
          : 'both were paid into at the same time';
      },
      why: 'Only two runs that differ in nothing but the lock show what the lock does.',
      next: 'Call run(true), and when it is over run(false): each has an account and four threads of its own.',
    },
    {
      says: 'The first account is changed under its lock only',
      holds: ({ trace }) => {
        const held = (accounts(trace)[0] ?? []).map((step) => trace.locksAt(step));
        const without = held.filter((locks) => locks.length === 0).length;
        if (without > 0) return `${without} payments were made without it`;
        const same = held[0]?.some((lock) => held.every((locks) => locks.includes(lock)));
        return same ? true : 'not all payments were made under the same lock';
      },
      why: 'This is the run to which the other is compared, and it has to be right.',
      next: 'Give one lock to all accounts of the first run.',
    },
    {
      says: 'The second account is changed without any lock',
      holds: ({ trace }) => {
        const writes = accounts(trace)[1] ?? [];
        const locked = writes.filter((step) => trace.locksAt(step).length > 0).length;
        return locked === 0 ? true : `${locked} payments were made under a lock`;
      },
      why: 'The experiment is about what happens when nobody keeps the others out.',
      next: 'Give the accounts of the second run no lock: with safe being false, none is taken.',
    },
    {
      says: 'The customers of the second run come between each other',
      holds: ({ trace }) => {
        const writes = accounts(trace)[1] ?? [];
        return writes.some((write) => cameBetween(trace, write))
          ? true
          : 'nobody paid between the reading and the writing of another one';
      },
      why: 'Money is lost when another payment comes between the reading and the writing of one.',
      next: 'Start all four, join them afterwards, and keep the barrier at which they meet.',
    },
    {
      says: 'Nothing makes the loss more likely',
      holds: ({ trace }) => {
        const naps = trace.naps().filter(({ by }) => by.thread !== 0);
        const other = naps.find(({ level }) => level !== CLERK_MS);
        if (other) return `a customer slept for ${other.level} ms`;
        const most = 2 * CUSTOMERS * PAYMENTS;
        return naps.length <= most
          ? true
          : `the clerk slept ${naps.length} times in ${most} payments`;
      },
      why: 'A loss that was helped along proves nothing about the account as it is.',
      next: 'Leave the clerk as slow as it is, and add no other sleep.',
    },
    {
      says: 'The books are what there was at first, and what the customers say they have paid',
      with: others,
      holds: ({ run }) => {
        const books = numbersIn(run.stdout, 'in the books');
        return books.length === 2 && books.every((sum) => sum === OTHER_BOOKS)
          ? true
          : `three customers who pay 1 to 6 into ${OTHER_START} make ${OTHER_BOOKS}, and not ${books.join(' and ') || 'nothing'}`;
      },
      why: 'A balance cannot show that something is missing from it: that needs a second count.',
      next: 'Let each customer add up what it pays in a variable of its own, and return that.',
    },
    {
      says: 'The account is what its balance is in the end',
      with: others,
      holds: ({ run }) => {
        const [first, second = 0] = numbersIn(run.stdout, 'in the account');
        if (first !== OTHER_BOOKS) {
          return `three customers who pay 1 to 6 into ${OTHER_START} under a lock leave ${OTHER_BOOKS}, and not ${first ?? 'nothing'}`;
        }
        return second > OTHER_START && second <= OTHER_BOOKS
          ? true
          : `between ${OTHER_START} and ${OTHER_BOOKS}, the second one shows ${second}`;
      },
      why: 'An experiment has to show what it has found, and not what was expected.',
      next: 'Print the balance that run() returns, as it stands when all four are joined.',
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

/** Whether somebody else wrote between a thread's reading and its writing. */
function cameBetween(trace: Trace, write: Step): boolean {
  const read = trace
    .of('SharedValue', 'read')
    .findLast(({ by, id, at }) => by === write.by && id === write.id && at < write.at);
  return trace
    .of('SharedValue', 'write')
    .some(
      ({ by, id, at }) =>
        read && by !== write.by && id === write.id && at > read.at && at < write.at,
    );
}

/** The numbers that stand behind such words. */
function numbersIn(stdout: string, words: string): number[] {
  return [...stdout.matchAll(new RegExp(`${words}: +(\\d+)`, 'g'))].map(([, n]) =>
    Number(n),
  );
}
