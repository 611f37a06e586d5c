/**
 * What is asked of modules/04a/exercises/deadlock-prevention.ts.
 *
 * Solved: solutions/04a/deadlock-prevention.ts
 * Solved in other ways: test/fixtures/right/04a/deadlock-prevention/
 * Solved wrongly: test/fixtures/wrong/04a/deadlock-prevention/
 * Solved, and then spoilt: test/fixtures/mutants/04a/deadlock-prevention.*.diff
 * The starter as it was: scripts/starters/04a/deadlock-prevention.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Step, ThreadTrace, Trace } from '../../lib/trace.ts';

const SALES = 60;
const PURCHASES = 40;
const LOOKS = 30;
/** How long the auditor naps. */
const NAP_MS = 2;

/** A sale takes so long that whoever does not want to wait for ever gives up. */
const others = {
  'const SALES = 60;': 'const SALES = 3;',
  'const PURCHASES = 40;': 'const PURCHASES = 1;',
  'const LOOKS = 30;': 'const LOOKS = 2;',
  'const SLOW_MS = 1;': 'const SLOW_MS = 250;',
};

export default {
  hints: [
    'A sale is one step only if the thread holds both locks from before the first change until after the second.',
    'Write one function that takes both locks and then does something: function locked(shop, action). Then there is one order, whatever the order of the changes.',
    'using _goods = shop.goods.lock.hold(); using _money = shop.money.lock.hold(); and then the changes, in sell, buy and audit alike.',
  ],
  requirements: [
    {
      says: 'Seller, buyer and auditor work at the same time',
      holds: ({ trace }) => {
        const writes = byThreads(trace, 'write').length;
        const wanted = 2 * (SALES + PURCHASES);
        if (writes !== wanted) {
          return `goods and money were changed ${writes} times, not ${wanted}`;
        }
        const looks = auditors(trace).flatMap(({ events }) =>
          events.filter(({ event, kind }) => event === 'read' && kind === 'SharedValue'),
        ).length;
        if (looks < 2 * LOOKS) return `the auditor read ${looks} times, not ${2 * LOOKS}`;
        return trace.mostAlive === 3
          ? true
          : `at most ${trace.mostAlive} were alive at once`;
      },
      why: 'Where one waits for another to end, there is nothing that locks could prevent.',
      next: 'Leave main as it is, and in each sale and purchase its two changes.',
    },
    {
      says: 'Each change is made under both locks',
      holds: ({ trace }) => underTwo(trace, byThreads(trace, 'write'), 'changed'),
      why: 'Under one lock only, the auditor could come between the goods and their money.',
      next: 'Hold goods.lock and money.lock around both changes together.',
    },
    {
      says: 'A whole sale or purchase is one step',
      holds: ({ trace }) => {
        const torn = workers(trace).reduce((sum, { events }) => {
          const own = events.filter(
            ({ event, kind }) => event === 'write' || isLockEvent(kind, event, 'release'),
          );
          const writes = own.flatMap(({ event }, i) => (event === 'write' ? [i] : []));
          const seconds = writes.filter((_, n) => n % 2 === 1);
          return sum + seconds.filter((i) => own[i - 1]?.event === 'release').length;
        }, 0);
        return torn === 0
          ? true
          : `a lock was given back between the two changes, ${torn} times`;
      },
      why: 'In between, the goods are gone and the money is not there: nobody may see that.',
      next: 'Give the locks back after the second change, and take none anew in between.',
    },
    {
      says: 'The auditor looks at goods and money under both locks',
      holds: ({ trace }) => underTwo(trace, byThreads(trace, 'read'), 'read'),
      why: 'Two numbers that belong together have to be of one moment.',
      next: 'Hold both locks in audit while you read both numbers.',
    },
    {
      says: 'Everybody takes the two locks in the same order',
      holds: ({ trace }) => {
        const steps = [...byThreads(trace, 'write'), ...byThreads(trace, 'read')];
        const orders = new Set(
          steps.map((step) => [...new Set(trace.locksAt(step))].join(' ')),
        );
        return orders.size === 1 ? true : 'some took them in the opposite order';
      },
      why: 'With two orders, each of two threads may hold what the other one waits for.',
      next: 'Decide for one order, and take the locks in this order also where the changes come in the other.',
    },
    {
      says: 'There are no timeouts, no second attempts, and no third lock',
      with: others,
      holds: ({ trace }) => {
        const gaveUp = workers(trace).reduce(
          (sum, { events }) => sum + attemptsThatFailed(events),
          0,
        );
        if (gaveUp > 0) return `${gaveUp} times a thread gave up waiting for a lock`;
        const taken = trace.steps.filter(
          ({ by, kind, event }) => by.thread !== 0 && isLockEvent(kind, event, 'acquire'),
        );
        const locks = new Set(taken.map(({ id }) => id)).size;
        if (locks > 2) return `there were ${locks} locks`;
        return trace.of('Semaphore', 'acquire').every(({ by }) => by.thread === 0)
          ? true
          : 'there was a semaphore as well';
      },
      why: 'One order is enough: attempts cost time, and may fail for ever, all at the same time.',
      next: 'Take each lock with hold() or acquire(), without a timeout, and trust the order.',
    },
    {
      says: 'Each sale, purchase and look takes the locks for itself',
      holds: ({ trace }) => {
        const napped = trace.naps(NAP_MS).filter((nap) => trace.locksAt(nap).length > 0);
        if (napped.length > 0) {
          return `the auditor slept ${napped.length} times while the others waited for its locks`;
        }
        const taken = trace.steps.filter(
          ({ by, kind, event }) => by.thread !== 0 && isLockEvent(kind, event, 'acquire'),
        ).length;
        const wanted = 2 * (SALES + PURCHASES + LOOKS);
        return taken >= wanted
          ? true
          : `locks were taken ${taken} times: both in ${SALES + PURCHASES + LOOKS} steps are ${wanted}`;
      },
      why: 'Whoever keeps the locks for longer than a step makes the others wait for nothing.',
      next: 'Take the locks within the loop, and let them go in it: a block of its own, { … }, ends a using.',
    },
    {
      says: 'Goods and money are what was sold and bought',
      with: others,
      holds: ({ run }) => {
        const [line = 'nothing'] = /^Goods: .*$/m.exec(run.stdout) ?? [];
        return line === 'Goods: 98, money: 1020'
          ? true
          : `after 3 sales and 1 purchase it printed '${line}', and not 'Goods: 98, money: 1020'`;
      },
      why: 'What is printed has to come from what the threads did.',
      next: 'Leave the printing in main as it is: it shows what is in the two numbers.',
    },
  ],
  explored: {
    says: 'Goods and money are right in the end, and whenever the auditor looks',
    size: 'one sale, one purchase and one look',
    smaller: {
      'const SALES = 60;': 'const SALES = 1;',
      'const PURCHASES = 40;': 'const PURCHASES = 1;',
      'const LOOKS = 30;': 'const LOOKS = 1;',
    },
    holds: ({ results, numbers }) => {
      const [goods, money] = numbers.flat();
      if (goods !== 100 || money !== 1000)
        return `there are ${goods} goods and ${money} in money`;
      return results[2] === 0
        ? true
        : `the auditor found the books wrong ${results[2]} times`;
    },
  },
} satisfies Checks;

