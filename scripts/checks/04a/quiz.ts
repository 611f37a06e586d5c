/**
 * What is asked of modules/04a/exercises/quiz.ts.
 *
 * Solved: solutions/04a/quiz.ts
 * Solved wrongly: test/fixtures/wrong/04a/quiz/
 * Solved, and then spoilt: test/fixtures/mutants/04a/quiz.*.diff
 * The starter as it was: scripts/starters/04a/quiz.txt
 */
import type { Checks } from '../../lib/exercises.ts';

const PARTS = 4;
const COMPUTING = ['mathematics', 'sorting', 'primes'];

export default {
  hints: [
    'Ask of each kind: does a part wait most of the time, or does it compute? An async function lets the others on only where it awaits.',
    'In Python a thread has to hold the GIL to compute; while it waits for a server it does not.',
  ],
  requirements: [
    {
      says: 'Each kind of work has an answer',
      holds: ({ run }) => {
        const lines = run.stdout.match(/parts at once$/gm)?.length ?? 0;
        return lines === 1 + COMPUTING.length ? true : `${lines} of 4 were tried out`;
      },
      next: "Write 'event loop' or 'threads' behind each kind.",
    },
    {
      says: 'All downloads are in progress at once, and no thread is needed to wait',
      holds: ({ trace }) => {
        const naps = trace.naps();
        const inThreads = naps.filter(({ by }) => by.thread !== 0).length;
        if (inThreads > 0) return `${inThreads} threads did nothing but wait`;
        return naps.length === PARTS && trace.mostAsleep() === PARTS
          ? true
          : `${trace.mostAsleep()} were waited for at once`;
      },
      next: 'A download waits nearly all of the time: who can wait for many things at once?',
    },
    {
      says: 'What computes has a thread for each part',
      holds: ({ trace, run }) => {
        for (const work of COMPUTING) {
          const [, most] = new RegExp(`${work}: .*, (\\d) parts`).exec(run.stdout) ?? [];
          if (most !== `${PARTS}`) return `${work}: ${most} part at once`;
        }
        const started = trace.of('', 'start').length;
        if (started !== COMPUTING.length * PARTS)
          return `${started} threads were started`;
        return trace.mostAlive === PARTS
          ? true
          : `at most ${trace.mostAlive} were alive at once`;
      },
      next: 'A computation has no await: on the event loop, the next part begins when it has ended.',
    },
    {
      says: 'The answer for Python is right',
      holds: ({ run }) => {
        const [, work] = /of most use for (\w+)/.exec(run.stdout) ?? [];
        if (!work) return 'there is none';
        return work === 'downloads' ? true : `it is not ${work}: that needs the GIL`;
      },
      next: 'Threads under a GIL can do at the same time only what does not need it.',
    },
  ],
} satisfies Checks;
