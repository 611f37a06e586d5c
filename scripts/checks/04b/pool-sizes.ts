/**
 * What is asked of modules/04b/exercises/pool-sizes.ts.
 *
 * Solved: solutions/04b/pool-sizes.ts
 * Solved wrongly: test/fixtures/wrong/04b/pool-sizes/
 * Solved, and then spoilt: test/fixtures/mutants/04b/pool-sizes.*.diff
 * The starter as it was: scripts/starters/04b/pool-sizes.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Step, Trace } from '../../lib/trace.ts';

const NUMBERS = 10;
const SIZES = [2, 4, 8];

export default {
  hints: [
    'await using pool = new Piscina({ filename: import.meta.url, minThreads: size, maxThreads: size, ...workerOptions }); is closed at the end of measure().',
    'await map(pool, import.meta, arrive, Array(size).fill(meet)) calls arrive() once for each worker. None of them returns before all are up, and each tells which worker it was.',
    'starmap(pool, import.meta, square, NUMBERS.map((n): [number, SharedValue] => [n, done])) brings the squares in the order of the numbers. Start the clock of the job right before it.',
  ],
  requirements: [
    {
      says: 'There are three pools, and the workers of each compute ten squares',
      holds: ({ trace }) => {
        const counts = jobs(trace).map((job) => job.length);
        if (counts.length !== SIZES.length)
          return `there were squares in ${counts.length}`;
        return counts.every((count) => count === NUMBERS)
          ? true
          : `they computed ${counts.join(', ')}`;
      },
      next: 'In measure(), let the pool call square(), with starmap() of core/pool-map.ts.',
    },
    {
      says: 'They have two, four and eight workers, all of which are up before the job',
      holds: ({ trace }) => {
        let before = 0;
        const sizes = jobs(trace).map(([first]) => {
          const up = workersAt(trace, first?.at ?? 0);
          const size = up - before;
          before = up;
          return size;
        });
        return sizes.join() === SIZES.join() ? true : `they had ${sizes.join(', ')}`;
      },
      next: 'Set minThreads and maxThreads to the number of workers, and await all calls of arrive().',
    },
    {
      says: 'The squares are the same each time, in the order of the numbers',
      holds: ({ run }) => {
        const squares = Array.from({ length: NUMBERS }, (_, i) => (i + 1) ** 2);
        const lines = run.stdout.match(/Squares: \[.*\]/g) ?? [];
        const right = lines.filter((line) => line === `Squares: [${squares.join(', ')}]`);
        return right.length === SIZES.length
          ? true
          : `${right.length} of ${SIZES.length} are right`;
      },
      next: 'Call square() for the numbers in their order: starmap() keeps it.',
    },
  ],
} satisfies Checks;

/** For each pool what its workers have counted, a step for each square, in order of time. */
function jobs(trace: Trace): Step[][] {
  const counted = trace.of('SharedValue', 'write').filter(({ by }) => by.thread !== 0);
  const ids = [...new Set(counted.map(({ id }) => id))];
  return ids.map((id) => counted.filter((step) => step.id === id));
}

/** How many workers there have been until then. */
function workersAt(trace: Trace, moment: number): number {
  return trace.threads.filter(
    ({ thread, events }) => thread !== 0 && (events[0]?.at ?? moment) < moment,
  ).length;
}
