/**
 * What is asked of modules/04a/exercises/factorial-pool.ts.
 *
 * Solved: solutions/04a/factorial-pool.ts
 * Solved wrongly: test/fixtures/wrong/04a/factorial-pool/
 * Solved, and then spoilt: test/fixtures/mutants/04a/factorial-pool.*.diff
 * The starter as it was: scripts/starters/04a/factorial-pool.txt
 */
import type { Checks } from '../../lib/exercises.ts';

const TASKS = 10;
const THREADS = 3;

export default {
  hints: [
    'await using pool = new Piscina<Task, Result>({ filename: import.meta.url, name: "factorial", minThreads: 3, maxThreads: 3, ...workerOptions }); closes itself at the end of main.',
    'pool.run(task) hands one task over and gives a promise. Collect the promises of all tasks first, with map; an await in a loop would hand over one at a time.',
    'Promise.all(promises) waits for all of them, and its results stand in the order of the promises.',
  ],
  requirements: [
    {
      says: 'All ten are computed in threads of a pool',
      holds: ({ trace }) => {
        const inMain = trace.naps().filter(({ by }) => by.thread === 0).length;
        if (inMain > 0) return `main computed ${inMain} of them itself`;
        const done = trace.naps().length;
        return done === TASKS ? true : `${done} of ${TASKS} were computed`;
      },
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
      next: 'Set minThreads and maxThreads to 3, and hand over all tasks before you wait.',
    },
    {
      says: 'The results are in the order of the numbers',
      holds: ({ run }) => {
        const line = /Factorials: \[(.*)\]/.exec(run.stdout)?.[1] ?? '';
        const values = line.split(', ').map(Number);
        if (values.length !== TASKS) return `there are ${line ? values.length : 0}`;
        const sorted = values.toSorted((a, b) => a - b);
        return values.join() === sorted.join()
          ? true
          : `they are in another one: ${line}`;
      },
      next: 'Await the promises in the order in which you made them; Promise.all does.',
    },
  ],
} satisfies Checks;
