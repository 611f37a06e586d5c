/**
 * What is asked of modules/04a/exercises/list-add-remove.ts.
 *
 * Solved: solutions/04a/list-add-remove.ts
 * Solved wrongly: test/fixtures/wrong/04a/list-add-remove/
 * Solved, and then spoilt: test/fixtures/mutants/04a/list-add-remove.*.diff
 * The starter as it was: scripts/starters/04a/list-add-remove.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Step, Trace } from '../../lib/trace.ts';

const COUNT = 7;

export default {
  hints: [
    'Start both threads before you join one. Then hold list.lock around each push, and around the look and the pop together.',
    'Whoever holds the lock while the list is empty must give it back, or nothing will ever be added. A Condition on the same lock does that: new Condition(list.lock).',
    'In remove: using _held = added.hold(); added.waitFor(() => list.get(0) > 0); removed.push(pop(list)); and in add, after each push under the lock: added.notify();',
  ],
  requirements: [
    {
      says: 'Both threads are at work at the same time',
      holds: ({ trace }) =>
        trace.mostAlive >= 2 ? true : `at most ${trace.mostAlive} was alive at once`,
      next: 'Start both, and only then join them.',
    },
    {
      says: 'Every change of the list is made under its lock',
      holds: ({ trace }) => underOneLock(trace, touches(trace, 'write'), 'changed'),
      next: 'Hold list.lock around each push and each pop.',
    },
    {
      says: 'Every look at the list is under its lock',
      holds: ({ trace }) => underOneLock(trace, touches(trace, 'read'), 'read'),
      next: 'Take the lock before you look whether there is something, and keep it until you have it: in between, another thread could be faster.',
    },
    {
      says: 'One thread adds seven numbers, the other one removes seven',
      holds: ({ trace }) => {
        // A push writes two words, a pop one.
        const counts = workers(trace)
          .map((by) => touches(trace, 'write').filter((step) => step.by === by).length)
          .sort((a, b) => a - b);
        return counts.join() === `${COUNT},${2 * COUNT}`
          ? true
          : `they wrote to the list ${counts.join(' and ') || 'no'} times, not ${COUNT} and ${2 * COUNT}`;
      },
      next: 'Whoever removes goes on until it has seven: with an empty list it waits, and does not end.',
    },
    {
      says: 'Looking and taking are one step',
      holds: ({ trace }) => {
        const apart = touches(trace, 'write').filter((step) => !readBefore(step)).length;
        return apart === 0
          ? true
          : `${apart} times the lock was given back between look and change`;
      },
      next: 'Take the lock once, for the look and for the change.',
    },
  ],
  explored: {
    says: 'Each number is removed once, and the list is empty in the end',
    size: 'three numbers',
    smaller: {
      'const COUNT = 7;': 'const COUNT = 3;',
    },
    holds: ({ results, numbers }) => {
      const removed = (results[1] as number[]).toSorted((a, b) => a - b);
      if (removed.join() !== '1,2,3') return `what was removed is ${removed}`;
      const [length] = numbers[0] ?? [];
      return length === 0 ? true : `the length of the list is ${length} in the end`;
    },
  },
} satisfies Checks;

function workers(trace: Trace) {
  return trace.threads.filter(({ thread }) => thread !== 0);
}

function touches(trace: Trace, event: 'read' | 'write'): Step[] {
  return trace.of('SharedArray', event).filter(({ by }) => by.thread !== 0);
}

function underOneLock(trace: Trace, steps: Step[], done: string): true | string {
  const without = steps.filter((step) => trace.locksAt(step).length === 0).length;
  if (without > 0) return `it was ${done} without a lock ${without} times`;
  const locks = new Set(steps.flatMap((step) => trace.locksAt(step)));
  return locks.size === 1 ? true : `under ${locks.size} different locks`;
}

/** Whether who pops has also asked for the length by itself, since it took the lock. */
function readBefore(step: Step): boolean {
  const { events } = step.by;
  const adds = events.filter(
    ({ kind, event }) => kind === 'SharedArray' && event === 'write',
  );
  if (adds.length > COUNT) return true; // who adds need not look
  const before = events.slice(
    0,
    events.findIndex(({ at }) => at === step.at),
  );
  const taken = before.findLastIndex(
    ({ kind, event }) => kind === 'Lock' && event === 'acquire',
  );
  const looks = before
    .slice(taken)
    .filter(({ kind, event }) => kind === 'SharedArray' && event === 'read');
  return looks.length >= 2;
}
