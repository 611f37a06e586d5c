/**
 * What is asked of modules/04c/exercises/hybrid-analysis.ts.
 *
 * Solved: solutions/04c/hybrid-analysis.ts
 * Solved in other ways: test/fixtures/right/04c/hybrid-analysis/
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

/** Other results; and at the end it looks, for a while, whether threads are left. */
const OTHERS = {
  'const result = numbers.reduce((sum, n) => sum + Math.sqrt(n) * Math.log(n + 1), 0);':
    'const result = numbers.length / 4;',
  'if (isMain(import.meta)) await main();': `
if (isMain(import.meta)) {
  let left = 0;
  process.on('worker', (worker) => {
    left++;
    worker.on('exit', () => left--);
  });
  await main();
  for (let i = 0; i < 100 && left > 0; i++) {
    await new Promise((goOn) => setTimeout(goOn, 20));
  }
  print('Threads left: ' + left);
}`,
};
const RESULTS = ['10000.00', '7500.00', '5000.00', '2500.00'];

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
        return most === IDS.length ? true : `at most ${most} were asked for at a time`;
      },
      why: 'The server answers all of them in the time of one, if it only knows what is wanted.',
      next: 'An await in a loop asks for one after the other: map first, await then.',
    },
    {
      says: 'A pool of two threads analyses them, and main analyses none',
      holds: ({ trace }) => {
        const all = analyses(trace);
        const inMain = all.filter(({ by }) => by.thread === 0).length;
        if (inMain > 0) return `main analysed ${inMain} of them itself`;
        if (all.length !== IDS.length) return `${all.length} were analysed`;
        const threads = trace.threads.filter(({ thread }) => thread !== 0).length;
        return threads === THREADS ? true : `there were ${threads} threads`;
      },
      why: 'While main computes, no download gets on; and the threads of a pool are started once, not for each dataset.',
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
      why: 'One slow download would hold up everything, while the threads have nothing to do.',
      next: 'Put fetching and analysing of one dataset into one async function.',
    },
    {
      says: 'The results are printed in the order of IDS, whichever is ready first',
      holds: ({ run }) => {
        const printed = run.stdout.match(/^DS\d+(?=: )/gm) ?? [];
        if (printed.length !== IDS.length) return `there are ${printed.length}`;
        return printed.join() === IDS.join()
          ? true
          : `they are in another order: ${printed.join(', ')}`;
      },
      why: 'What is ready first changes from run to run; a report that changes with it cannot be compared.',
      next: 'Await the promises in the order in which you made them; Promise.all does.',
    },
    {
      says: 'They come from the pool, and are not known beforehand',
      with: OTHERS,
      holds: ({ run }) => {
        const printed = [...run.stdout.matchAll(/^DS\d+: (\S+),/gm)].map(([, n]) => n);
        return printed.join() === RESULTS.join()
          ? true
          : `of another analysis they should be ${RESULTS.join(', ')}, and were ${printed.join(', ')}`;
      },
      why: 'Other data have other results, and only what comes back from the threads tells them.',
      next: 'pool.run gives a promise of what analyse returns: print that.',
    },
    {
      says: 'The pool is closed at the end of main',
      with: OTHERS,
      holds: ({ run }) => {
        const [, left] = /^Threads left: (\d+)$/m.exec(run.stdout) ?? [];
        return left === '0' ? true : `${left} of its threads were still there`;
      },
      why: 'The threads of a pool that is not closed keep their memory as long as the program runs.',
      next: 'await using pool = … closes it at the end of the block; pool.destroy() does it by hand.',
    },
  ],
} satisfies Checks;

function analyses(trace: Trace): Step[] {
  return trace.naps(NAP);
}