function workers(trace: Trace): ThreadTrace[] {
  return trace.threads.filter(({ thread }) => thread !== 0);
}

/** Who looks, and changes nothing. */
function auditors(trace: Trace): ThreadTrace[] {
  return workers(trace).filter(
    ({ events }) => !events.some(({ event }) => event === 'write'),
  );
}

function byThreads(trace: Trace, event: 'read' | 'write'): Step[] {
  return trace.of('SharedValue', event).filter(({ by }) => by.thread !== 0);
}

function isLockEvent(kind: string, event: string, wanted: string): boolean {
  return event === wanted && /^R?Lock$/.test(kind);
}

/** How often a thread waited for a lock and did not get it. */
function attemptsThatFailed(events: ThreadTrace['events']): number {
  return events.filter(({ event, kind, id }, i) => {
    if (!isLockEvent(kind, event, 'wait')) return false;
    const rest = events.slice(i + 1);
    const end = rest.findIndex((one) => one.event === 'resume' && one.id === id);
    const meanwhile = rest.slice(0, end + 2);
    return !meanwhile.some((one) => one.event === 'acquire' && one.id === id);
  }).length;
}

function underTwo(trace: Trace, steps: Step[], done: string): true | string {
  const held = steps.map((step) => new Set(trace.locksAt(step)).size);
  const without = held.filter((count) => count < 2).length;
  return without === 0
    ? true
    : `${without} of ${steps.length} times one was ${done} under ${Math.min(...held)} locks`;
}
