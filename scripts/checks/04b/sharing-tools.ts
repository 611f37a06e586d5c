/**
 * What is asked of modules/04b/exercises/sharing-tools.ts.
 *
 * Solved: solutions/04b/sharing-tools.ts
 * Solved wrongly: test/fixtures/wrong/04b/sharing-tools/
 * Solved, and then spoilt: test/fixtures/mutants/04b/sharing-tools.*.diff
 * The starter as it was: scripts/starters/04b/sharing-tools.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Step, Trace } from '../../lib/trace.ts';

const LOAVES = 6;
/** So long it takes to count the coins of a parcel, in milliseconds. */
const COUNTING = 21;

export default {
  hints: [
    'Event, Queue and SharedValue lie in memory that all threads have in common: create them in inThreads, and hand them to the bakers among their arguments.',
    'using _held = baked.lock.hold(); baked.value += 1; – with the lock held, the read and the write of += are one step.',
    'To the couriers, go to the manager: every call is a message, so write await before it. list.append() is one step; for the get and the set of the till, write await using _held = await office.lock.hold(); before them.',
  ],
  requirements: [
    {
      says: 'The bakers wait for an event, and main sets it',
      holds: ({ trace }) => {
        if (trace.of('Event', 'set').length === 0) return 'nobody set it';
        const bakers = trace.threads.filter(({ thread }) => thread !== 0);
        // A baker that comes late finds it set: he looks, and does not wait.
        const waited = bakers.filter(({ events }) => {
          const looked = events.findIndex(({ kind }) => kind === 'Event');
          const began = events.findIndex(({ event }) => event === 'sleep');
          return looked >= 0 && looked < began;
        });
        if (waited.length === 2) return true;
        return `${waited.length} of 2 waited before the first loaf`;
      },
      next: 'Call opening.wait() first in bake, and opening.set() in main when both are started.',
    },
    {
      says: 'All loaves go through a queue',
      holds: ({ trace }) => {
        const put = trace.of('Queue', 'put').filter(({ by }) => by.thread !== 0);
        if (put.length !== LOAVES)
          return `the bakers put ${put.length} of ${LOAVES} into one`;
        // A manager keeps its queues in the same way.
        const shelf = put[0]?.id;
        const got = trace.of('Queue', 'get').filter(({ id }) => id === shelf);
        return got.length === LOAVES || `${got.length} of ${LOAVES} were taken out`;
      },
      next: 'In bake: shelf.put(loaf). In main, six times: await shelf.getAsync().',
    },
    {
      says: 'Each loaf is counted, under the lock of the number',
      holds: ({ trace }) => {
        const writes = trace
          .of('SharedValue', 'write')
          .filter(({ by }) => by.thread !== 0);
        if (writes.length !== LOAVES) return `it was changed ${writes.length} times`;
        const [lock, ...others] = new Set(writes.map((step) => trace.locksAt(step)[0]));
        if (lock === undefined) return 'it was changed without a lock';
        return others.length === 0 || 'not always under the same lock';
      },
      next: 'Write: using _held = baked.lock.hold(); baked.value += 1;',
    },
    {
      says: 'Main has the list of what both couriers delivered',
      holds: ({ trace, run }) => {
        const couriers = new Set(countings(trace).map(({ by }) => by.pid));
        if (couriers.size !== 2)
          return `${couriers.size} of 2 couriers delivered anything`;
        const printed = [...run.stdout.matchAll(/delivered by (\d+)$/gm)];
        const real = printed.filter(([, pid]) => couriers.has(Number(pid)));
        return real.length === LOAVES || `it has ${real.length} of ${LOAVES}`;
      },
      next: 'manager.list() is kept in one place; what each courier appends to it is there.',
    },
    {
      says: 'One courier at a time counts at the till',
      holds: ({ trace }) => {
        const most = trace.mostAsleep(COUNTING);
        return most <= 1 || `${most} couriers were at the till at once`;
      },
      next: 'Hold the lock of the manager around the get, the counting and the set.',
    },
  ],
} satisfies Checks;

function countings(trace: Trace): Step[] {
  return trace.naps(COUNTING);
}
