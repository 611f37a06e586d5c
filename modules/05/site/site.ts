import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sleep } from '../../core/time.ts';
import { quotes } from './quotes.ts';

/** A running practice site. */
export interface Site extends AsyncDisposable {
  /** Where it listens, for example `http://127.0.0.1:45123`. */
  origin: string;
}

/**
 * Starts the practice site on loopback: pages of quotations to scrape, built like
 * quotes.toscrape.com, without bothering anybody's server.
 *
 * @param options.delay how long it takes to answer, in milliseconds. Default: 0.
 * @returns the site; `await using` stops it at the end of the block.
 *
 * @example
 * ```ts
 * import { startSite } from './site/site.ts';
 *
 * await using site = await startSite();
 * const response = await fetch(`${site.origin}/page/1/`);
 * ```
 */
export async function startSite({ delay = 0 } = {}): Promise<Site> {
  const server = createServer(async (request, response) => {
    await sleep(delay);
    const found = request.url === '/' || request.url === '/page/1/';
    response.writeHead(found ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' });
    response.end(found ? page() : '<h1>Not found</h1>');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function page(): string {
  const items = quotes.map(
    ({ text, author, tags }) => `
      <div class="quote">
        <span class="text">“${text}”</span>
        <span>by <small class="author">${author}</small></span>
        <div class="tags">${tags.map((tag) => `<a class="tag">${tag}</a>`).join(' ')}</div>
      </div>`,
  );
  return `<!doctype html>
<html lang="en">
  <head><title>Quotes to practise on</title></head>
  <body>${items.join('')}
  </body>
</html>
`;
}
