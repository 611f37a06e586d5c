/**
 * What is asked of modules/05/exercises/rate-limited-scraper.ts.
 *
 * Solved: solutions/05/rate-limited-scraper.ts
 * Solved wrongly: test/fixtures/wrong/05/rate-limited-scraper/
 * Solved, and then spoilt: test/fixtures/mutants/05/rate-limited-scraper.*.diff
 * The starter as it was: scripts/starters/05/rate-limited-scraper.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Trace } from '../../lib/trace.ts';

const PAGES = 8;
const CONCURRENCY = 3;

export default {
  hints: [
    'A limit for how many at once is a Semaphore: using _permit = await permits.holdAsync() at the top of fetch(). return await what is fetched, or the permit is given back too early.',
    'For the pace, keep a promise that resolves when the next request may start: whoever comes takes it, and puts in its place one that resolves a gap after it, with then() and sleep(gap).',
    'Take the permit first and the turn second. The other way round, those that have had their turn wait for a permit, and start together as soon as there are some.',
  ],
  requirements: [
    {
      says: `${CONCURRENCY} requests are in flight at once, and never more`,
      holds: ({ trace }) => {
        const most = trace.mostInside('Request');
        if (most === 0) return 'the server got no request';
        return most === CONCURRENCY ? true : `at most ${most} were`;
      },
      next: 'Hold a permit of a Semaphore from before the request until the page is there.',
    },
    {
      says: 'Each page is asked for once',
      holds: ({ trace }) => {
        const asked = arrivals(trace).map(({ name }) => name);
        if (new Set(asked).size < PAGES) return `${new Set(asked).size} of ${PAGES} were`;
        return asked.length === PAGES ? true : `the server got ${asked.length} requests`;
      },
      next: 'Send one request in each call of fetch(), also when it fails.',
    },
    {
      says: 'The server never gets five requests in 300 ms',
      holds: ({ trace }) => {
        const times = arrivals(trace).map(({ at }) => at);
        const [least = 0] = times
          .slice(4)
          .map((at, i) => Math.round(at - (times[i] ?? 0)))
          .sort((a, b) => a - b);
        return least > 300 ? true : `it got five in ${least} ms`;
      },
      next: 'Let a request start only when `gap` has passed since the last one has really started.',
    },
    {
      says: 'What goes wrong is reported, and the others come in',
      holds: ({ run }) => {
        const failed = {
          '/page/3/': 'status 503',
          '/page/5/': 'ECONNRESET',
          '/no-such-page': 'status 404',
        };
        for (const [path, reason] of Object.entries(failed)) {
          const report = reportOf(run.stdout, path);
          if (report !== `failed, ${reason}`) return `${path}: ${report}`;
        }
        const [, came] = /^Came in: (\d)/m.exec(run.stdout) ?? [];
        return came === '5' ? true : `${came} of 5 came in`;
      },
      next: 'Catch every error in fetch(), and throw one of your own when the status is not 200.',
    },
  ],
} satisfies Checks;

function arrivals(trace: Trace) {
  return trace.of('Request', 'acquire');
}

function reportOf(stdout: string, path: string): string {
  const line = stdout.split('\n').find((line) => line.startsWith(`${path}: `));
  return line?.slice(path.length + 2) ?? 'nothing';
}
