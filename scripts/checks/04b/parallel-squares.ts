/**
 * What is asked of modules/04b/exercises/parallel-squares.ts.
 *
 * Solved: solutions/04b/parallel-squares.ts
 * Solved wrongly: test/fixtures/wrong/04b/parallel-squares/
 * Solved, and then spoilt: test/fixtures/mutants/04b/parallel-squares.*.diff
 * The starter as it was: scripts/starters/04b/parallel-squares.txt
 */
import type { Checks } from '../../lib/exercises.ts';

const NUMBERS = 10;
const WORKERS = 5;

export default {
  hints: [
    'await using pool = new Piscina<number, Result>({ filename: import.meta.url, name: "square", minThreads: WORKERS, maxThreads: WORKERS, workerData, ...workerOptions }); is closed at the end of main.',
    'pool.run(n) hands one number over and gives a promise. Make the promises of all numbers first, with map, and then await Promise.all(promises): its results stand in the order of the promises.',
    'The guard is the last line: if (isMain(import.meta)) await main();',
  ],
  requirements: [
    {
      says: 'The workers of a pool square all ten numbers, and main none',
      holds: ({ trace }) => {
        const inMain = trace.naps().filter(({ by }) => by.thread === 0).length;
        if (inMain > 0) return `main squared ${inMain} of them itself`;
        const lengths = new Set(trace.naps().map(({ level }) => level));
        return lengths.size === NUMBERS && trace.naps().length === NUMBERS
          ? true
          : `${trace.naps().length} squares were computed, of ${lengths.size} numbers`;
      },
      next: 'Make a Piscina pool with the name of the function, and call pool.run for each number.',
    },
    {
      says: 'There are five workers, and each does two',
      holds: ({ trace }) => {
        const workers = trace.threads.filter(({ thread }) => thread !== 0);
        if (workers.length !== WORKERS) return `there were ${workers.length} workers`;
        const counts = workers.map(
          (worker) => trace.naps().filter(({ by }) => by === worker).length,
        );
        return counts.every((count) => count === NUMBERS / WORKERS)
          ? true
          : `they did ${counts.join(', ')}`;
      },
      next: 'Set minThreads and maxThreads to 5, and hand over all tasks before you wait for one.',
    },
    {
      says: 'The squares are in the order of the numbers',
      holds: ({ run }) => {
        const line = /Squares: \[(.*)\]/.exec(run.stdout)?.[1] ?? '';
        const squares = Array.from({ length: NUMBERS }, (_, i) => (i + 1) ** 2);
        return line === squares.join(', ') ? true : `they were printed as [${line}]`;
      },
      next: 'Await the promises in the order in which you made them; Promise.all does.',
    },
  ],
} satisfies Checks;
