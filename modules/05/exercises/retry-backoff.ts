/**
 * Exercise — try again, with waits that double.
 *
 * The server of this program answers 503 for page 1, cuts the connection at page 2, answers
 * 503 twice for page 3 and then gets well; and one page does not exist. Write
 * fetchPatiently(). Make it so that
 *
 * 1. what may pass is tried again, three times at most: an answer of 500 and above, or none
 *    at all;
 * 2. an answer below 500 is final: one such as 404 is not asked for again;
 * 3. before the first retry of a page it sleeps 100 ms, before the second 200, before the
 *    third 400, each plus up to a quarter: with one sleep() of core/time.ts for each retry,
 *    and none before it gives up;
 * 4. that part of a wait is by chance: of that wait anew, from nothing to the whole quarter;
 * 5. it never rejects: when it gives up, it returns what went wrong last, `{ error }`, by its
 *    code or else its message.
 *
 * How hard: medium, about 40 minutes.
 * Prepared by: 05/errors-and-timeouts, 05/limited-concurrency.
 * Check it: npx tsx scripts/check.ts 05/retry-backoff   (and with --hint)
 */
import { Agent, request } from 'undici/index.js';
import { print } from '../../core/print.ts';
import { Semaphore } from '../../core/semaphore.ts';
import { startSite } from '../site/site.ts';

// The checker also tries others: leave this line, and all but fetchPatiently(), as it is.
const PATHS = [1, 2, 3, 4, 5].map((page) => `/page/${page}/`).concat('/no-such-page');

type Outcome = { html: string } | { error: string };
type FetchError = NodeJS.ErrnoException & { status?: number };

const session = new Agent();
const permits = new Semaphore(2);

async function fetchPage(url: string): Promise<string> {
  using _permit = await permits.holdAsync();
  const { statusCode: status, body } = await request(url, { dispatcher: session });
  const html = await body.text();
  if (status === 200) return html;
  throw Object.assign(new Error(`status ${status}`), { status });
}

// TODO: fetchPage() throws a FetchError; it has the status, if there was an answer.
async function fetchPatiently(url: string): Promise<Outcome> {
  try {
    return { html: await fetchPage(url) };
  } catch (error) {
    const { code, message } = error as FetchError;
    return { error: code ?? message };
  }
}

await using site = await startSite({
  faults: {
    '/page/1/': { status: 503 },
    '/page/2/': { reset: 'headers' },
    '/page/3/': { status: 503, times: 2 },
  },
});
const outcomes = await Promise.all(
  PATHS.map((path) => fetchPatiently(`${site.origin}${path}`)),
);
await session.close();

for (const [i, outcome] of outcomes.entries()) {
  const requests = site.log.filter(({ path }) => path === PATHS[i]).length;
  const result =
    'error' in outcome
      ? `failed, ${outcome.error}`
      : `${outcome.html.split('class="quote"').length - 1} quotes`;
  print(`${PATHS[i]}: ${result}, requests: ${requests}`);
}

// A wait, as the server has seen it: from one request to the next.
const times = site.log.filter(({ path }) => path === '/page/1/').map(({ at }) => at);
const waits = times.slice(1).map((at, i) => (at - (times[i] ?? 0)) / 1000);
print(`Waits for /page/1/: ${waits.map((wait) => `${wait.toFixed(2)} s`).join(', ')}`);
