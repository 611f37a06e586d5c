/**
 * What is asked of modules/04a/exercises/deadlock-prevention.ts.
 *
 * Solved: solutions/04a/deadlock-prevention.ts
 * Solved wrongly: test/fixtures/wrong/04a/deadlock-prevention/
 * Solved, and then spoilt: test/fixtures/mutants/04a/deadlock-prevention.*.diff
 * The starter as it was: scripts/starters/04a/deadlock-prevention.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Step, Trace } from '../../lib/trace.ts';

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
        if (byThreads(trace, 'write').length !== 200) {
          return `goods and money were changed ${byThreads(trace, 'write').length} times, not 200`;
        }
        return trace.mostAlive === 3
          ? true
          : `at most ${trace.mostAlive} were alive at once`;
      },
      next: 'Leave main and the two changes of each sale and purchase as they are: 100 times two.',
    },
    {
      says: 'Every change is made under both locks',
      holds: ({ trace }) => underTwo(trace, byThreads(trace, 'write'), 'changed'),
      next: 'Hold goods.lock and money.lock around both changes together.',
    },
    {
      says: 'The auditor looks at both under both locks',
      holds: ({ trace }) => underTwo(trace, byThreads(trace, 'read'), 'read'),
      next: 'Hold both locks in audit while you read both numbers.',
    },
    {
      says: 'Everybody takes the two locks in the same order',
      holds: ({ trace }) => {
        const steps = [...byThreads(trace, 'write'), ...byThreads(trace, 'read')];
        const orders = new Set(steps.map((step) => trace.locksAt(step).join(' ')));
        const locks = new Set(steps.flatMap((step) => trace.locksAt(step)));
        if (locks.size !== 2) return `${locks.size} different locks were taken`;
        return orders.size === 1 ? true : 'some took them in the opposite order';
      },
      next: 'Decide for one order, and take the locks in this order also where the changes come in the other.',
    },
    {
      says: 'Nobody sleeps with the locks in hand for no reason',
      holds: ({ trace }) => {
        const long = trace
          .of('', 'sleep')
          .filter((step) => step.level === 2 && trace.locksAt(step).length > 0);
        return long.length === 0
          ? true
          : `the auditor slept ${long.length} times while the others waited for its locks`;
      },
      next: "Let the auditor's locks go before its nap: a block of its own, { … }, ends a using.",
    },
  ],
  explored: {
    says: 'Goods and money are right in the end, and whenever the auditor looks',
    size: 'one sale, one purchase and one look',
    smaller: {
      'args: [shop, 60, meet]': 'args: [shop, 1, meet]',
      'args: [shop, 40, meet]': 'args: [shop, 1, meet]',
      'args: [shop, 30, meet]': 'args: [shop, 1, meet]',
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

function byThreads(trace: Trace, event: 'read' | 'write'): Step[] {
  return trace.of('SharedValue', event).filter(({ by }) => by.thread !== 0);
}

function underTwo(trace: Trace, steps: Step[], done: string): true | string {
  const held = steps.map((step) => new Set(trace.locksAt(step)).size);
  const without = held.filter((count) => count < 2).length;
  return without === 0
    ? true
    : `${without} of ${steps.length} times one was ${done} under ${Math.min(...held)} locks`;
}
