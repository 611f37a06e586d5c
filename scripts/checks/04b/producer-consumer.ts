/**
 * What is asked of modules/04b/exercises/producer-consumer.ts.
 *
 * Solved: solutions/04b/producer-consumer.ts
 * Solved in other ways: test/fixtures/right/04b/producer-consumer/
 * Solved wrongly: test/fixtures/wrong/04b/producer-consumer/
 * Solved, and then spoilt: test/fixtures/mutants/04b/producer-consumer.*.diff
 * The starter as it was: scripts/starters/04b/producer-consumer.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Step, ThreadTrace, Trace } from '../../lib/trace.ts';

const ITEMS = 12;
const ROOM = 3;
/** A producer and two consumers. */
const WORKERS = 3;

/** How long make() and finish() sleep: an item is known by that. */
const NAPS = { make: (item: number) => item, finish: (item: number) => 20 + item };
/** In the other run: at first the consumers have to wait, then the producer. */
const OTHER = { items: 11, slow: 3, slowMs: 500, finishMs: 100 };
const OTHERS = {
  'const ITEMS = 12;': `const ITEMS = ${OTHER.items};`,
  '  sleepSync(item);': `  sleepSync(item <= ${OTHER.slow} ? ${OTHER.slowMs} : item + 0.5);`,
  '  sleepSync(20 + item);': `  sleepSync(${OTHER.finishMs} + item);`,
};

export default {
  hints: [
    'A consumer is a loop without an end around finish(await items.get()), in a try: when the queue is shut down and empty, get() throws a QueueShutDownError, and the consumer returns what it has done. Every other error it throws again.',
    'Shut the queue down when all items were put, not before: then nobody can put any more. What is still in it can be taken out. Join the consumers; flat() makes one array of their arrays.',
    'The size of a queue is the argument of new Queue<number>() and of manager.queue<number>().',
  ],
  requirements: [
    {
      says: 'In the first run the producer and two consumers are threads, in the second processes',
      holds: ({ trace }) => {
        const inMain = naps(trace, 'make', 'finish').filter(
          ({ by }) => by.pid === trace.mainPid && by.thread === 0,
        ).length;
        if (inMain > 0) return `main itself made or finished an item ${inMain} times`;
        for (const [kind, started] of Object.entries(runsOf(trace))) {
          if (started.length !== WORKERS)
            return `besides main there were ${started.length} ${kind}`;
          const makers = started.filter((by) => didIn(trace, by, 'make').length > 0);
          if (makers.length !== 1) return `${makers.length} of the ${kind} made items`;
        }
        return true;
      },
      why: 'The same two functions serve both, and what differs is how the items get across.',
      next: 'Let run() start what it is given, three times: new Worker() is a Thread or a Process.',
    },
    {
      says: 'The items go through a queue, one by one',
      holds: ({ trace }) => {
        for (const event of ['put', 'get'] as const) {
          const count = trace.of('Queue', event).length;
          if (count < 2 * ITEMS)
            return `there was a ${event}() for ${count} of ${2 * ITEMS} items`;
        }
        return true;
      },
      why: 'The queue gives each item to one consumer and to no other, and to whoever is free.',
      next: 'The producer puts each item when it is made, and a consumer takes one at a time.',
    },
    {
      says: 'Each item is finished exactly once, by a consumer, in both runs',
      holds: ({ trace }) => {
        for (const [kind, started] of Object.entries(runsOf(trace))) {
          const made = new Set(started.flatMap((by) => didIn(trace, by, 'make'))).size;
          if (made !== ITEMS) return `${kind} made ${made} of ${ITEMS} items`;
          const done = started.flatMap((by) => didIn(trace, by, 'finish'));
          const different = new Set(done).size;
          if (done.length !== different || different !== ITEMS)
            return `${kind} finished ${different} of ${ITEMS} items, in ${done.length} calls`;
          const both = started.find(
            (by) =>
              didIn(trace, by, 'make').length > 0 &&
              didIn(trace, by, 'finish').length > 0,
          );
          if (both) return `the producer finished ${didIn(trace, both, 'finish').length}`;
        }
        return true;
      },
      why: 'What is taken twice is done twice, and what nobody takes is lost.',
      next: 'Hand the same queue to both consumers, and let them finish what they get.',
    },
    {
      says: 'No more than three items wait in a queue',
      with: OTHERS,
      holds: ({ trace }) => {
        const levels = trace.of('Queue', 'put').map(({ level = 0 }) => level);
        const most = Math.max(0, ...levels);
        return most <= ROOM || `${most} were waiting`;
      },
      why: 'A producer that is faster than the consumers would fill the memory.',
      next: 'Make both queues with room for three: put() waits when a queue is full.',
    },
    {
      says: 'Whoever finds no room, or no item, waits in put() or get()',
      with: OTHERS,
      holds: ({ trace }) => {
        const extra = trace.naps().length - otherNaps(trace) + trace.timers.length;
        if (extra > 0)
          return `somebody slept ${extra} times besides making and finishing`;
        const { threads } = runsOf(trace);
        const producer = threads.find(({ events }) => count(events, 'put') > 0);
        // Where a manager keeps the queue of the threads, too, their waits are not seen.
        if (!producer) return true;
        if (count(producer.events, 'wait') === 0)
          return 'the producer never waited for room';
        const second = producer.events.filter(isOf('put'))[1]?.at ?? 0;
        const consumers = threads.filter((by) => by !== producer);
        const idle = consumers.find(
          ({ events }) =>
            (events[0]?.at ?? Infinity) < second && count(events, 'wait') === 0,
        );
        if (idle) return 'a consumer that had nothing to do did not wait for an item';
        const waits = consumers.map(({ events }) => count(events, 'wait'));
        const most = Math.max(...waits);
        return most <= OTHER.items + 2 || `a consumer tried ${most} times to get an item`;
      },
      why: 'Who asks again and again takes the processor from those who work; who sleeps comes late.',
      next: 'Call put() and get() without a look at the queue before: they wait by themselves.',
    },
    {
      says: 'The consumers end by themselves when there is nothing left to do',
      with: OTHERS,
      holds: ({ trace }) => {
        for (const [kind, started] of Object.entries(runsOf(trace))) {
          const done = started.flatMap(({ events }) =>
            events.filter(
              ({ event, level = 0 }) => event === 'sleep' && isOtherFinish(level),
            ),
          ).length;
          if (done !== OTHER.items)
            return `of a slower producer, ${kind} finished ${done} of ${OTHER.items} items`;
          const stopped = started.filter(
            ({ events }) => !events.some(({ event }) => event === 'end'),
          ).length;
          if (stopped > 0) return `${stopped} ${kind} were stopped by somebody else`;
        }
        return true;
      },
      why: 'Only the producer knows when there will be no more: an empty queue may just be a slow producer.',
      next: 'Let the producer shut the queue down after its last item, and return when get() says so.',
    },
    {
      says: 'Main prints what the consumers have done',
      with: OTHERS,
      holds: ({ run }) => {
        const items = Array.from({ length: OTHER.items }, (_, i) => i + 1).join(', ');
        for (const how of ['Threads', 'Processes']) {
          const [, line] = new RegExp(`^${how}: \\[(.*)\\]$`, 'm').exec(run.stdout) ?? [];
          if (line !== items)
            return `of ${OTHER.items} items it printed for ${how}: [${line}]`;
        }
        return true;
      },
      why: 'What main knows beforehand says nothing of what was done.',
      next: 'Return from run() what the joins of the consumers bring, in one array.',
    },
  ],
} satisfies Checks;

