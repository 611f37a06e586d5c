/**
 * What is asked of modules/04b/exercises/prime-processor.ts.
 *
 * Solved: solutions/04b/prime-processor.ts
 * Solved in other ways: test/fixtures/right/04b/prime-processor/
 * Solved wrongly: test/fixtures/wrong/04b/prime-processor/
 * Solved, and then spoilt: test/fixtures/mutants/04b/prime-processor.*.diff
 * The starter as it was: scripts/starters/04b/prime-processor.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Step, Trace } from '../../lib/trace.ts';

const NUMBERS = 16;
/** So many come before the third prime, and that one. */
const SEARCHED = 32;

/** How the other run goes: slow are the sixth number, and the one after the third prime. */
const OTHER = { chunkSize: 3, ahead: 2, slow: [11, 139], slowMs: 3000 };
/** In it, the length of a nap tells the number, and what is done with it then. */
const NAP = { inspect: 1, read: 2, take: 3, leave: 4, slow: OTHER.slowMs };
const napOf = (n: string) => `(${n} % 1000) / 10_000`;
const OTHERS = {
  'const TRILLION = 1_000_000_000_000;': 'const TRILLION = 2_000_000_000_000;',
  '  sleepSync(1); // reads the record that belongs to the number': `  sleepSync(([${OTHER.slow}].includes(n - TRILLION) ? ${NAP.slow} : ${NAP.inspect}) + ${napOf('n')});`,
  '  for (let n = from; n < from + 1000; n += 2) yield n;': `  for (let n = from; n < from + 1000; n += 2) { sleepSync(${NAP.take} + ${napOf('n')}); yield n; }`,
  '    if (n === divisor) found.push(n - TRILLION);': `    sleepSync(${NAP.read} + ${napOf('n')}); if (n === divisor) found.push(n - TRILLION);`,
  "  print('The first three primes above a trillion, less a trillion:', found);": `  sleepSync(${NAP.leave}); print('Found:', found);`,
  '  const options = { chunkSize: 4, ahead: 4 };': `  const options = { chunkSize: ${OTHER.chunkSize}, ahead: ${OTHER.ahead} };`,
};

