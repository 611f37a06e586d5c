/**
 * What is asked of modules/04a/exercises/factorial-pool.ts.
 *
 * Solved: solutions/04a/factorial-pool.ts
 * Solved in other ways: test/fixtures/right/04a/factorial-pool/
 * Solved wrongly: test/fixtures/wrong/04a/factorial-pool/
 * Solved, and then spoilt: test/fixtures/mutants/04a/factorial-pool.*.diff
 * The starter as it was: scripts/starters/04a/factorial-pool.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import { WATCHED, watched } from '../../lib/watched-main.ts';

const TASKS = 10;
const THREADS = 3;

/**
 * 3, 1 and 2 wait for each other, and only two threads are left for what stands between
 * them: they meet only if all were handed over.
 */
const others = {
  'const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];':
    'const NUMBERS = [3, 7, 6, 12, 5, 1, 9, 2];',
  ...WATCHED,
};
const OTHER_RESULTS = [6, 5040, 720, 479001600, 120, 1, 362880, 2];

export default {
  hints: [
    'await using pool = new Piscina<Task, Result>({ filename: import.meta.url, name: "factorial", minThreads: 3, maxThreads: 3, ...workerOptions }); closes itself at the end of main.',
    'pool.run(task) hands one task over and gives a promise. Collect the promises of all tasks first, with map; an await in a loop would hand over one at a time.',
    'Promise.all(promises) waits for all of them, and its results stand in the order of the promises.',
  ],
  requirements: [
    {
      says: 'All ten factorials are computed in the threads of a pool',
      holds: ({ trace }) => {
        const inMain = trace.naps().filter(({ by }) => by.thread === 0).length;
        if (inMain > 0) return `main computed ${inMain} of them itself`;
        const done = trace.naps().length;
        return done === TASKS ? true : `${done} of ${TASKS} were computed in threads`;
      },
      why: 'What main computes keeps its event loop from everything else.',
      next: 'Make a Piscina pool with the name of the function, and call pool.run for each task.',
    },
    {
      says: 'The pool has three threads, and all of them compute',
      holds: ({ trace }) => {
        const threads = trace.threads.filter(({ thread }) => thread !== 0).length;
        if (threads !== THREADS) return `there were ${threads} threads`;
        const busy = new Set(trace.naps().map(({ by }) => by)).size;
        return busy === THREADS ? true : `${busy} of them computed something`;
      },
      why: 'A pool is there to have few threads for many tasks, each of them in use.',
      next: 'Set minThreads and maxThreads to 3, and hand over all tasks before you wait.',
    },
    {
      says: 'All tasks are handed over at once',
      with: others,
      holds: ({ trace }) => {
        const done = trace.naps().filter(({ by }) => by.thread !== 0).length;
        return done === OTHER_RESULTS.length
          ? true
          : `of ${OTHER_RESULTS.length} other numbers ${done} were computed in threads`;
      },
      why: 'A thread that has nothing to do before the others are ready is idle for nothing.',
      next: 'Call pool.run for all of them first, and await the promises only then.',
    },
    {
      says: 'The results are in the order of NUMBERS, whatever numbers these are',
      with: others,
      holds: ({ run }) => {
        const [, line = 'nothing'] = /Factorials: \[(.*?)\]/s.exec(run.stdout) ?? [];
        const values = line.match(/\d+/g)?.map(Number) ?? [];
        return values.join() === OTHER_RESULTS.join()
          ? true
          : `for 3, 7, 6, 12, 5, 1, 9, 2 they are ${values.join(', ') || line}`;
      },
      why: 'Whoever gets the results has to know which number each of them belongs to.',
      next: 'Await the promises in the order in which you made them; Promise.all does.',
    },
    {
      says: 'The pool is closed when main is over',
      with: others,
      holds: ({ run }) => {
        const { left } = watched(run);
        return left === 0 ? true : `threads that are left: ${left}`;
      },
      why: 'A pool that stays open keeps its threads and their memory as long as the program runs.',
      next: 'Declare it with await using, or await pool.close() at the end.',
    },
  ],
} satisfies Checks;
