/**
 * Exercise — scrape seven pages, three at a time.
 *
 * The server of this program takes half a second for a page. It cuts the connection at the
 * fourth, and takes a whole second for the second. Write scrape(), with fetchPage(). Make it
 * so that
 *
 * 1. three pages are fetched at the same time, and never more: the server holds its first
 *    answers until three requests are there;
 * 2. each URL is fetched once: also one that fails;
 * 3. as soon as one has come in, the next is asked for: nobody waits for the slow page;
 * 4. a page that fails stops nothing: the others come in, however many fail;
 * 5. scrape() returns what came of each URL, in their order: as Promise.allSettled does,
 *    `{ status: 'fulfilled', value }` or `{ status: 'rejected', reason }`.
 *
 * How hard: easy, about 25 minutes.
 * Prepared by: 05/errors-and-timeouts, 05/limited-concurrency.
 * Check it: npx tsx scripts/check.ts 05/simulated-scraper   (and with --hint)
 */
import { Agent, request } from 'undici/index.js';
import { print } from '../../core/print.ts';
import { stopwatch } from '../../core/time.ts';
import { startSite } from '../site/site.ts';

const LIMIT = 3;
const PATHS = [1, 2, 3, 4, 5, 6, 7].map((page) => `/page/${page}/`);

const session = new Agent();
const deadline = AbortSignal.timeout(8000); // for all of them together

export async function fetchPage(url: string): Promise<string> {
  const { statusCode, body } = await request(url, {
    dispatcher: session,
    signal: deadline,
  });
  const html = await body.text();
  if (statusCode !== 200) throw new Error(`status ${statusCode}`);
  return html;
}

// TODO: fetch all of them, and return what came of them.
async function scrape(_urls: string[]): Promise<PromiseSettledResult<string>[]> {
  return [];
}

// The checker also tries others: leave all that follows as it is.

// The first answers are held until three requests are there: that they overlap is certain,
// and no matter of time.
await using site = await startSite({
  delay: 500,
  together: LIMIT,
  faults: { '/page/2/': { delay: 500 }, '/page/4/': { reset: 'headers' } },
});
const watch = stopwatch();
const results = await scrape(PATHS.map((path) => `${site.origin}${path}`));
const time = `${watch}`;
await session.close();

for (const [i, result] of results.entries()) {
  if (result.status === 'fulfilled') {
    print(`${PATHS[i]}: ${result.value.split('class="quote"').length - 1} quotes`);
  } else {
    const { name, code, message } = result.reason;
    print(`${PATHS[i]}: failed, ${name === 'TimeoutError' ? name : (code ?? message)}`);
  }
}
const successful = results.filter(({ status }) => status === 'fulfilled').length;
print(`Successful: ${successful}/${PATHS.length}`);
print(`Most requests at once: ${site.mostInFlight}`);
print(`Time taken: ${time}`);
