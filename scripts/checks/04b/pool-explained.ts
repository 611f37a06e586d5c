/**
 * What is asked of modules/04b/exercises/pool-explained.ts.
 *
 * Solved: solutions/04b/pool-explained.ts
 * Solved wrongly: test/fixtures/wrong/04b/pool-explained/
 * Solved, and then spoilt: test/fixtures/mutants/04b/pool-explained.*.diff
 * The starter as it was: scripts/starters/04b/pool-explained.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Trace } from '../../lib/trace.ts';

const TEXTS = 12;
const WORKERS = 3;
/** How long they take, in milliseconds: so one can tell who did what. */
const NAP = { check: 5, load: 50 };

export default {
  hints: [
    'await using pool = new Piscina<Task, Report>({ filename: import.meta.url, name: "check", minThreads: WORKERS, maxThreads: WORKERS, ...workerOptions });',
    'pool.run({ index, allHere, checked }) for every text, all at once, and Promise.all for the reports: the pool keeps the order, and gives a text to whoever is free.',
    'A variable outside of the function lives as long as its worker: dictionary ??= load();',
  ],
  requirements: [
    {
      says: 'Three workers check all texts',
      holds: ({ trace }) => {
        const checked = doers(trace, NAP.check);
        if (checked.length !== TEXTS)
          return `${checked.length} of ${TEXTS} texts were checked`;
        if (checked.some(({ thread }) => thread === 0)) return 'main checked some itself';
        const workers = trace.threads.filter(({ thread }) => thread !== 0).length;
        return workers === WORKERS || `there were ${workers} workers`;
      },
      next: 'Make a Piscina pool with minThreads and maxThreads 3, and give it all texts.',
    },
    {
      says: 'Each worker loads the dictionary once',
      holds: ({ trace }) => {
        const loads = doers(trace, NAP.load);
        const once = loads.length === WORKERS && new Set(loads).size === WORKERS;
        return once || `it was loaded ${loads.length} times`;
      },
      next: 'Keep it in a variable of the module: every worker has its own.',
    },
    {
      says: 'Whoever is free takes the next text',
      holds: ({ trace }) => {
        // Only who reads the book waits for the others.
        const withTheBook = trace.of('Semaphore', 'acquire')[0]?.by;
        const did = doers(trace, NAP.check).filter((by) => by === withTheBook).length;
        return did === 1 || `the worker with the book did ${did}`;
      },
      next: 'Do not share the texts out yourself: hand all of them to the pool at once.',
    },
  ],
} satisfies Checks;

/** Who napped for so long, once for each nap. */
function doers(trace: Trace, ms: number) {
  return trace
    .of('', 'sleep')
    .filter(({ level }) => level === ms)
    .map(({ by }) => by);
}
