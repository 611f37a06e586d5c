/**
 * What is asked of modules/04a/exercises/priority-pipeline.ts.
 *
 * Solved: solutions/04a/priority-pipeline.ts
 * Solved wrongly: test/fixtures/wrong/04a/priority-pipeline/
 * Solved, and then spoilt: test/fixtures/mutants/04a/priority-pipeline.*.diff
 * The starter as it was: scripts/starters/04a/priority-pipeline.txt
 */
import type { Checks } from '../../lib/exercises.ts';

const ITEMS = 8;

export default {
  hints: [
    'Put pairs: items.put([priority, { from, value }]); get() gives the pair back: const [, { from, value }] = items.get().',
    'The smallest priority comes out first. For the largest value first, the priority has to get smaller as the value grows.',
    'Join the producers, shut the queue down, and only then start the consumer.',
  ],
  requirements: [
    {
      says: 'All items go through a PriorityQueue',
      holds: ({ trace }) => {
        const put = trace.of('PriorityQueue', 'put').length;
        const got = trace.of('PriorityQueue', 'get').length;
        return put === ITEMS && got === ITEMS
          ? true
          : `${put} were put in and ${got} taken out`;
      },
      next: 'Make it a new PriorityQueue<Item>(), of pairs.',
    },
    {
      says: 'Two producers are at work at the same time',
      holds: ({ trace }) => {
        const producers = trace.threadsThat('PriorityQueue', 'put');
        if (producers !== 2) return `${producers} threads put something in`;
        return trace.mostAlive >= 2 ? true : 'they were never alive at the same time';
      },
      next: 'Start both before you join one.',
    },
    {
      says: 'The consumer begins when all items are there',
      holds: ({ trace }) => {
        const lastPut = trace.of('PriorityQueue', 'put').at(-1)?.at ?? 0;
        const early = trace
          .of('PriorityQueue', 'get')
          .filter(({ at }) => at < lastPut).length;
        return early === 0 ? true : `${early} were taken before the last one came`;
      },
      next: 'Start the consumer after the joins of the producers.',
    },
    {
      says: 'It prints each item when it has taken it, the largest first',
      holds: ({ run }) => {
        const values = [...run.stdout.matchAll(/^(\d+) of P\d$/gm)].map(([, n]) =>
          Number(n),
        );
        if (values.length !== ITEMS) return `it printed ${values.length} items`;
        const sorted = values.toSorted((a, b) => b - a);
        return values.join() === sorted.join() ? true : `it printed ${values.join(', ')}`;
      },
      next: 'Negate the value for its priority: [-value, { from, value }].',
    },
    {
      says: 'One consumer thread takes all of them',
      holds: ({ trace }) => {
        const got = trace.of('PriorityQueue', 'get');
        if (got.some(({ by }) => by.thread === 0)) return 'main took some';
        const consumers = new Set(got.map(({ by }) => by)).size;
        return consumers === 1 ? true : `${consumers} threads did`;
      },
      next: 'One consumer, a thread of its own, goes on until the queue says that it is over.',
    },
  ],
  explored: {
    says: 'The larger values come first',
    size: 'two values of each producer',
    smaller: {
      'P1: [40, 5, 75, 20], P2: [90, 10, 60, 40]': 'P1: [5, 40], P2: [60, 40]',
    },
    holds: ({ results }) => {
      const order = results.find((each) => Array.isArray(each)) as number[] | undefined;
      return order?.join() === '60,40,40,5' ? true : `the order is ${order}`;
    },
  },
} satisfies Checks;
