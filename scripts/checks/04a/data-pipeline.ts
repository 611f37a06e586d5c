/**
 * What is asked of modules/04a/exercises/data-pipeline.ts.
 *
 * Solved: solutions/04a/data-pipeline.ts
 * Solved wrongly: test/fixtures/wrong/04a/data-pipeline/
 * Solved, and then spoilt: test/fixtures/mutants/04a/data-pipeline.*.diff
 * The starter as it was: scripts/starters/04a/data-pipeline.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Trace } from '../../lib/trace.ts';

const ITEMS = 8;
const PLACES = 3;

export default {
  hints: [
    'new Queue<Item>(3) has room for three: put() waits while it is full, get() while it is empty. Neither side has to look before.',
    'items.shutdown() says that nothing more will come: get() still hands out what is there, and throws a QueueShutDownError after that. Catch it, and return.',
    'Only main knows when all producers are done: it joins them, calls shutdown(), and joins the consumers.',
  ],
  requirements: [
    {
      says: 'Eight items go through the queue',
      holds: ({ trace }) => {
        const put = trace.of('Queue', 'put').length;
        const got = trace.of('Queue', 'get').length;
        return put === ITEMS && got === ITEMS
          ? true
          : `${put} were put in and ${got} taken out`;
      },
      next: 'Producers put(), consumers get(), until all eight are through.',
    },
    {
      says: 'There is room for three at a time',
      holds: ({ trace }) => {
        // Eight items at once, and the first result after 100 ms: five would have to lie there.
        const most = Math.max(...trace.of('Queue', 'put').map(({ level }) => level ?? 0));
        return most <= PLACES ? true : `there were ${most} in it`;
      },
      next: 'Give the queue its size: new Queue<Item>(3).',
    },
    {
      says: 'Two threads produce, three are there to consume, all at the same time',
      holds: ({ trace }) => {
        const producers = trace.threadsThat('Queue', 'put');
        if (producers !== 2) return `${producers} threads put something in`;
        const consumers = consumersOf(trace).length;
        if (consumers !== 3) return `${consumers} were there to consume`;
        return trace.mostAlive === 5
          ? true
          : `at most ${trace.mostAlive} were alive at once`;
      },
      next: 'Start all five threads before you join one of them.',
    },
    {
      says: 'Whoever takes an item works on it',
      holds: ({ trace }) => {
        const naps = trace.naps(100);
        const inMain = naps.some(({ by }) => by.thread === 0);
        if (inMain) return 'main did it';
        return naps.length === ITEMS ? true : `${naps.length} items were worked on`;
      },
      next: 'Each consumer calls double(item) for each item that it gets, and once.',
    },
    {
      says: 'The consumers are told the end',
      holds: ({ trace }) => {
        // Told: who waits at an empty queue wakes up once, at the end, without an item.
        // Guessing shows as naps, or as waits that end with nothing while items still come.
        const naps = consumersOf(trace).flatMap(({ events }) =>
          events.filter(({ event, level }) => event === 'sleep' && level !== 100),
        );
        if (naps.length > 0) return `they slept ${naps.length} times to look again`;
        const lastPut = trace.of('Queue', 'put').at(-1)?.at ?? 0;
        const early = consumersOf(trace).filter(
          ({ events }) => (events.at(-1)?.at ?? 0) < lastPut,
        );
        return early.length === 0
          ? true
          : `${early.length} gave up before the last item was there`;
      },
      next: 'get() without a timeout waits as long as it takes; shutdown() ends the wait.',
    },
  ],
  explored: {
    says: 'Each item comes out, once',
    size: 'two consumers, and two items of each producer',
    smaller: {
      "const CONSUMERS = ['C1', 'C2', 'C3'];": "const CONSUMERS = ['C1', 'C2'];",
      'const ITEMS = 4;': 'const ITEMS = 2;',
      'together.wait();': '', // in all schedules they begin at the same time, too
    },
    holds: ({ results }) => {
      // The lists are what the consumers return; a producer's is a number.
      const doubled: number[] = results.filter(Array.isArray).flat();
      const sorted = doubled.sort((a, b) => a - b).join(', ');
      return sorted === '2, 2, 4, 4' ? true : `what comes out is ${sorted}`;
    },
  },
} satisfies Checks;

/** The threads that are not main and put nothing in. */
function consumersOf(trace: Trace) {
  return trace.threads.filter(
    ({ thread, events }) => thread !== 0 && !events.some(({ event }) => event === 'put'),
  );
}
