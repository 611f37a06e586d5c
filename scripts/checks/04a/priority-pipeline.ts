/**
 * What is asked of modules/04a/exercises/priority-pipeline.ts.
 *
 * Solved: solutions/04a/priority-pipeline.ts
 * Solved in other ways: test/fixtures/right/04a/priority-pipeline/
 * Solved wrongly: test/fixtures/wrong/04a/priority-pipeline/
 * Solved, and then spoilt: test/fixtures/mutants/04a/priority-pipeline.*.diff
 * The starter as it was: scripts/starters/04a/priority-pipeline.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Step, Trace } from '../../lib/trace.ts';

const ITEMS = 8;
/** How long show() sleeps. */
const SHOW_MS = 20;

export default {
  hints: [
    'Put pairs: items.put([priority, { from, value }]); get() gives the pair back: const [, item] = items.get().',
    'The smallest priority comes out first. For the largest value first, the priority has to get smaller as the value grows.',
    'Join the producers, shut the queue down, and only then start the consumer.',
  ],
  requirements: [
    {
      says: 'Both producers are at work at the same time, and put their items into one PriorityQueue',
      holds: ({ trace }) => {
        const puts = putsIn(trace);
        const queues = new Set(puts.map(({ id }) => id)).size;
        if (queues !== 1) return `the producers put into ${queues} PriorityQueues`;
        const producers = [...new Set(puts.map(({ by }) => by))];
        if (producers.length !== 2) return `${producers.length} threads put something in`;
        if (puts.length !== ITEMS) return `they put ${puts.length} items in`;
        // Started by main before one of them has ended.
        const ends = producers.map(({ events }) => events.at(-1)?.at ?? 0);
        const started = trace.of('', 'start').filter(({ name, at }) => {
          return producers.some((one) => one.name === name) && at < Math.min(...ends);
        });
        return started.length === 2 ? true : 'one began when the other one had ended';
      },
      why: 'A queue is made for threads that put into it side by side, whoever comes first.',
      next: 'Make it a new PriorityQueue<Item>(), and start both before you join one.',
    },
    {
      says: 'One consumer, a thread of its own, starts to take when all items are there',
      holds: ({ trace }) => {
        const gets = getsIn(trace);
        if (gets.some(({ by }) => by.thread === 0)) return 'main took some';
        const consumers = new Set(gets.map(({ by }) => by)).size;
        if (consumers !== 1) return `${consumers} threads took items`;
        const lastPut = putsIn(trace).at(-1)?.at ?? 0;
        const early = gets.filter(({ at }) => at < lastPut).length;
        if (early > 0) return `${early} were taken before the last one came`;
        const naps = trace.naps().filter(({ level }) => level !== SHOW_MS);
        const waited = naps.length + trace.timers.length;
        if (waited > 0) return 'somebody slept, where one can be told';
        const asked = trace.of('PriorityQueue', 'wait').length;
        return asked <= 1 ? true : `it asked the queue in vain ${asked} times`;
      },
      why: 'A queue orders what is in it, and knows nothing of values that have not come yet.',
      next: 'Start the consumer after the joins of the producers.',
    },
    {
      says: 'The consumer shows each item when it has taken it, before it takes the next',
      holds: ({ trace }) => {
        const gets = getsIn(trace);
        const naps = trace.naps(SHOW_MS).filter(({ by }) => by === gets[0]?.by);
        if (naps.length !== ITEMS) return `it showed ${naps.length} items`;
        const ahead = naps.map(
          (nap, i) => gets.filter(({ at }) => at < nap.at).length - i,
        );
        const most = Math.max(...ahead);
        return most === 1 ? true : `it had taken ${most} when it showed one`;
      },
      why: 'A consumer that collects everything first has to order it by itself, and the queue is of no use.',
      next: 'In the loop: get one item, show it, and go on with the next one.',
    },
    {
      says: 'The larger values come first',
      with: {
        'const VALUES = { P1: [40, 5, 75, 20], P2: [90, 10, 60, 40] };':
          'const VALUES = { P1: [7, 300, 9, 12], P2: [8, 1500, 300, 2] };',
      },
      holds: ({ run }) => {
        const shown = [...run.stdout.matchAll(/^(\d+) of P\d$/gm)].map(([, n]) => n);
        const order = '1500, 300, 300, 12, 9, 8, 7, 2';
        return shown.join(', ') === order
          ? true
          : `with other values it showed ${shown.join(', ')}`;
      },
      why: 'What is urgent must not wait behind what came earlier.',
      next: 'The priority comes from the value: the larger this is, the smaller is that.',
    },
  ],
  explored: {
    says: 'The larger values come first in every schedule',
    size: 'two values of each producer',
    smaller: {
      'const VALUES = { P1: [40, 5, 75, 20], P2: [90, 10, 60, 40] };':
        'const VALUES = { P1: [5, 40], P2: [60, 40] };',
    },
    holds: ({ results }) => {
      const order = results.find((each) => Array.isArray(each)) as number[] | undefined;
      return order?.join() === '60,40,40,5' ? true : `the order is ${order}`;
    },
  },
} satisfies Checks;

/** What the producers put in. */
function putsIn(trace: Trace): Step[] {
  const takers = new Set(getsIn(trace).map(({ by }) => by));
  return trace
    .of('PriorityQueue', 'put')
    .filter(({ by }) => by.thread !== 0 && !takers.has(by));
}

function getsIn(trace: Trace): Step[] {
  return trace.of('PriorityQueue', 'get');
}