/** All but main that ran in its process, and the other processes. */
function runsOf(trace: Trace): { threads: ThreadTrace[]; processes: ThreadTrace[] } {
  const isThread = ({ pid, thread }: ThreadTrace) =>
    pid === trace.mainPid && thread !== 0;
  return {
    threads: trace.threads.filter(isThread),
    processes: trace.threads.filter(({ pid }) => pid !== trace.mainPid),
  };
}

function naps(trace: Trace, ...whats: (keyof typeof NAPS)[]): Step[] {
  const lengths = whats.flatMap((what) =>
    Array.from({ length: ITEMS }, (_, i) => NAPS[what](i + 1)),
  );
  return trace.naps(...lengths);
}

/** The naps by which one made or finished items. */
function didIn(trace: Trace, by: ThreadTrace, what: keyof typeof NAPS): number[] {
  return naps(trace, what)
    .filter((step) => step.by === by)
    .map(({ level = 0 }) => level);
}

function isOtherFinish(ms: number): boolean {
  return ms > OTHER.finishMs && ms <= OTHER.finishMs + OTHER.items;
}

/** How many naps of the other run were those of make() and finish(). */
function otherNaps(trace: Trace): number {
  const isMake = (ms: number) => ms === OTHER.slowMs || ms % 1 === 0.5;
  return trace.naps().filter(({ level = 0 }) => isMake(level) || isOtherFinish(level))
    .length;
}

type Event = ThreadTrace['events'][number];

/** Of queues only. */
function isOf(what: Event['event']): (event: Event) => boolean {
  return ({ event, kind }) => event === what && kind === 'Queue';
}

function count(events: Event[], what: Event['event']): number {
  return events.filter(isOf(what)).length;
}
