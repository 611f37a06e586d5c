/**
 * Seven pages, three at a time — one fails, one is slow, and neither stops the others.
 *
 * In Python: asyncio.Semaphore(3), and gather(return_exceptions=True). With a sleep
 * in place of a request, six of seven come in within 1.5 s, as they do here.
 * Here: a real server, which takes 0.5 s for a page and cuts the connection at the fourth.
 * So the limit is seen where it matters: the server says how much it had to do at once.
 *
 * All seven tasks start at once and wait for one of three permits. That is better than
 * three pages, then the next three: there, the slow page would hold up the fourth.
 */
import { Agent, request } from 'undici/index.js';
import { startSite } from '../../modules/05/site/site.ts';
import { print } from '../../modules/core/print.ts';
import { Semaphore } from '../../modules/core/semaphore.ts';
import { stopwatch } from '../../modules/core/time.ts';

const LIMIT = 3;
const PATHS = [1, 2, 3, 4, 5, 6, 7].map((page) => `/page/${page}/`);

const session = new Agent();
const deadline = AbortSignal.timeout(8000); // for all of them together

async function fetchPage(url: string): Promise<string> {
  const { statusCode, body } = await request(url, {
    dispatcher: session,
    signal: deadline,
  });
  const html = await body.text();
  if (statusCode !== 200) throw new Error(`status ${statusCode}`);
  return html;
}

/** What came of each URL, in their order. */
async function scrape(urls: string[]): Promise<PromiseSettledResult<string>[]> {
  const permits = new Semaphore(LIMIT);
  const fetchInTurn = async (url: string): Promise<string> => {
    using _permit = await permits.holdAsync();
    return await fetchPage(url); // `return` alone would give the permit back too early
  };
  return Promise.allSettled(urls.map(fetchInTurn));
}

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

// Output:
// /page/1/: 10 quotes
// /page/2/: 10 quotes
// /page/3/: 10 quotes
// /page/4/: failed, ECONNRESET
// /page/5/: 10 quotes
// /page/6/: 10 quotes
// /page/7/: 10 quotes
// Successful: 6/7
// Most requests at once: 3
// Time taken: <1.5 s or more>
