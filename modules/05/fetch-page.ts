/**
 * Fetch one page — an async function that returns the HTML and blocks nobody.
 *
 * In Python: async with aiohttp.ClientSession() as session, session.get(url).
 * Here: undici, the HTTP client under Node's own fetch. `await` suspends this function
 * only: while the answer is on its way the event loop goes on, and we let it tick to show
 * that. The page comes from a practice site that this program starts on loopback.
 */
import { request } from 'undici/index.js';
import { print } from '../core/print.ts';
import { startSite } from './site/site.ts';

async function fetchPage(url: string): Promise<string> {
  const { statusCode, headers, body } = await request(url);
  print(`Status: ${statusCode}, type: ${headers['content-type']}`);
  // A body has to be read, or the connection stays busy.
  const html = await body.text();
  if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}`);
  return html;
}

await using site = await startSite({ delay: 50 });

let ticks = 0;
const ticker = setInterval(() => ticks++, 1);
const html = await fetchPage(`${site.origin}/page/1/`);
clearInterval(ticker);

print(`Title: ${/<title>(.*?)<\/title>/.exec(html)?.[1]}`);
print(`Quotes on it: ${html.split('class="quote"').length - 1}`);
print(`The event loop went on meanwhile: ${ticks > 0 ? 'yes' : 'no'}`);

// An error of the server is an answer too: check the status, or it passes as a page.
const error = await fetchPage(`${site.origin}/no-such-page`).catch((error) => error);
print(`Error: ${error.message.replace(site.origin, '')}`);

// Output:
// Status: 200, type: text/html; charset=utf-8
// Title: Quotes to practise on
// Quotes on it: 10
// The event loop went on meanwhile: yes
// Status: 404, type: text/html; charset=utf-8
// Error: /no-such-page answered 404
