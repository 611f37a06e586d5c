/**
 * Limited concurrency — the server never sees more than three requests at once.
 *
 * In Python: asyncio.Semaphore(3), and `async with semaphore:` around the request.
 * Here: the core's Semaphore, and `using _permit = await semaphore.holdAsync()`. The
 * permit covers the request from its start to the last byte of the body, and is given
 * back at the end of the block, also when the request fails. The site counts what it has
 * to serve at once, so that the limit is seen from the other end.
 */
import { Agent, request } from 'undici/index.js';
import { print } from '../core/print.ts';
import { Semaphore } from '../core/semaphore.ts';
import { startSite } from './site/site.ts';

const PAGES = 10;
const LIMIT = 3;
const LARGE = 16 * 2 ** 20;

const session = new Agent();

async function fetchPage(url: string): Promise<number> {
  const { statusCode, body } = await request(url, { dispatcher: session });
  await body.text();
  return statusCode;
}

// Without a limit, a list of ten pages is ten requests at once; a list of ten thousand
// is an attack.
{
  await using site = await startSite({ delay: 50, together: PAGES });
  await Promise.all(pagesOf(site.origin).map(fetchPage));
  print(`No limit: most requests in flight: ${site.mostInFlight}`);
}

// The tasks start at once all the same, but each waits for one of three permits. Page 2
// fails, and its permit comes back. Pages 1 and 3 are large: their bodies are under way for
// a while after their headers, and they keep their permits all that time.
{
  await using site = await startSite({
    delay: 50,
    together: LIMIT,
    faults: {
      '/page/1/': { size: LARGE },
      '/page/2/': { reset: 'headers' },
      '/page/3/': { size: LARGE },
    },
  });
  const semaphore = new Semaphore(LIMIT);

  const fetchPolitely = async (url: string): Promise<number> => {
    using _permit = await semaphore.holdAsync();
    return await fetchPage(url); // `return` alone would give the permit back too early
  };

  const results = await Promise.allSettled(pagesOf(site.origin).map(fetchPolitely));
  const fetched = results.filter(({ status }) => status === 'fulfilled').length;
  print(`Semaphore(${LIMIT}): most requests in flight: ${site.mostInFlight}`);
  print(`Pages fetched: ${fetched} of ${PAGES}, requests: ${site.log.length}`);
  print(`Permits at the end: ${semaphore}`);
}

await session.close();

function pagesOf(origin: string): string[] {
  return Array.from({ length: PAGES }, (_, i) => `${origin}/page/${i + 1}/`);
}

// Output:
// No limit: most requests in flight: 10
// Semaphore(3): most requests in flight: 3
// Pages fetched: 9 of 10, requests: 10
// Permits at the end: <Semaphore value=3>
