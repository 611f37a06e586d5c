/**
 * What is asked of modules/05/exercises/rate-limited-scraper.ts.
 *
 * Solved: solutions/05/rate-limited-scraper.ts
 * Solved in other ways: test/fixtures/right/05/rate-limited-scraper/
 * Solved wrongly: test/fixtures/wrong/05/rate-limited-scraper/
 * Solved, and then spoilt: test/fixtures/mutants/05/rate-limited-scraper.*.diff
 * The starter as it was: scripts/starters/05/rate-limited-scraper.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import { mostAtOnce, type Trace } from '../../lib/trace.ts';

const PAGES = 8;

/** In the run with other values. */
const CONCURRENCY = 2;
const GAP = 300;
const TIMEOUT = 2000;
/** The first two pages are too slow for it: until then, no third may be asked for. */
const EARLY_MS = 900;
/** Tells what is open when the scraper is closed, and the site is not yet. */
const LOOK = [
  'await using _look = { [Symbol.asyncDispose]: async () => { let open;',
  'for (let i = 0; i < 60 && open !== ""; i++) {',
  'await new Promise((next) => setTimeout(next, 10));',
  'open = process.getActiveResourcesInfo().filter((what) => /^(TCPSocketWrap|Timeout)$/.test(what)).join(); }',
  "print('Open:', open || 'nothing'); } };",
].join(' ');

const OTHER_VALUES = {
  'const CONCURRENCY = 3;': `const CONCURRENCY = ${CONCURRENCY};`,
  'const GAP = 150;': `const GAP = ${GAP};`,
  'const TIMEOUT = 2500;': `const TIMEOUT = ${TIMEOUT};`,
  // One has an answer at once and a body that takes long, the other has no answer.
  'const slow = { delay: 600 };': 'const slow = { drip: 10 };',
  "'/page/2/': slow,": "'/page/2/': { delay: 6000 },",
  "'/page/3/': { ...slow, status: 503 },": "'/page/3/': { status: 503 },",
  'await using scraper =': `${LOOK} await using scraper =`,
};

export default {
  hints: [
    'A limit for how many at once is a Semaphore: using _permit = await permits.holdAsync() at the top of fetch(). return await what is fetched, or the permit is given back too early.',
    'For the pace, one after the other waits until the time has come at which the next may start, and moves that time on by a gap: using _turn = await lock.holdAsync() keeps the others behind.',
    'Take the permit first and the turn second. The other way round, those that have had their turn wait for a permit, and start together as soon as there are some.',
    'AbortSignal.timeout(ms) is a limit for the answer and the body. Make it when the request starts, and hand it over as its signal.',
  ],
  requirements: [
    {
      says: 'Each page is asked for once',
      holds: ({ trace }) => {
        const asked = arrivals(trace).map(({ name }) => name);
        if (new Set(asked).size < PAGES) return `${new Set(asked).size} of ${PAGES} were`;
        return asked.length === PAGES ? true : `the server got ${asked.length} requests`;
      },
      why: 'Who is asked to be polite does not ask twice, unless there is a reason.',
      next: 'Send one request in each call of fetch(), also when it fails.',
    },
    {
      says: '`concurrency` requests are in flight at once, and never more',
      with: OTHER_VALUES,
      holds: ({ trace }) => {
        const requests = trace.of('Request');
        const [first] = requests;
        if (!first) return 'the server got no request';
        const most = mostAtOnce(requests.filter(({ at }) => at - first.at < EARLY_MS));
        if (most === CONCURRENCY) return true;
        return `with a concurrency of ${CONCURRENCY} there were at most ${most}`;
      },
      why: 'Each request takes room and time of the server, and one at a time would take all the time of yours.',
      next: 'Hold a permit of a Semaphore(concurrency) from before the request until the page is there.',
    },
    {
      says: 'Between the starts of two requests there are at least `gap` milliseconds',
      with: OTHER_VALUES,
      holds: ({ trace }) => {
        const times = arrivals(trace).map(({ at }) => at);
        const gaps = times.slice(1).map((at, i) => Math.round(at - (times[i] ?? 0)));
        // The way takes time as well: for the first, more than for the next.
        const [, second = GAP] = gaps.sort((a, b) => a - b);
        if (second > GAP / 2) return true;
        return `with a gap of ${GAP} ms, requests came ${second} ms after one another`;
      },
      why: 'A server counts requests in a time, and shuts out whoever sends too many.',
      next: 'Let a request start only when `gap` has passed since the last one has really started.',
    },
    {
      says: 'fetch() never rejects, and tells what went wrong with a page',
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
        const [, came = 'none'] = /^Came in: (\d)/m.exec(run.stdout) ?? [];
        return came === '5' ? true : `${came} of the other 5 came in`;
      },
      why: 'On a long list, some page always fails: the others must not be lost with it.',
      next: 'Catch every error in fetch(), and throw one of your own when the status is not 200.',
    },
    {
      says: 'A page that takes longer than `timeout` milliseconds is an error',
      with: OTHER_VALUES,
      holds: ({ trace, run }) => {
        const slow = {
          '/page/1/': 'whose body took 6 s',
          '/page/2/': 'whose answer took 6 s',
        };
        for (const [path, how] of Object.entries(slow)) {
          if (!reportOf(run.stdout, path).startsWith('failed, ')) {
            return `a page ${how} came in, with a timeout of ${TIMEOUT / 1000} s`;
          }
          const took = durationOf(trace, path);
          if (took < TIMEOUT / 2) return `a page was given up after ${took} ms`;
        }
        const late = ['/page/4/', '/page/6/', '/page/7/'].find((path) =>
          reportOf(run.stdout, path).startsWith('failed, '),
        );
        return late ? `${late}, which came at once when asked for, failed too` : true;
      },
      why: 'A server that never ends an answer would hold a permit for ever; after three such pages nothing goes on.',
      next: 'Make the limit when the request starts, and keep it until the body is read: AbortSignal.timeout().',
    },
    {
      says: 'In the end nothing is left open',
      with: OTHER_VALUES,
      holds: ({ run }) => {
        const [, open = ''] = /^Open: (.*)$/m.exec(run.stdout) ?? [];
        if (open === 'nothing') return true;
        const what = open.includes('TCP') ? 'connections' : 'timers';
        return `there were ${what} left when the scraper was closed`;
      },
      why: 'A connection or a timer that nobody ends keeps the program, and takes room on both sides.',
      next: 'Have one Agent for all requests, which is closed in the end; clear each timer of your own when its page is there.',
    },
  ],
} satisfies Checks;

function arrivals(trace: Trace) {
  return trace.of('Request', 'acquire');
}

/** From the arrival of a request until its connection is free or gone, in milliseconds. */
function durationOf(trace: Trace, path: string): number {
  const steps = trace.of('Request').filter(({ name }) => name === `GET ${path}`);
  const at = (event: string) => steps.find((step) => step.event === event)?.at ?? 0;
  return Math.round(at('release') - at('acquire'));
}

function reportOf(stdout: string, path: string): string {
  const line = stdout.split('\n').find((line) => line.startsWith(`${path}: `));
  return line?.slice(path.length + 2) ?? 'nothing';
}