export default {
  hints: [
    'An array of promises is enough: put in what map() gives for each chunk. When there are as many as may be ahead, take out the first one, await it, and yield* its results. At the end of the items, yield* those that are left.',
    'Take items one by one, with for…of, and collect them until there are chunkSize; [...items] would take all of them. The last chunk may be a short one.',
    'When the reader leaves the loop, a generator goes on with its finally block: wait there for the chunks that are on their way, with Promise.allSettled.',
  ],
  requirements: [
    {
      says: 'The workers of the pool inspect, and main inspects only the sixteen numbers of the first run',
      holds: ({ trace }) => {
        const inMain = inspections(trace).filter(({ by }) => by.thread === 0).length;
        if (inMain > NUMBERS) return `main inspected ${inMain} numbers`;
        const inPool = inspections(trace).length - inMain;
        return inMain === NUMBERS && inPool >= NUMBERS + SEARCHED
          ? true
          : `main inspected ${inMain}, the workers ${inPool}`;
      },
      why: 'While main computes, it can neither hand out work nor take in results.',
      next: 'In mapInOrder(), hand chunks to the pool with map() of core/pool-map.ts.',
    },
    {
      says: 'Several workers inspect at the same time',
      holds: ({ trace }) => {
        const most = mostAtOnce(inspections(trace).filter(({ by }) => by.thread !== 0));
        return most >= 2 ? true : 'it was one after another';
      },
      why: 'Workers that wait for each other are no faster than one.',
      next: 'Hand over further chunks before you await the results of the first one.',
    },
    {
      says: 'The results are in the order of the items',
      holds: ({ run }) =>
        /in the same order: true/.test(run.stdout) ? true : 'they are in another one',
      why: 'Whoever reads the results must know which item each belongs to.',
      next: 'Await the chunks in the order in which you handed them over.',
    },
    {
      says: 'Each result comes as soon as it is its turn',
      with: OTHERS,
      holds: ({ trace, run }) => {
        const [, found] = /Found: \[(.*)\]/.exec(run.stdout) ?? [];
        if (found !== '3, 123, 137')
          return `above two trillions 3, 123 and 137 were to be found, and it found ${found}`;
        const read = inMain(trace, NAP.read).map(({ level = 0 }) => numberOf(level));
        const place = read.findIndex((n, i) => n !== 2 * i + 1);
        if (place >= 0)
          return `result ${place + 1} was that of item ${itemOf(read[place])}`;
        const [slow = 0] = OTHER.slow;
        const readAt = inMain(trace, NAP.read).find(
          ({ level = 0 }) => numberOf(level) === slow - 2 * OTHER.chunkSize,
        );
        const ready = slowOnes(trace, 'wake').find(
          ({ level = 0 }) => numberOf(level) === slow,
        );
        return (readAt?.at ?? Infinity) < (ready?.at ?? Infinity)
          ? true
          : 'the first chunk, though ready, waited for the second, a slow one';
      },
      why: 'The reader can go on with the first results while the others are still worked at.',
      next: 'Await the first chunk alone, and yield its results, before you await the second.',
    },
    {
      says: 'A worker gets `chunkSize` items at a time',
      with: OTHERS,
      holds: ({ trace }) => {
        const workers = new Map<number, Set<number>>();
        for (const { level = 0, by } of searched(trace)) {
          const chunk = Math.floor((itemOf(numberOf(level)) - 1) / OTHER.chunkSize);
          workers.set(chunk, (workers.get(chunk) ?? new Set()).add(by.thread));
        }
        const parted = [...workers.values()].filter(({ size }) => size > 1).length;
        return (
          parted === 0 || `${parted} of ${workers.size} chunks went to several workers`
        );
      },
      why: 'A message costs about as much for many items as for one: small tasks travel together.',
      next: 'Collect that many items, and hand them to map() with the same chunkSize.',
    },
    {
      says: 'There are at most `ahead` chunks whose results have not been read',
      with: OTHERS,
      holds: ({ trace }) => {
        // One more may just be collected.
        const allowed = (OTHER.ahead + 1) * OTHER.chunkSize;
        let [open, most] = [0, 0];
        for (const { level = 0 } of inMain(trace, NAP.take, NAP.read)) {
          open += Math.floor(level) === NAP.take ? 1 : -1;
          most = Math.max(most, open);
        }
        return most <= allowed
          ? true
          : `with ${OTHER.ahead} chunks of ${OTHER.chunkSize}, ${most} items had been taken and not read`;
      },
      why: 'An input may be larger than memory, or have no end.',
      next: 'When `ahead` chunks are on their way, yield the results of the first before you take further items.',
    },
    {
      says: 'When the reader leaves, the chunks on their way are waited for',
      with: OTHERS,
      holds: ({ trace }) => {
        const left = inMain(trace, NAP.leave)[0]?.at ?? 0;
        const began = slowOnes(trace, 'sleep').length;
        const ended = slowOnes(trace, 'wake').filter(({ at }) => at < left).length;
        return began === ended || 'main went on while a worker was still at one';
      },
      why: 'Whoever closes the pool next would stop workers in the middle of a number.',
      next: 'In a finally block, await all promises that are left, with Promise.allSettled.',
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

/** What main does with the list, in the other run: it takes and reads numbers. */
function inMain(trace: Trace, ...whats: number[]): Step[] {
  return trace
    .naps()
    .filter(({ by, level = 0 }) => by.thread === 0 && whats.includes(Math.floor(level)));
}

/** The naps of the slow numbers, from their beginning or end. */
function slowOnes(trace: Trace, event: 'sleep' | 'wake'): Step[] {
  return trace.of('', event).filter(({ level = 0 }) => Math.floor(level) === NAP.slow);
}

/** The inspections in the search of the other run. */
function searched(trace: Trace): Step[] {
  const began = inMain(trace, NAP.take)[0]?.at ?? Infinity;
  return trace
    .naps()
    .filter(({ by, at, level = 0 }) => by.thread !== 0 && at > began && level % 1 > 0);
}

/** The number that a nap tells, less the trillions. */
function numberOf(level: number): number {
  return Math.round((level % 1) * 10_000);
}

/** Its place in the list of odd numbers, from 1 on. */
function itemOf(n = 0): number {
  return (n + 1) / 2;
}
