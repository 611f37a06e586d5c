/**
 * Fetch many pages at once — the total is about the slowest page, not the sum.
 *
 * In Python: asyncio.gather(*[fetch_page(session, url) for url in urls]).
 * Here: an array of promises and Promise.all. Calling an async function already starts
 * it, so all requests are on their way before the first await; the results come in the
 * order of the list. All on one thread: nothing here computes, everything waits.
 */
import { Agent, request } from 'undici/index.js';
import { print } from '../core/print.ts';
import { stopwatch } from '../core/time.ts';
import { startSite } from './site/site.ts';

const session = new Agent();

async function fetchPage(url: string): Promise<string> {
  const { body } = await request(url, { dispatcher: session });
  return body.text();
}

// Each page takes 200 ms. One after the other, the waits add up.
{
  await using site = await startSite({ delay: 200 });
  const watch = stopwatch();
  for (const url of pagesOf(site.origin)) await fetchPage(url);
  print(`One by one: ${watch}, most requests in flight: ${site.mostInFlight}`);
}

// All at once. The site holds its answers until it has five requests, so that it is
// certain that they are in flight together.
{
  await using site = await startSite({ delay: 200, together: 5 });
  const watch = stopwatch();
  const pages = await Promise.all(pagesOf(site.origin).map(fetchPage));
  const time = `${watch}`;
  for (const [i, html] of pages.entries()) {
    print(`Page ${i + 1} begins with: ${/class="author".*?>(.*?)</.exec(html)?.[1]}`);
  }
  print(`All at once: ${time}, most requests in flight: ${site.mostInFlight}`);
}

await session.close();

function pagesOf(origin: string): string[] {
  return [1, 2, 3, 4, 5].map((page) => `${origin}/page/${page}/`);
}

// Output:
// One by one: <1.0 s or more>, most requests in flight: 1
// Page 1 begins with: Jane Austen
// Page 2 begins with: Charlotte Brontë
// Page 3 begins with: George Eliot
// Page 4 begins with: Louisa May Alcott
// Page 5 begins with: Henry David Thoreau
// All at once: <0.2 s or more>, most requests in flight: 5
