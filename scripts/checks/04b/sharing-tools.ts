/**
 * What is asked of modules/04b/exercises/sharing-tools.ts.
 *
 * Solved: solutions/04b/sharing-tools.ts
 * Solved in other ways: test/fixtures/right/04b/sharing-tools/
 * Solved wrongly: test/fixtures/wrong/04b/sharing-tools/
 * Solved, and then spoilt: test/fixtures/mutants/04b/sharing-tools.*.diff
 * The starter as it was: scripts/starters/04b/sharing-tools.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Trace } from '../../lib/trace.ts';
import { type Call, WATCHED, watched } from '../../lib/watched-main.ts';

const LOAVES = 6;
/** How long it takes to bake a loaf, and to count the coins of a parcel, in milliseconds. */
const NAP = { bake: 11, count: 121 };
/** Whoever waits looks at the event once or twice. */
const LOOKS = 3;

const OTHERS = {
  "  for (const kind of ['rye', 'oat', 'nut']) {":
    "  for (const kind of ['fig', 'pea', 'rye']) {",
  'const PRICE = 3;': 'const PRICE = 5;',
  ...WATCHED,
};
const OTHER = { kinds: ['fig', 'pea', 'rye'], till: LOAVES * 5 };

export default {
  hints: [
    'Event, Queue and SharedValue lie in memory that all threads have in common: create them in inThreads, and hand them to the bakers among their arguments.',
    'using _held = baked.lock.hold(); baked.value += 1; – with the lock held, the read and the write of += are one step.',
    'To the couriers, go to the manager: every call is a message, so write await before it. list.append() is one step; for the get and the set of the till, write await using _held = await office.lock.hold(); before them.',
  ],
  requirements: [
    {
      says: 'No baker begins before main sets an Event',
      holds: ({ trace }) => {
        const setters = trace.of('Event', 'set').map(({ by }) => by.thread);
        if (!setters.includes(0)) return 'main set none';
        const bakers = bakersOf(trace);
        if (bakers.length !== 2) return `there were ${bakers.length} bakers`;
        // A baker that comes late finds it set: he looks, and does not wait.
        const looks = bakers.map(({ events }) => {
          const began = events.findIndex(({ event }) => event === 'sleep');
          const before = events.slice(0, began < 0 ? undefined : began);
          return before.filter(({ kind }) => kind === 'Event').length;
        });
        const waited = looks.filter((count) => count > 0).length;
        if (waited < 2) return `${waited} of 2 waited before the first nap`;
        const most = Math.max(...looks);
        return most <= LOOKS || `one asked ${most} times whether it is set`;
      },
      why: 'All begin at one signal, and who waits for it takes no processor from others.',
      next: 'Call wait() of the event first in bake(), and set() in main when both are started.',
    },
    {
      says: 'The bakers put each loaf into a Queue, and main takes all six from it',
      holds: ({ trace }) => {
        const put = trace.of('Queue', 'put').filter(({ by }) => by.thread !== 0);
        if (put.length < LOAVES)
          return `the bakers put ${put.length} things into one, not ${LOAVES}`;
        // A manager keeps its queues in the same way.
        const shelf = put[0]?.id;
        const got = trace
          .of('Queue', 'get')
          .filter(({ id, by }) => id === shelf && by.thread === 0);
        if (got.length < LOAVES) return `main took ${got.length} of ${LOAVES} out`;
        const idle = trace
          .naps()
          .filter(({ by }) => by.pid === trace.mainPid && by.thread === 0).length;
        const slept = idle + trace.timers.length;
        return slept === 0 || `main slept ${slept} times in place of waiting`;
      },
      why: 'Many put and one gets, each loaf exactly once, and whoever comes too early waits.',
      next: 'In bake: shelf.put(loaf). In main, six times: await shelf.getAsync().',
    },
    {
      says: 'Each loaf is counted in a SharedValue, always under the same lock',
      holds: ({ trace }) => {
        const writes = trace
          .of('SharedValue', 'write')
          .filter(({ by }) => by.thread !== 0);
        if (writes.length !== LOAVES)
          return `the bakers changed it ${writes.length} times, for ${LOAVES} loaves`;
        const held = writes.map((step) => trace.locksAt(step));
        const without = held.filter((locks) => locks.length === 0).length;
        if (without > 0) return `it was changed without a lock ${without} times`;
        const isSame = held[0]?.some((lock) =>
          held.every((locks) => locks.includes(lock)),
        );
        return isSame || 'it was under a different lock each time, or for each baker';
      },
      why: 'Adding is a read and a write: what another one writes in between is lost.',
      next: 'Write: using _held = baked.lock.hold(); before you add 1 for the loaf.',
    },
    {
      says: "Main prints what both couriers have delivered, from a manager's list",
      holds: ({ trace, run }) => {
        const couriers = new Set(trace.naps(NAP.count).map(({ by }) => by.pid));
        couriers.delete(trace.mainPid);
        if (couriers.size !== 2)
          return `${couriers.size} of 2 couriers counted any coins`;
        const printed = [...run.stdout.matchAll(/delivered by (\d+)$/gm)];
        const real = printed.filter(([, pid]) => couriers.has(Number(pid)));
        return real.length === LOAVES || `it has ${real.length} of ${LOAVES}`;
      },
      why: 'What a process adds to an array that it was given, it adds to a copy.',
      next: 'manager.list() is kept in one place; what each courier appends to it is there.',
    },
    {
      says: 'One courier at a time counts at the till, for each parcel',
      holds: ({ trace }) => {
        const times = trace.naps(NAP.count).length;
        if (times !== LOAVES) return `coins were counted ${times} times`;
        const most = trace.mostAsleep(NAP.count);
        return most <= 1 || `${most} couriers were at the till at once`;
      },
      why: 'Both would read the same sum, and what one adds the other one overwrites.',
      next: 'Hold the lock of the manager around the get, the counting and the set.',
    },
    {
      says: "The price of each parcel is added to a manager's value, under a manager's lock",
      with: OTHERS,
      holds: ({ run }) => tillIsKept(watched(run).calls),
      why: 'The lock has to be one that both processes know, and held from the get to the set.',
      next: 'Make one lock with manager.lock(), and hold it in each turn of the loop.',
    },
    {
      says: 'Main prints what it gets from them',
      with: OTHERS,
      holds: ({ run }) => {
        for (const baker of ['Ada', 'Bo']) {
          for (const kind of OTHER.kinds) {
            const line = `${kind} of ${baker}, delivered by `;
            if (!run.stdout.includes(line))
              return `nobody delivered '${kind} of ${baker}'`;
          }
        }
        const added = watched(run).calls.filter(
          ({ kind, method }) =>
            kind === 'ListProxy' && /append|extend|insert/.test(method),
        );
        const by = new Set(added.map((call) => call.by)).size;
        if (by !== 2) return `${by} of 2 couriers added to the list`;
        const [, till = 'none'] = /^In the till: (.*)$/m.exec(run.stdout) ?? [];
        return (
          till === `${OTHER.till}` ||
          `for ${LOAVES} parcels of 5, in the till was ${till}, not ${OTHER.till}`
        );
      },
      why: 'What main knows beforehand says nothing of what the others did.',
      next: 'At the end, read the list with toArray() and the till with get(), and print these.',
    },
  ],
} satisfies Checks;

