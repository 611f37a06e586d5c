/**
 * What is asked of modules/04a/exercises/list-add-remove.ts.
 *
 * Solved: solutions/04a/list-add-remove.ts
 * Solved in other ways: test/fixtures/right/04a/list-add-remove/
 * Solved wrongly: test/fixtures/wrong/04a/list-add-remove/
 * Solved, and then spoilt: test/fixtures/mutants/04a/list-add-remove.*.diff
 * The starter as it was: scripts/starters/04a/list-add-remove.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Step, ThreadTrace, Trace, TraceEvent } from '../../lib/trace.ts';

/** Numbers that come slowly: the one that removes finds the list empty. */
const SLOW = {
  'const COUNT = 7;': 'const COUNT = 4;',
  'const PAUSE_MS = 5;': 'const PAUSE_MS = 400;',
};
const COUNT = 7;
const COUNT_SLOW = 4;

export default {
  hints: [
    'Start both threads before you join one. Then hold list.lock around each push, and around the look and the pop together.',
    'Whoever holds the lock while the list is empty must give it back, or nothing will ever be added. A Condition on the same lock does that: new Condition(list.lock).',
    'In remove: using _held = isThere.hold(); isThere.waitFor(() => list.get(0) > 0); removed.push(pop(list)); and in add, after each push under the lock: isThere.notify();',
  ],
  requirements: [
    {
      says: 'Both threads have been started when main gives the signal, and work at the same time',
      with: SLOW,
      holds: ({ trace }) => {
        const signal = trace.of('Event', 'set').find(({ by }) => by.thread === 0);
        if (!signal) return 'main gave no signal';
        const starts = trace.of('', 'start').filter(({ at }) => at < signal.at).length;
        if (starts < 2) return `when main gave the signal, ${starts} was started`;
        const early = touches(trace).some(({ at }) => at < signal.at);
        if (early) return 'the list was touched before the signal';
        const { adder, remover } = rolesIn(trace);
        const adds = writesOf(adder);
        // It counts from where both are there: one may take longer to begin.
        const from = Math.max(adder?.events[0]?.at ?? 0, remover?.events[0]?.at ?? 0);
        const left = adds.filter(({ at }) => at > from).length;
        const first = writesOf(remover)[0]?.at ?? 0;
        return first < (adds.at(-1)?.at ?? 0) || left < 4
          ? true
          : 'nothing was removed before the last number was added';
      },
      why: 'If one begins when the other has ended, they never meet, and all this proves nothing.',
      next: 'Start both, then set the event, and only then join them.',
    },
    {
      says: 'A push is one step for the other thread, and so is a pop',
      holds: ({ trace }) => {
        const writes = touches(trace).filter(({ event }) => event === 'write');
        const without = writes.filter((step) => trace.heldAt(step).length === 0).length;
        if (without > 0) return `it was changed without a lock ${without} times`;
        return lockOf(trace) ? true : 'it was not always changed under the same lock';
      },
      why: 'Between the reading of the length and its writing the other thread may change it, and what that did is lost.',
      next: 'Hold one lock around each push, and the same one around each pop.',
    },
    {
      says: 'The one that removes looks whether there is something, and takes it, in one step',
      holds: ({ trace }) => {
        const [holds, lock = ''] = [holdsOf(trace), lockOf(trace)];
        const reads = touches(trace).filter(({ event }) => event === 'read');
        const outside = reads.filter((step) => !trace.heldAt(step).includes(lock)).length;
        if (outside > 0) return `it was read without the lock ${outside} times`;
        // A pop reads twice; who counts the numbers by a semaphore need not look besides.
        const pops = holds.filter(({ writes }) => writes > 0);
        const looks = holds.reduce((sum, { reads }) => sum + reads, 0) - 2 * COUNT;
        const apart = pops.filter(({ reads, writes }) => reads <= 2 * writes).length;
        return looks === 0 || apart === 0
          ? true
          : `the lock was given back between look and pop ${apart} times`;
      },
      why: 'What was seen before the lock was taken may be over: somebody else could have been faster.',
      next: 'Take the lock once, for the look and for the pop.',
    },
    {
      says: 'While there is nothing, it waits until the other one tells it',
      with: SLOW,
      holds: ({ trace }) => {
        const { adder, remover } = rolesIn(trace);
        const lock = lockOf(trace);
        const isOther = (each: TraceEvent) => keyOf(each) !== lock;
        const tells = adder?.events.some(
          (each) =>
            isOther(each) &&
            (['notify', 'set', 'put'].includes(each.event) ||
              (each.event === 'release' && /Semaphore$/.test(each.kind)) ||
              each.kind === 'Barrier'),
        );
        if (!tells) return 'the one that adds tells nobody';
        const vain = holdsOf(trace).filter(({ reads, writes }) => reads > 0 && !writes);
        const waits = remover?.events.filter(
          (each) => each.event === 'wait' && isOther(each),
        );
        const asked = vain.length - (waits?.length ?? 0);
        if (asked > 0) return `it looked in vain ${vain.length} times, and did not wait`;
        return vain.length <= 2 * COUNT_SLOW
          ? true
          : `it looked in vain ${vain.length} times, for ${COUNT_SLOW} numbers`;
      },
      why: 'Who looks again and again takes the processor, and the lock, from the one that is to add.',
      next: 'A Condition on the lock gives it back while one waits; whoever adds calls its notify().',
    },
    {
      says: 'One thread adds seven numbers, and the other one removes seven',
      holds: ({ trace }) => {
        const { adder, remover } = rolesIn(trace);
        // A push writes two words, a pop one.
        const [added, removed] = [writesOf(adder).length / 2, writesOf(remover).length];
        return added === COUNT && removed === COUNT
          ? true
          : `${added} were added by one thread, and ${removed} removed by the other`;
      },
      why: 'An empty list is no end: the next number may be on its way.',
      next: 'Whoever removes goes on until it has as many as COUNT says: with an empty list it waits, and does not end.',
    },
  ],
  explored: {
    says: 'Each number is removed once, and the list is empty in the end, in every schedule',
    size: 'three numbers',
    smaller: {
      'const COUNT = 7;': 'const COUNT = 3;',
    },
    holds: ({ results, numbers }) => {
      for (const list of results.filter(Array.isArray)) {
        const sorted = list.toSorted((a, b) => a - b).join();
        if (sorted !== '1,2,3') return `what was added or removed is ${sorted}`;
      }
      const [length] = numbers.find((each) => each.length === 4) ?? [];
      return length === 0 ? true : `the length of the list is ${length} in the end`;
    },
  },
} satisfies Checks;

