/**
 * What is asked of modules/04a/exercises/quiz.ts.
 *
 * Solved: solutions/04a/quiz.ts
 * Solved in other ways: test/fixtures/right/04a/quiz/
 * Solved wrongly: test/fixtures/wrong/04a/quiz/
 * Solved, and then spoilt: test/fixtures/mutants/04a/quiz.*.diff
 * The starter as it was: scripts/starters/04a/quiz.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Run } from '../../lib/program.ts';

const PARTS = 4;
const COMPUTING = ['mathematics', 'sorting', 'primes'];
const KINDS = ['downloads', ...COMPUTING];

/** Three parts; on the loop they tell ten times what they have seen, in threads a hundred. */
const others = {
  'const PARTS = 4;': 'const PARTS = 3;',
  'return goingOn.size;': 'return 100 * goingOn.size;',
  'return inside--;': 'return 10 * inside--;',
};

export default {
  hints: [
    'Ask of each kind: does a part wait most of the time, or does it compute? An async function lets the others on only where it awaits.',
    'In Python a thread has to hold the GIL to compute; while it waits for a server it does not.',
  ],
  requirements: [
    {
      says: 'Each kind of work has an answer, and is tried out',
      with: others,
      holds: ({ run }) => {
        for (const kind of KINDS) {
          const { way, most } = tried(run, kind);
          if (!way) return `${kind}: there is no answer`;
          const inThreads = kind === 'downloads' ? /^3$/ : /^\d00$/;
          const wanted = way === 'threads' ? inThreads : /^\d0$/;
          if (!wanted.test(most)) {
            return `${kind}: with three parts, what was printed is not what they have seen`;
          }
        }
        return true;
      },
      why: 'An answer that was not tried out is a guess.',
      next: "Write 'event loop' or 'threads' behind each kind, and leave the rest of the program as it is.",
    },
    {
      says: 'All downloads are in progress at once, and no thread is started for them',
      holds: ({ trace }) => {
        const naps = trace.naps();
        const inThreads = naps.filter(({ by }) => by.thread !== 0).length;
        if (inThreads > 0) return `${inThreads} threads did nothing but wait`;
        return naps.length === PARTS && trace.mostAsleep() === PARTS
          ? true
          : `${trace.mostAsleep()} were waited for at once`;
      },
      why: 'Threads that only wait cost memory and time to start, and do nothing for it.',
      next: 'A download waits nearly all of the time: who can wait for many things at once?',
    },
    {
      says: 'All parts of what computes are in progress at once',
      holds: ({ trace, run }) => {
        for (const kind of COMPUTING) {
          const { most } = tried(run, kind);
          if (!most) return `${kind}: there is no answer`;
          if (most !== `${PARTS}`) return `${kind}: ${most} part at once`;
        }
        const started = trace.of('', 'start').length;
        const wanted = COMPUTING.length * PARTS;
        if (started !== wanted) return `${started} threads were started, not ${wanted}`;
        return trace.mostAlive === PARTS
          ? true
          : `at most ${trace.mostAlive} were alive at once`;
      },
      why: 'One thread uses one core, however many async functions are on it.',
      next: 'A computation has no await: on the event loop, the next part begins when it has ended.',
    },
    {
      says: "It is said what Python's threads are of most use for",
      holds: ({ run }) => {
        const [, work] = /of most use for (\w+)/.exec(run.stdout) ?? [];
        if (!work) return 'there is no answer';
        return work === 'downloads' ? true : `it is not ${work}: that needs the GIL`;
      },
      why: 'What holds for threads in Python is not what holds for them here.',
      next: 'Threads under a GIL can do at the same time only what does not need it.',
    },
  ],
} satisfies Checks;

/** What the program says of a kind of work: how it was done, and how many were at it. */
function tried({ stdout }: Run, kind: string): { way: string; most: string } {
  const line = new RegExp(`^${kind}: (.*), \\d+ threads, (\\d+) parts at once$`, 'm');
  const [, way = '', most = ''] = line.exec(stdout) ?? [];
  return { way, most };
}