function bakersOf(trace: Trace) {
  return trace.threads.filter(({ pid, thread }) => pid === trace.mainPid && thread !== 0);
}

/** Whether each set has a lock of its own turn, and the same one. */
function tillIsKept(calls: Call[]): true | string {
  const holders = new Map<string, number[]>();
  /** By caller: the locks that it has held since it read the till. */
  const since = new Map<number, string[]>();
  const sets: string[][] = [];
  const heldBy = (caller: number) =>
    [...holders]
      .filter(([, by]) => by.length === 1 && by[0] === caller)
      .map(([id]) => id);
  for (const { kind, object, method, by } of calls) {
    const id = `${kind} ${object}`;
    if (method === 'acquire') holders.set(id, [...(holders.get(id) ?? []), by]);
    if (method === 'release') {
      const others = (holders.get(id) ?? []).filter((caller) => caller !== by);
      holders.set(id, others);
      since.set(
        by,
        (since.get(by) ?? []).filter((lock) => lock !== id),
      );
    }
    if (kind !== 'ValueProxy') continue;
    if (method === 'get') since.set(by, heldBy(by));
    if (method === 'set') sets.push(since.get(by) ?? []);
  }
  if (sets.length !== LOAVES)
    return `the value was set ${sets.length} times, for ${LOAVES} parcels`;
  const without = sets.filter((locks) => locks.length === 0).length;
  if (without > 0) return `${without} times no lock was held from the get to the set`;
  const isSame = sets[0]?.some((lock) => sets.every((locks) => locks.includes(lock)));
  return isSame || 'it was not the same lock for both couriers';
}
