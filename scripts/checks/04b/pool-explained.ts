/**
 * What is asked of modules/04b/exercises/pool-explained.ts.
 *
 * Solved: solutions/04b/pool-explained.ts
 * Solved in other ways: test/fixtures/right/04b/pool-explained/
 * Solved wrongly: test/fixtures/wrong/04b/pool-explained/
 * Solved, and then spoilt: test/fixtures/mutants/04b/pool-explained.*.diff
 * The starter as it was: scripts/starters/04b/pool-explained.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Trace } from '../../lib/trace.ts';
import { WATCHED, watched } from '../../lib/watched-main.ts';

const TEXTS = 12;
const WORKERS = 3;
/** How long they take, in milliseconds: so one can tell who did what. */
const NAP = { check: 5, load: 50, slow: 2000 };

/** Other spelling mistakes; and the second text takes long as well. */
const OTHERS = {
  "const TEXTS = 'boook tea mlik bread creem cake jamm honey suger salt oliv pie'.split(' ');":
    "const TEXTS = 'book tee milk bread cream cake jam honey sugar sallt olive pie'.split(' ');",
  '  sleepSync(5);': `  sleepSync(index === 1 ? ${NAP.slow} : 5);`,
  ...WATCHED,
};
const UNKNOWN = "['tee', 'sallt']";

export default {
  hints: [
    'await using pool = new Piscina<Task, Report>({ filename: import.meta.url, name: "check", minThreads: WORKERS, maxThreads: WORKERS, ...workerOptions });',
    'pool.run({ index, allHere, checked }) for every text, all at once, and Promise.all for the reports: the pool keeps the order, and gives a text to whoever is free.',
    'A variable outside of the function lives as long as its worker: dictionary ??= load();',
  ],
  requirements: [
    {
      says: 'A pool of three workers checks all twelve texts',
      holds: ({ trace }) => {
        const checked = doers(trace, NAP.check);
        if (checked.some(({ thread }) => thread === 0)) return 'main checked some itself';
        if (checked.length !== TEXTS)
          return `${checked.length} of ${TEXTS} texts were checked`;
        const workers = trace.threads.filter(({ thread }) => thread !== 0).length;
        return workers === WORKERS || `there were ${workers} workers`;
      },
      why: 'To start a worker takes longer than a text, and a pool pays that three times, however many texts there are.',
      next: 'Make a Piscina pool with minThreads and maxThreads 3, and give it all texts.',
    },
    {
      says: 'Each worker loads the dictionary once',
      holds: ({ trace }) => {
        const loads = doers(trace, NAP.load).filter(({ thread }) => thread !== 0);
        const isOnce = loads.length === WORKERS && new Set(loads).size === WORKERS;
        return isOnce || `the workers loaded it ${loads.length} times`;
      },
      why: 'What a worker has prepared is still there for its next task: that is what makes a pool cheap.',
      next: 'Keep it in a variable of the module: every worker has its own.',
    },
    {
      says: 'Whoever is free takes the next text',
      with: OTHERS,
      holds: ({ trace }) => {
        // Only who reads the book waits for the others.
        const withTheBook = trace.of('Semaphore', 'acquire')[0]?.by;
        const checks = doers(trace, NAP.check, NAP.slow);
        const books = checks.filter((by) => by === withTheBook).length;
        if (books !== 1) return `the worker with the book did ${books}`;
        const [slow] = doers(trace, NAP.slow);
        const did = checks.filter((by) => by === slow).length;
        // One may be left when the slow one is done.
        return did <= 2 || `a worker with a slow text did ${did}, as if nobody was free`;
      },
      why: 'Of shares that are fixed beforehand, the one with the slow text decides when all is done.',
      next: 'Do not share the texts out yourself: hand all of them to the pool at once.',
    },
    {
      says: 'Main prints what the workers found',
      with: OTHERS,
      holds: ({ run }) => {
        const [, unknown] = /^Not in the dictionary: (.*)$/m.exec(run.stdout) ?? [];
        return unknown === UNKNOWN || `of other texts it found ${unknown} to be unknown`;
      },
      why: 'Whoever knows the results beforehand needs no workers.',
      next: 'Take known from the reports, which are in the order of the texts.',
    },
    {
      says: 'The pool is closed before main ends',
      with: OTHERS,
      holds: ({ run }) => {
        const { left } = watched(run);
        return left === 0 || `${left} workers were still there`;
      },
      why: 'Workers that nobody ends keep their threads and memory for as long as the program runs.',
      next: 'Make the pool with await using, or call close() when all reports are there.',
    },
  ],
} satisfies Checks;

/** Who napped for so long, once for each nap. */
function doers(trace: Trace, ...lengths: number[]) {
  return trace.naps(...lengths).map(({ by }) => by);
}
