/**
 * What is asked of modules/05/exercises/retry-backoff.ts.
 *
 * Solved: solutions/05/retry-backoff.ts
 * Solved wrongly: test/fixtures/wrong/05/retry-backoff/
 * Solved, and then spoilt: test/fixtures/mutants/05/retry-backoff.*.diff
 * The starter as it was: scripts/starters/05/retry-backoff.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Trace } from '../../lib/trace.ts';

const BASE = 100;
const REQUESTS = {
  '/page/1/': 4,
  '/page/2/': 4,
  '/page/3/': 3,
  '/page/4/': 1,
  '/page/5/': 1,
};

export default {
  hints: [
    'A loop around try and catch: return from the try when the page is there, return from the catch when there is no point in going on, and sleep after it.',
    'An error of the connection has no status. One that has a status came as an answer.',
    '100 * 2 ** attempt doubles with each attempt, counted from 0; Math.random() / 4 is up to a quarter.',
  ],
  requirements: [
    {
      says: 'What may pass is tried again, three times at most, and nothing after it is there',
      holds: ({ trace }) => {
        for (const [path, wanted] of Object.entries(REQUESTS)) {
          const asked = requestsFor(trace, path).length;
          if (asked !== wanted) return `${path} was asked for ${asked} times`;
        }
        return true;
      },
      next: 'Call fetchPage() in a loop, until it succeeds or has failed four times.',
    },
    {
      says: 'What is final is asked for once',
      holds: ({ trace }) => {
        const asked = requestsFor(trace, '/no-such-page').length;
        return asked === 1 ? true : `the server said 404 ${asked} times`;
      },
      next: 'Look at the status of the error: below 500, give up at once.',
    },
    {
      says: 'The waits double',
      holds: ({ trace }) => {
        const naps = trace.naps().map(({ level = 0 }) => level);
        const shortest = Math.min(...naps.filter((ms) => ms > 0));
        if (shortest === Infinity) return 'nobody slept';
        if (shortest > BASE * 1.3)
          return `the shortest was one of ${Math.round(shortest)} ms`;
        for (const path of ['/page/1/', '/page/2/', '/page/3/']) {
          const times = requestsFor(trace, path).map(({ at }) => at);
          for (const [i, at] of times.slice(1).entries()) {
            // Longer than the wait: the answer takes a moment, too. Never shorter.
            const gap = Math.round(at - (times[i] ?? 0));
            if (gap < BASE * 2 ** i * 0.95) return `retry ${i + 1} came after ${gap} ms`;
          }
        }
        return true;
      },
      next: 'Sleep 100, 200 and 400 milliseconds before the retries.',
    },
    {
      says: 'What fails for good is reported, and the others come in',
      holds: ({ run }) => {
        const outcomes = {
          '/page/1/': 'failed, status 503',
          '/page/2/': 'failed, ECONNRESET',
          '/page/3/': '10 quotes',
          '/no-such-page': 'failed, status 404',
        };
        for (const [path, wanted] of Object.entries(outcomes)) {
          const line = run.stdout.split('\n').find((line) => line.startsWith(path));
          if (!line?.startsWith(`${path}: ${wanted}`))
            return line ?? `nothing of ${path}`;
        }
        return true;
      },
      next: 'Return the error of the last attempt, as { error }.',
    },
  ],
} satisfies Checks;

/** The requests for a path, as the server got them. */
function requestsFor(trace: Trace, path: string) {
  return trace.of('Request', 'acquire').filter(({ name }) => name === `GET ${path}`);
}
