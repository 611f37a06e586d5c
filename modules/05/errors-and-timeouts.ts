/**
 * Errors and timeouts — one page fails, and the others come in all the same.
 *
 * In Python: try/except aiohttp.ClientError, ClientTimeout(total=…), and
 * gather(return_exceptions=True).
 * Here: Promise.all gives up at the first error (the other requests go on, but their
 * results are lost), so each task catches its own. Without a time limit one silent
 * server keeps the program waiting for minutes: undici's own limit is five.
 */
import { Agent, request } from 'undici/index.js';
import { print } from '../core/print.ts';
import { startSite } from './site/site.ts';

// Page 3 says nothing for ten seconds. Page 4 begins at once, and then comes in drops, which
// takes as long: a limit for silence alone would not see it.
await using site = await startSite({
  faults: {
    '/page/2/': { status: 503 },
    '/page/3/': { delay: 10_000 },
    '/page/4/': { drip: 20 },
    '/page/5/': { reset: 'headers' },
  },
});
const session = new Agent();

async function fetchPage(url: string): Promise<string> {
  // One limit for all of it: connecting, the headers, and the body to its last byte.
  const signal = AbortSignal.timeout(2000);
  const { statusCode, body } = await request(url, { dispatcher: session, signal });
  const html = await body.text();
  if (statusCode !== 200) throw new Error(`status ${statusCode}`);
  return html;
}

/** What came of a page, in words; never throws. */
async function report(path: string, origin = site.origin): Promise<string> {
  try {
    const html = await fetchPage(`${origin}${path}`);
    return `${path} ${html.split('class="quote"').length - 1} quotes`;
  } catch (error) {
    return `${path} failed: ${reason(error as NodeJS.ErrnoException)}`;
  }
}

/** Names stay the same everywhere; messages differ between runtimes. */
function reason(error: NodeJS.ErrnoException): string {
  if (error.name === 'TimeoutError') return 'no answer in time';
  return error.code ?? error.message;
}

const nobody = await startSite();
await nobody[Symbol.asyncDispose](); // from now on nobody listens there

// The first page comes alone: until it is in, code is still being loaded, and on a busy
// machine that would count against the time of all the others.
const first = await report('/page/1/');

const others = await Promise.all([
  ...[2, 3, 4, 5, 6].map((page) => report(`/page/${page}/`)),
  report('/no-such-page'),
  report('/page/1/', nobody.origin),
]);
const lines = [first, ...others];
for (const line of lines) print(line);
await session.close();

const failed = lines.filter((line) => line.includes('failed')).length;
print(`${lines.length - failed} came in, ${failed} failed`);

// Output:
// /page/1/ 10 quotes
// /page/2/ failed: status 503
// /page/3/ failed: no answer in time
// /page/4/ failed: no answer in time
// /page/5/ failed: ECONNRESET
// /page/6/ 10 quotes
// /no-such-page failed: status 404
// /page/1/ failed: ECONNREFUSED
// 2 came in, 6 failed
