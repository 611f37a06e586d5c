/**
 * One session for all requests — connections are opened once and used again.
 *
 * In Python: one aiohttp.ClientSession in an `async with` around everything.
 * Here: one undici Agent, a pool of connections to each host, in this lesson of one. A new
 * session for each request has to connect each time: with https that is two or three
 * round trips before the first byte is asked for. The practice site counts the
 * connections that it accepts.
 */
import { Agent, request } from 'undici/index.js';
import { print } from '../core/print.ts';
import { startSite } from './site/site.ts';

const PAGES = [1, 2, 3, 4, 5];

async function fetchPage(url: string, session: Agent): Promise<string> {
  const { statusCode, body } = await request(url, { dispatcher: session });
  const html = await body.text(); // read to its end: only then is the connection free
  if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}`);
  return html;
}

// The mistake: each page has a session of its own, and throws the connection away.
{
  await using site = await startSite();
  for (const page of PAGES) {
    const session = new Agent({ connections: 1 });
    await fetchPage(`${site.origin}/page/${page}/`, session);
    await session.close();
  }
  print(`A session for each page, connections: ${connections(site.log)}`);
}

// One session, which every request is given. It is closed at the end, whatever happens:
// Python's `async with`. close() waits for requests in flight; destroy() cuts them off.
{
  await using site = await startSite();
  const session = new Agent({ connections: 1 });
  try {
    for (const page of PAGES) {
      const html = await fetchPage(`${site.origin}/page/${page}/`, session);
      print(`Page ${page}: ${html.split('class="quote"').length - 1} quotes`);
    }
  } finally {
    await session.close();
  }
  print(`One session for all, connections: ${connections(site.log)}`);

  // A closed session refuses, rather than open connections that nobody closes.
  const late = await fetchPage(`${site.origin}/page/1/`, session).catch((error) => error);
  print(`After close(): ${late.name}`);
}

function connections(log: { connection: number }[]): number {
  return new Set(log.map(({ connection }) => connection)).size;
}

// Output:
// A session for each page, connections: 5
// Page 1: 10 quotes
// Page 2: 10 quotes
// Page 3: 10 quotes
// Page 4: 10 quotes
// Page 5: 10 quotes
// One session for all, connections: 1
// After close(): ClientDestroyedError
