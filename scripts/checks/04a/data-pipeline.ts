/**
 * What is asked of modules/04a/exercises/data-pipeline.ts.
 *
 * Solved: solutions/04a/data-pipeline.ts
 * Solved in other ways: test/fixtures/right/04a/data-pipeline/
 * Solved wrongly: test/fixtures/wrong/04a/data-pipeline/
 * Solved, and then spoilt: test/fixtures/mutants/04a/data-pipeline.*.diff
 * The starter as it was: scripts/starters/04a/data-pipeline.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Step, ThreadTrace, Trace } from '../../lib/trace.ts';

const PLACES = 3;
/** How long double() sleeps. */
const WORK_MS = 100;
/** A consumer that is there for so long should have come to the queue. */
const LONG_MS = 1000;

/** More items than there is room for, also while each consumer has one. */
const MORE = { 'const ITEMS = 4;': 'const ITEMS = 6;' };
const ALL_OF_MORE = 12;
/** The consumers are faster than the producers, and find the queue empty. */
const SLOW = { 'const MAKE_MS = 0;': 'const MAKE_MS = 600;' };

export default {
  hints: [
    'new Queue<Item>(3) has room for three: put() waits while it is full, get() while it is empty. Neither side has to look before.',
    'items.shutdown() says that nothing more will come: get() still hands out what is there, and throws a QueueShutDownError after that. Catch it, and return.',
    'Only main knows when all producers are done: it joins them, calls shutdown(), and joins the consumers.',
  ],
  requirements: [
    {
      says: 'The items go through one queue, in which there is room for three at a time',
      with: MORE,
      holds: ({ trace }) => {
        const puts = itemsPut(trace);
        const [put, got] = [puts.length, ofQueues(trace, 'get').length];
        if (put < ALL_OF_MORE || got < ALL_OF_MORE) {
          return `with ${ALL_OF_MORE} items ${put} were put in and ${got} taken out`;
        }
        const queues = new Set(puts.map(({ kind, id }) => `${kind} ${id}`)).size;
        if (queues > 1) return `there were ${queues} queues`;
        const most = Math.max(...puts.map(({ level = 0 }) => level));
        if (most > PLACES) return `there were ${most} in it`;
        // On a busy machine it may never be full; but then nobody waits for room.
        const waited = itemsPut(trace).some(({ by }) => waitsOf(by).length > 0);
        return most === PLACES || !waited ? true : `it was full with ${most} in it`;
      },
      why: 'A producer that is faster than its consumers would fill the memory; three places are enough to keep all at work.',
      next: 'Give the queue its size, new Queue<Item>(3); producers put(), consumers get().',
    },
    {
      says: 'Producers and consumers are at work at the same time',
      with: MORE,
      holds: ({ trace }) => {
        const producers = [...new Set(itemsPut(trace).map(({ by }) => by))];
        if (producers.length !== 2) return `${producers.length} threads put items in`;
        const lastPut = itemsPut(trace).at(-1)?.at ?? 0;
        const early = ofQueues(trace, 'get').filter(({ at }) => at < lastPut).length;
        if (early === 0) return 'the first item was taken when the last one was there';
        const consumers = consumersOf(trace);
        const busy = [...producers, ...consumers].map(({ thread }) => thread);
        const lastGet = ofQueues(trace, 'get').at(-1)?.at ?? 0;
        const isIdle = ({ thread, events: [first] }: ThreadTrace) =>
          thread !== 0 &&
          !busy.includes(thread) &&
          (first?.at ?? lastGet) < lastGet - LONG_MS;
        if (trace.threads.some(isIdle)) {
          return `only ${consumers.length} consumers came to the queue`;
        }
        const came = consumers.map(({ events }) => events.find(isQueue)?.at ?? lastGet);
        const [, second = lastGet] = came.sort((a, b) => a - b);
        const left = trace.naps(WORK_MS).filter(({ at }) => at > second).length;
        return trace.mostAsleep(WORK_MS) > 1 || left < ALL_OF_MORE / 2
          ? true
          : 'never more than one consumer worked at a time';
      },
      why: 'A pipeline is fast because all its parts are at work, each on another item.',
      next: 'Start all five threads before you join one of them.',
    },
    {
      says: 'Each item is worked on once, by one of the three consumers, and none is lost',
      with: MORE,
      holds: ({ trace, run }) => {
        const workers = consumersOf(trace);
        const naps = trace.naps(WORK_MS);
        if (naps.some(({ by }) => !workers.includes(by))) {
          return 'somebody else than the consumers worked on some';
        }
        const lines = [...run.stdout.matchAll(/: (P\d-\d+) becomes \d+$/gm)];
        const different = new Set(lines.map(([, item]) => item)).size;
        if (lines.length !== ALL_OF_MORE || different !== ALL_OF_MORE) {
          return `of ${ALL_OF_MORE} items ${lines.length} were worked on, ${different} different ones`;
        }
        if (naps.length !== ALL_OF_MORE)
          return `double() was called ${naps.length} times`;
        const [, sum = 'none'] = /^Sum of the results: (.*)$/m.exec(run.stdout) ?? [];
        return sum === '84'
          ? true
          : `with ${ALL_OF_MORE} items the sum is ${sum}, not 84`;
      },
      why: 'What is lost in a pipeline is missed late, and what is done twice is paid for twice.',
      next: 'Each consumer calls double(item) for each item that it gets, and once; main adds up what they return.',
    },
    {
      says: 'The consumers wait for items, and are told when all are done',
      with: SLOW,
      holds: ({ trace }) => {
        const consumers = consumersOf(trace);
        const naps = trace
          .naps()
          .filter(({ by, level }) => consumers.includes(by) && level !== WORK_MS);
        if (naps.length > 0) return `they slept ${naps.length} times to look again`;
        const lastPut = itemsPut(trace).at(-1)?.at ?? 0;
        if (
          !consumers.some(({ events }) => events.some(({ event }) => event === 'wait'))
        ) {
          return 'no consumer has waited, though items came slowly';
        }
        const vain = consumers.flatMap(waitsOf).filter(({ got }) => !got);
        const early = vain.filter(({ to }) => to < lastPut).length;
        if (early > 0)
          return `they gave up waiting ${early} times while items still came`;
        // A message ends all waits at one moment, a timeout after one time.
        const timed = vain.some((one) => vain.some((other) => areAlike(one, other)));
        return timed ? 'their last waits ended when time was up' : true;
      },
      why: 'An empty queue says only that the producers are slow, and a timeout is too short one day and too long on all others.',
      next: 'get() without a timeout waits as long as it takes; shutdown() ends the wait.',
    },
  ],
  explored: {
    says: 'Each item is worked on once in every schedule',
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

/** Also of a LifoQueue or a PriorityQueue. */
function ofQueues(trace: Trace, event: 'put' | 'get'): Step[] {
  return trace.steps.filter((step) => step.event === event && isQueue(step));
}

function isQueue({ kind }: { kind: string }): boolean {
  return kind.endsWith('Queue');
}

/** The threads that take something out. */
function consumersOf(trace: Trace): ThreadTrace[] {
  return trace.threads.filter(({ thread, events }) => {
    const came = events.filter(isQueue);
    const isTaker = came.some(({ event }) => event === 'get');
    return thread !== 0 && (isTaker || (came.length > 0 && !hasPut(events)));
  });
}

function hasPut(events: ThreadTrace['events']): boolean {
  return events.some((each) => each.event === 'put' && isQueue(each));
}

/** What the producers put in: what main or a consumer puts in tells the end. */
function itemsPut(trace: Trace): Step[] {
  const consumers = consumersOf(trace);
  return ofQueues(trace, 'put').filter(
    ({ by }) => by.thread !== 0 && !consumers.includes(by),
  );
}

interface Wait {
  from: number;
  to: number;
  /** Whether something came out. */
  got: boolean;
}

/** Whether two waits began at different times, and lasted for one. */
function areAlike(one: Wait, other: Wait): boolean {
  const difference = Math.abs(one.to - one.from - (other.to - other.from));
  return Math.abs(one.from - other.from) > 300 && difference < 100;
}

/** The waits at a queue. */
function waitsOf({ events }: ThreadTrace): Wait[] {
  return events.flatMap((begun, i) => {
    if (begun.event !== 'wait' || !isQueue(begun)) return [];
    const length = events.slice(i).findIndex(({ event }) => event === 'resume');
    if (length < 0) return [];
    const during = events.slice(i, i + length + 1);
    const got = during.some(({ event }) => event === 'get' || event === 'put');
    return [{ from: begun.at, to: during.at(-1)?.at ?? 0, got }];
  });
}
