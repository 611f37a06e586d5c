/**
 * What is asked of modules/04b/exercises/producer-consumer.ts.
 *
 * Solved: solutions/04b/producer-consumer.ts
 * Solved wrongly: test/fixtures/wrong/04b/producer-consumer/
 * Solved, and then spoilt: test/fixtures/mutants/04b/producer-consumer.*.diff
 * The starter as it was: scripts/starters/04b/producer-consumer.txt
 */
import type { Checks, Requirement } from '../../lib/exercises.ts';
import type { Step, Trace } from '../../lib/trace.ts';

const ITEMS = Array.from({ length: 12 }, (_, i) => i + 1);
const ROOM = 3;

// The naps of make() and finish(), by which an item is known.
const MADE = 0;
const FINISHED = 20;

export default {
  hints: [
    'A consumer is a loop without an end around finish(await items.get()), in a try: when the queue is shut down and empty, get() throws a QueueShutDownError, and the consumer returns what it has done. Every other error it throws again.',
    'Shut the queue down when all items were put, not before: then nobody can put any more. What is still in it can be taken out. Join the consumers; flat() makes one array of their arrays.',
    'The size of a queue is the argument of new Queue<number>() and of manager.queue<number>().',
  ],
  requirements: [
    inThreads(
      'In threads, each item is made once',
      MADE,
      'Leave the producer in run(), and let it make each item.',
    ),
    inThreads(
      'In threads, each item is finished once',
      FINISHED,
      'Start two consumers in run(), and let them take from the same queue.',
    ),
    inProcesses(
      'In processes, each item is made once',
      MADE,
      'Let run() start what it is given: new Worker() is a Thread or a Process.',
    ),
    inProcesses(
      'In processes, each item is finished once',
      FINISHED,
      'Let the queue of a manager carry the items from process to process.',
    ),
    {
      says: 'The producer does not finish any',
      holds: ({ trace }) => {
        const makers = new Set(naps(trace, MADE).map(({ by }) => by));
        const both = naps(trace, FINISHED).filter(({ by }) => makers.has(by)).length;
        return both === 0 ? true : `${both} were finished by the producer`;
      },
      next: 'The producer only puts, the consumers only get.',
    },
    {
      says: `All items go through queues, in which no more than ${ROOM} wait`,
      holds: ({ trace }) => {
        for (const event of ['put', 'get'] as const) {
          const count = trace.of('Queue', event).length;
          if (count < 2 * ITEMS.length)
            return `there was a ${event}() for ${count} of 24`;
        }
        const levels = trace.of('Queue', 'put').map(({ level = 0 }) => level);
        const most = Math.max(...levels);
        return most <= ROOM ? true : `${most} were waiting`;
      },
      next: 'Make both queues with room for three: put() waits when a queue is full.',
    },
  ],
} satisfies Checks;

function inThreads(says: string, what: number, next: string): Requirement {
  const holds: Requirement['holds'] = ({ trace }) => {
    const main = trace.mainPid;
    const inMain = naps(trace, what).filter(
      ({ by }) => by.pid === main && by.thread === 0,
    );
    if (inMain.length > 0) return `main did ${inMain.length} itself`;
    return eachOnce(naps(trace, what).filter(({ by }) => by.pid === main));
  };
  return { says, holds, next };
}

function inProcesses(says: string, what: number, next: string): Requirement {
  const holds: Requirement['holds'] = ({ trace }) =>
    eachOnce(naps(trace, what).filter(({ by }) => by.pid !== trace.mainPid));
  return { says, holds, next };
}

function naps(trace: Trace, what: number): Step[] {
  return trace.of('', 'sleep').filter(({ level = 0 }) => ITEMS.includes(level - what));
}

/** Whether there was one nap for each item. */
function eachOnce(steps: Step[]): true | string {
  const counts = new Map<number, number>();
  for (const { level = 0 } of steps) counts.set(level, (counts.get(level) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  if (most > 1) return `one was done ${most} times`;
  return counts.size === ITEMS.length
    ? true
    : `${counts.size} of ${ITEMS.length} were done`;
}
