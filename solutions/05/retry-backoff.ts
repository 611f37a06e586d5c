/**
 * Retries with backoff — what may pass is tried again, after waits that double.
 *
 * In Python: a loop around the request, and asyncio.sleep(base * 2 ** attempt); or the
 * package `tenacity`.
 * Here: the same loop. Three things are easily forgotten. A 404 is an answer, and asking
 * again changes nothing. A permit is for one request and not for the waits between them, or
 * two broken pages would hold up all others. And the waits need jitter, a random part, so that
 * those who failed together do not all come back together.
 *
 * modules/05/scraper/retry.ts, which is made to be copied, also obeys Retry-After.
 */
import { Agent, request } from 'undici/index.js';
import { startSite } from '../../modules/05/site/site.ts';
import { print } from '../../modules/core/print.ts';
import { Semaphore } from '../../modules/core/semaphore.ts';
import { sleep } from '../../modules/core/time.ts';

const RETRIES = 3;
const BASE = 100;
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

async function fetchPatiently(url: string): Promise<Outcome> {
  for (let attempt = 0; ; attempt++) {
    try {
      return { html: await fetchPage(url) };
    } catch (error) {
      const { code, message, status } = error as FetchError;
      if (attempt === RETRIES || !mayPass(status)) return { error: code ?? message };
    }
    await sleep(BASE * 2 ** attempt * (1 + Math.random() / 4));
  }
}

/** Whether trying again makes sense: the server is in trouble, or there was no answer. */
function mayPass(status: number | undefined): boolean {
  return status === undefined || status >= 500;
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

// Output:
// /page/1/: failed, status 503, requests: 4
// /page/2/: failed, ECONNRESET, requests: 4
// /page/3/: 10 quotes, requests: 3
// /page/4/: 10 quotes, requests: 1
// /page/5/: 10 quotes, requests: 1
// /no-such-page: failed, status 404, requests: 1
// Waits for /page/1/: <0.10 s or more>, <0.20 s or more>, <0.40 s or more>
