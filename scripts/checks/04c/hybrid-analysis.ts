/**
 * What is asked of modules/04c/exercises/hybrid-analysis.ts.
 *
 * Solved: solutions/04c/hybrid-analysis.ts
 * Solved wrongly: test/fixtures/wrong/04c/hybrid-analysis/
 * Solved, and then spoilt: test/fixtures/mutants/04c/hybrid-analysis.*.diff
 * The starter as it was: scripts/starters/04c/hybrid-analysis.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Step, Trace } from '../../lib/trace.ts';

const IDS = ['DS001', 'DS002', 'DS003', 'DS004'];
const THREADS = 2;
/** How long the nap is that every analysis begins with. */
const NAP = 20;

export default {
  hints: [
    'Write an async function for one dataset: it fetches, and then gives what it has to the pool. Call it for all four, with map, before you await any of them.',
    'await using pool = new Piscina({ filename: import.meta.url, name: "analyse", minThreads: 2, maxThreads: 2, ...workerOptions }); closes itself at the end of main.',
    'Promise.all(promises) waits for all of them, and its results stand in the order of the promises.',
  ],
  requirements: [
    {
      says: 'All four datasets are asked for at once',
      holds: ({ trace }) => {
        const most = trace.mostInside('Request');
        return most === IDS.length ? true : `${most} was asked for at a time`;
      },
      next: 'An await in a loop asks for one after the other: map first, await then.',
    },
    {
      says: 'All four are analysed in threads of a pool, of which there are two',
      holds: ({ trace }) => {
        const all = analyses(trace);
        const inMain = all.filter(({ by }) => by.thread === 0).length;
        if (inMain > 0) return `main analysed ${inMain} of them itself`;
        if (all.length !== IDS.length) return `${all.length} were analysed`;
        const threads = trace.threads.filter(({ thread }) => thread !== 0).length;
        return threads === THREADS ? true : `there were ${threads} threads`;
      },
      next: 'Call pool.run for each dataset, and set minThreads and maxThreads to 2.',
    },
    {
      says: 'No analysis waits for the download of another dataset',
      holds: ({ trace }) => {
        const last = trace
          .of('Request', 'release')
          .find(({ name }) => name === `GET /${IDS[0]}`);
        if (last?.level !== 200) return `${IDS[0]} was not fetched`;
        const others = IDS.length - 1;
        const before = analyses(trace).filter(({ at }) => at < last.at).length;
        return before === others
          ? true
          : `${before} of the ${others} others were analysed before ${IDS[0]} was there`;
      },
      next: 'Put fetching and analysing of one dataset into one async function.',
    },
    {
      says: 'The results are in the order of the datasets',
      holds: ({ run }) => {
        const printed = run.stdout.match(/^DS\d+(?=: )/gm) ?? [];
        if (printed.length !== IDS.length) return `there are ${printed.length}`;
        return printed.join() === IDS.join()
          ? true
          : `they are in another order: ${printed.join(', ')}`;
      },
      next: 'Await the promises in the order in which you made them; Promise.all does.',
    },
  ],
} satisfies Checks;

function analyses(trace: Trace): Step[] {
  return trace.naps(NAP);
}
