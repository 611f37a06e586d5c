import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readOptions } from '../../modules/05/scraper/options.ts';
import { Report } from '../../modules/05/scraper/report.ts';
import { scrape } from '../../modules/05/scraper/scrape.ts';

export type Answer =
  | string
  | Buffer
  | [body: string | Buffer, headers: Record<string, string>];

/** Scrapes what `/sitemap.xml` of a site lists; every path that it does not have is a page. */
export async function follow(files: Record<string, Answer>, ...args: string[]) {
  const asked: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    const [body, headers] = [files[url] ?? []].flat() as [Buffer?, object?];
    if (url === '/robots.txt' && !body) return response.writeHead(404).end();
    const status = headers && 'location' in headers ? 302 : 200;
    const head = { 'content-type': 'text/html', ...headers };
    response.writeHead(status, head).end(body ?? '<p class="quote">');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const [path, body] of Object.entries(files)) {
    if (typeof body === 'string') files[path] = body.replaceAll('ORIGIN', origin);
  }
  const failures: string[] = [];
  let limits: string[] = [];
  const report = new Report({ quiet: true });
  report.page = ({ url, failure }) => {
    if (failure) report.failed++;
    if (failure) failures.push(`${url.replace(origin, '')} ${failure.message}`);
  };
  report.summary = (_, lines) => {
    limits = lines;
  };
  report.stopped = () => {};
  const target = args.includes('--sitemap') ? [] : ['--sitemap', `${origin}/sitemap.xml`];
  const words = args.map((arg) => arg.replace('ORIGIN', origin));
  const options = readOptions([...target, '--delay', '0', '--retries', '0', ...words]);
  const complete = await scrape(options, report);
  server.closeAllConnections();
  server.close();
  const pages = asked.filter((path) => !/^\/(robots|.*\.(xml|gz)$)/.test(path)).sort();
  return { asked, pages, failures, limits, complete };
}

/** A sitemap of pages. */
export const list = (...urls: string[]) =>
  `<urlset>${urls.map((url) => `<url><loc>${url}</loc></url>`).join('')}</urlset>`;
/** A sitemap of sitemaps. */
export const index = (...urls: string[]) =>
  `<sitemapindex>${urls
    .map((url) => `<sitemap><loc>${url}</loc></sitemap>`)
    .join('')}</sitemapindex>`;
