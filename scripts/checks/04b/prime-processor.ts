/**
 * What is asked of modules/04b/exercises/prime-processor.ts.
 *
 * Solved: solutions/04b/prime-processor.ts
 * Solved wrongly: test/fixtures/wrong/04b/prime-processor/
 * Solved, and then spoilt: test/fixtures/mutants/04b/prime-processor.*.diff
 * The starter as it was: scripts/starters/04b/prime-processor.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Step, Trace } from '../../lib/trace.ts';

const NUMBERS = 16;
/** So many come before the third prime, and that one. */
const SEARCHED = 32;
/** Four chunks of four are on their way, and perhaps one that is just being read. */
const AHEAD = 20;

export default {
  hints: [
    'An array of promises is enough: put in what map() gives for each chunk. When there are as many as may be ahead, take out the first one, await it, and yield* its results. At the end of the items, yield* those that are left.',
    'Take items one by one, with for…of, and collect them until there are chunkSize; [...items] would take all of them. The last chunk may be a short one.',
    'When the reader leaves the loop, a generator goes on with its finally block: wait there for the chunks that are on their way, with Promise.allSettled.',
  ],
  requirements: [
    {
      says: 'The workers inspect, and main does so only in the first run',
      holds: ({ trace }) => {
        const inMain = inspections(trace).filter(({ by }) => by.thread === 0).length;
        if (inMain > NUMBERS) return `main inspected ${inMain} numbers`;
        const inPool = inspections(trace).length - inMain;
        return inMain === NUMBERS && inPool >= NUMBERS + SEARCHED
          ? true
          : `main inspected ${inMain}, the workers ${inPool}`;
      },
      next: 'In mapInOrder(), hand chunks to the pool with map() of core/pool-map.ts.',
    },
    {
      says: 'Several workers inspect at the same time',
      holds: ({ trace }) => {
        const most = mostAtOnce(inspections(trace));
        return most >= 2 ? true : 'it was one after another';
      },
      next: 'Hand over further chunks before you await the results of the first one.',
    },
    {
      says: 'The results are in the order of the numbers',
      holds: ({ run }) =>
        /in the same order: true/.test(run.stdout) ? true : 'they are in another one',
      next: 'Await the chunks in the order in which you handed them over.',
    },
    {
      says: 'No more is handed over than the reader needs, and some chunks ahead',
      holds: ({ trace }) => {
        const inPool = inspections(trace).filter(({ by }) => by.thread !== 0).length;
        const searched = inPool - NUMBERS;
        return searched <= SEARCHED + AHEAD
          ? true
          : `${searched} numbers were inspected to find three primes`;
      },
      next: 'When `ahead` chunks are on their way, yield the results of the first before you take further items.',
    },
  ],
} satisfies Checks;

interface Inspection {
  by: Step['by'];
  from: number;
  to: number;
}

/** Each inspection is between two naps of its thread. */
function inspections(trace: Trace): Inspection[] {
  return trace.threads.flatMap((by) => {
    const naps = trace.naps().filter((step) => step.by === by);
    return naps.flatMap(({ at }, i) => {
      const last = naps[i + 1];
      return i % 2 === 0 && last ? [{ by, from: at, to: last.at }] : [];
    });
  });
}

function mostAtOnce(all: Inspection[]): number {
  const open = ({ from }: Inspection) =>
    all.filter((other) => other.from <= from && from < other.to).length;
  return Math.max(0, ...all.map(open));
}
