/**
 * A scraper with a rate limit — several pages at once, and still not too fast.
 *
 * In Python: asyncio and aiohttp, a Semaphore for how many at once, a limiter for how fast.
 * Here: the same two, in rate-limited-scraper/scraper.ts, to be copied. They are different
 * things: with quick answers three at once are many in a second, and with slow ones a few in
 * a second are many at once.
 *
 * The server is the judge: it takes four requests in 300 ms, and answers 429, Too Many
 * Requests, to a fifth. The scraper starts one every 150 ms, which is half of that: what
 * leaves evenly does not always arrive evenly.
 */
import { type SiteOptions, startSite } from '../../modules/05/site/site.ts';
import { print } from '../../modules/core/print.ts';
import { stopwatch } from '../../modules/core/time.ts';
import { Scraper } from './rate-limited-scraper/scraper.ts';

const CONCURRENCY = 3;
const GAP = 150;
const TIMEOUT = 2500;
const PATHS = [1, 2, 3, 4, 5, 6].map((page) => `/page/${page}/`);
PATHS.push('/no-such-page', '/page/7/');

// The server's side of the rate limit.
const judge: SiteOptions['onRequest'] = ({ path, at }) => {
  const fourBefore = site.log.at(-5);
  if (!fourBefore || at - fourBefore.at > 300) return;
  site.faults.set(path, { status: 429, times: 1 });
};

// The first answers are held until three requests are there: that they overlap is certain.
// They are slow, so that all others are waiting by the time they come in.
const slow = { delay: 600 };
await using site = await startSite({
  together: CONCURRENCY,
  faults: {
    '/page/1/': slow,
    '/page/2/': slow,
    '/page/3/': { ...slow, status: 503 },
    '/page/5/': { reset: 'headers' },
  },
  onRequest: judge,
});
const options = { concurrency: CONCURRENCY, gap: GAP, timeout: TIMEOUT };
await using scraper = new Scraper(options);
const watch = stopwatch();
const outcomes = await Promise.all(
  PATHS.map((path) => scraper.fetch(`${site.origin}${path}`)),
);
const time = `${watch}`;

for (const outcome of outcomes) {
  const path = outcome.url.slice(site.origin.length);
  if ('error' in outcome) print(`${path}: failed, ${outcome.error}`);
  else print(`${path}: ${outcome.html.split('class="quote"').length - 1} quotes`);
}
const failed = outcomes.filter((outcome) => 'error' in outcome).length;
print(`Came in: ${outcomes.length - failed}, failed: ${failed}`);
print(`Most requests at once: ${site.mostInFlight}`);
print(`Too many requests: ${site.log.filter(({ status }) => status === 429).length}`);
print(`Time taken: ${time}`);

// Output:
// /page/1/: 10 quotes
// /page/2/: 10 quotes
// /page/3/: failed, status 503
// /page/4/: 10 quotes
// /page/5/: failed, ECONNRESET
// /page/6/: 10 quotes
// /no-such-page: failed, status 404
// /page/7/: 10 quotes
// Came in: 5, failed: 3
// Most requests at once: 3
// Too many requests: 0
// Time taken: <1.5 s or more>
