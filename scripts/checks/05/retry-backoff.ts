/**
 * What is asked of modules/05/exercises/retry-backoff.ts.
 *
 * Solved: solutions/05/retry-backoff.ts
 * Solved in other ways: test/fixtures/right/05/retry-backoff/
 * Solved wrongly: test/fixtures/wrong/05/retry-backoff/
 * Solved, and then spoilt: test/fixtures/mutants/05/retry-backoff.*.diff
 * The starter as it was: scripts/starters/05/retry-backoff.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Trace } from '../../lib/trace.ts';

const WAITS = [100, 200, 400];
const REQUESTS = {
  '/page/1/': 4,
  '/page/2/': 4,
  '/page/3/': 3,
  '/page/4/': 1,
  '/page/5/': 1,
};

/** More pages, nearly all of them broken: what is by chance shows in many waits only. */
const MORE_PAGES = {
  'const PATHS = [1, 2, 3, 4, 5]': 'const PATHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]',
  "'/page/3/': { status: 503, times: 2 },":
    "'*': { status: 500 }, '/page/3/': { status: 429 }, '/no-such-page': {},",
};
const BROKEN = 9;
/** The greatest of so many is smaller once in thirty thousand runs. */
const LEAST_JITTER = 0.07;

export default {
  hints: [
    'A loop around try and catch: return from the try when the page is there, return from the catch when there is no point in going on, and sleep after it.',
    'An error of the connection has no status. One that has a status came as an answer.',
    '100 * 2 ** attempt doubles with each attempt, counted from 0; Math.random() / 4 is up to a quarter.',
  ],
  requirements: [
    {
      says: 'What may pass is tried again, three times at most',
      holds: ({ trace }) => {
        for (const [path, wanted] of Object.entries(REQUESTS)) {
          const asked = requestsFor(trace, path).length;
          if (asked !== wanted) return `${path} was asked for ${asked} times`;
        }
        return true;
      },
      why: 'Much of what goes wrong is over a moment later; what is not must not keep you for ever.',
      next: 'Call fetchPage() in a loop, until it succeeds or has failed four times.',
    },
    {
      says: 'An answer below 500 is final',
      with: MORE_PAGES,
      holds: ({ trace }) => {
        for (const [path, status] of [
          ['/no-such-page', 404],
          ['/page/3/', 429],
        ] as const) {
          const asked = requestsFor(trace, path).length;
          if (asked !== 1)
            return `where the server said ${status}, it was asked ${asked} times`;
        }
        const broken = requestsFor(trace, '/page/4/').length;
        return broken === 4 ? true : `where it said 500, it was asked ${broken} times`;
      },
      why: 'The server has understood the request and will say the same again: a retry is work for nothing.',
      next: 'Look at the status of the error: below 500, give up at once.',
    },
    {
      says: 'Before the first retry of a page it sleeps 100 ms, before the second 200, before the third 400, each plus up to a quarter',
      holds: ({ trace }) => {
        const jitters = jittersOf(trace);
        if (typeof jitters === 'string') return jitters;
        const counts = WAITS.map((ms) => `${jitters.get(ms)?.length ?? 0} of ${ms} ms`);
        if (counts.join() === '3 of 100 ms,3 of 200 ms,2 of 400 ms') {
          return earlyRetry(trace) ?? true;
        }
        return `for three, three, and two retries there were waits: ${counts.join(', ')}`;
      },
      why: 'Who is overloaded gets well only if those who wait come less and less often.',
      next: 'Between an attempt that has failed and the next one, sleep twice as long as before.',
    },
    {
      says: 'That part of a wait is by chance',
      with: MORE_PAGES,
      holds: ({ trace }) => {
        const jitters = jittersOf(trace);
        if (typeof jitters === 'string') return jitters;
        const all = [...jitters.values()].flat();
        const different = new Set(all.map((jitter) => jitter.toFixed(3))).size;
        if (different === 1) return `it was the same in all of the ${all.length} waits`;
        if (different <= BROKEN) {
          return `of ${all.length} waits, it was a new one in ${different} only`;
        }
        for (const [ms, some] of jitters) {
          const most = Math.max(...some);
          if (most > LEAST_JITTER) continue;
          return `of the waits of ${ms} ms, it was at most ${Math.round(most * ms)} ms`;
        }
        return true;
      },
      why: 'Those who failed together would all come back together, and bring the server down again.',
      next: 'Add up to a quarter of that very wait, with a new Math.random() for each of them.',
    },
    {
      says: 'It never rejects',
      holds: ({ run }) => {
        const outcomes = {
          '/page/1/': 'failed, status 503',
          '/page/2/': 'failed, ECONNRESET',
          '/page/3/': '10 quotes',
          '/no-such-page': 'failed, status 404',
        };
        for (const [path, wanted] of Object.entries(outcomes)) {
          const line = run.stdout.split('\n').find((line) => line.startsWith(path));
          if (!line?.startsWith(`${path}: ${wanted}`)) {
            return line ?? `nothing was printed of ${path}`;
          }
        }
        return true;
      },
      why: 'One page that fails for good must not take the others with it.',
      next: 'Return the error of the last attempt, as { error }.',
    },
  ],
} satisfies Checks;

/** By how much the waits of each length were longer, as a part of it; or what is no wait. */
function jittersOf(trace: Trace): Map<number, number[]> | string {
  const jitters = new Map<number, number[]>();
  for (const { level = 0 } of trace.naps()) {
    if (level === 0) continue; // of the server
    const ms = WAITS.find((ms) => level >= ms && level <= ms * 1.25);
    if (!ms) return `there was a sleep of ${Math.round(level)} ms`;
    jitters.set(ms, [...(jitters.get(ms) ?? []), level / ms - 1]);
  }
  return jitters.size > 0 ? jitters : 'nobody slept';
}

/** What was asked for again before its wait was over. */
function earlyRetry(trace: Trace): string | undefined {
  const times = requestsFor(trace, '/page/1/').map(({ at }) => at);
  for (const [i, at] of times.slice(1).entries()) {
    const gap = Math.round(at - (times[i] ?? 0));
    // Longer than the wait: the answer takes a moment, too. Never shorter.
    if (gap < (WAITS[i] ?? 0) * 0.95) return `retry ${i + 1} came after ${gap} ms`;
  }
  return undefined;
}

/** The requests for a path, as the server got them. */
function requestsFor(trace: Trace, path: string) {
  return trace.of('Request', 'acquire').filter(({ name }) => name === `GET ${path}`);
}