function touches(trace: Trace): Step[] {
  return trace.of('SharedArray', 'read', 'write').filter(({ by }) => by.thread !== 0);
}

function writesOf(thread: ThreadTrace | undefined): TraceEvent[] {
  const events = thread?.events ?? [];
  return events.filter(({ kind, event }) => kind === 'SharedArray' && event === 'write');
}

/** Who adds writes twice as often as who removes. */
function rolesIn(trace: Trace) {
  const workers = trace.threads.filter(({ thread }) => thread !== 0);
  const [adder, remover] = workers
    .filter((one) => touches(trace).some(({ by }) => by === one))
    .sort((a, b) => writesOf(b).length - writesOf(a).length);
  return { adder, remover };
}

function keyOf({ kind, id }: TraceEvent): string {
  return `${kind} ${id}`;
}

/** The one lock under which both threads change the list. */
function lockOf(trace: Trace): string | undefined {
  const writes = touches(trace).filter(({ event }) => event === 'write');
  const [first = [], ...others] = writes.map((step) => trace.heldAt(step));
  return first.find((lock) => others.every((locks) => locks.includes(lock)));
}

/** What the one that removes did to the list each time that it held the lock. */
function holdsOf(trace: Trace): { reads: number; writes: number }[] {
  const lock = lockOf(trace);
  const { remover } = rolesIn(trace);
  const holds: { reads: number; writes: number }[] = [];
  for (const each of remover?.events ?? []) {
    const hold = holds.at(-1);
    if (each.event === 'acquire' && keyOf(each) === lock) {
      holds.push({ reads: 0, writes: 0 });
    } else if (hold && each.kind === 'SharedArray') {
      if (each.event === 'read') hold.reads++;
      if (each.event === 'write') hold.writes++;
    }
  }
  return holds;
}
