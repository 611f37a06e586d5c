/**
 * Exercise — a scraper with a rate limit.
 *
 * Eight pages of one server: one of them does not exist, one is broken, and at one the
 * connection is cut. Write the class Scraper. (The solution has it in a file of its own, to
 * be copied.) Make it so that
 *
 * 1. each page is asked for once: also when it fails;
 * 2. `concurrency` requests are in flight at once, and never more: the server holds its first
 *    answers until so many are there;
 * 3. between the starts of two requests there are at least `gap` milliseconds: whatever the
 *    first one waited for. The server takes four in 300 ms, and answers 429 to a fifth;
 * 4. fetch() never rejects, and tells what went wrong with a page: a status other than 200 as
 *    'status 503', all else by its code or, without one, its message; the others come in;
 * 5. a page that takes longer than `timeout` milliseconds is an error: from its request to
 *    its last byte; what it has waited for its turn does not count;
 * 6. in the end nothing is left open: no connection, and no timer that keeps the program.
 *
 * How hard: hard, about 60 minutes.
 * Prepared by: 05/shared-session, 05/errors-and-timeouts, 05/limited-concurrency.
 * Check it: npx tsx scripts/check.ts 05/rate-limited-scraper   (and with --hint)
 */
import { Agent, request } from 'undici/index.js';
import { print } from '../../core/print.ts';
import { stopwatch } from '../../core/time.ts';
import { type SiteOptions, startSite } from '../site/site.ts';

interface ScraperOptions {
  /** How many requests may be in flight at once. */
  concurrency: number;
  /** The least time between the starts of two requests, in milliseconds. */
  gap: number;
  /** The longest that a page may take, in milliseconds, from its request to its last byte. */
  timeout: number;
}

/** What came of a page. */
type Outcome = { url: string; html: string } | { url: string; error: string };

class Scraper implements AsyncDisposable {
  readonly #session = new Agent();
  readonly options: ScraperOptions;

  constructor(options: ScraperOptions) {
    this.options = options;
  }

  // TODO: wait until this request may start, give it a time limit, look at the status, and
  // tell what went wrong.
  async fetch(url: string): Promise<Outcome> {
    try {
      const { body } = await request(url, { dispatcher: this.#session });
      return { url, html: await body.text() };
    } catch {
      return { url, error: 'something' };
    }
  }

  /** Waits for what is in flight, and closes the connections. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#session.close();
  }
}

// The checker also tries others: leave the demonstration as it is.
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
