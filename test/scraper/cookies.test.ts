import { once } from 'node:events';
import { createServer, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Cookies } from '../../modules/05/scraper/cookies.ts';
import { Crawl, type CrawlOptions, type Page } from '../../modules/05/scraper/crawl.ts';
import { readOptions } from '../../modules/05/scraper/options.ts';
import { patient } from './helpers.ts';

type Head = OutgoingHttpHeaders;

/** Fetches pages of a site, by default in turn; `asked` is what it saw: paths, with the cookies. */
async function visit(
  answer: (request: IncomingMessage, port: number) => Head | undefined,
  urls: (port: number) => string[],
  options: Partial<CrawlOptions<string>> = {},
) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    if (request.url === '/robots.txt') return response.writeHead(404).end();
    const { host, cookie } = request.headers;
    asked.push([host?.replace(/:.*/, '') + String(request.url), cookie].join(' ').trim());
    const head = answer(request, (server.address() as AddressInfo).port) ?? {};
    const status = 'location' in head ? 302 : 200;
    response.writeHead(status, { 'content-type': 'text/html', ...head }).end('<p>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const more = urls((server.address() as AddressInfo).port);
  const crawl = new Crawl({ ...patient, retries: 0, ...options });
  for (const url of more.splice(0, options.concurrency ?? 1)) crawl.add(url);
  const pages: Page<string>[] = [];
  for await (const page of crawl) {
    pages.push(page);
    const next = more.shift();
    if (next) crawl.add(next);
  }
  server.closeAllConnections();
  server.close();
  return { asked, pages, requests: pages.map(({ requests }) => requests) };
}

const on =
  (host: string, ...paths: string[]) =>
  (port: number) =>
    paths.map((path) => `http://${host}:${port}${path}`);
const here = (...paths: string[]) => on('127.0.0.1', ...paths);

test('what a host sets it gets back, several in one answer, and the newest', async () => {
  const { asked } = await visit(
    ({ url }) => {
      if (url === '/1') return { 'set-cookie': ['a=1', 'b=2; HttpOnly'] };
      if (url === '/2') return { 'set-cookie': 'a=3' };
      return undefined;
    },
    here('/1', '/2', '/3'),
  );
  const [one, two, three] = asked;
  assert.is(one, '127.0.0.1/1');
  assert.is(two, '127.0.0.1/2 a=1; b=2');
  assert.is(three, '127.0.0.1/3 a=3; b=2');
});

test('Path, Max-Age and Secure hold', async () => {
  const set = [
    'p=1; Path=/in',
    'gone=1; Max-Age=0',
    's=1; Secure',
    'x=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
    'k=1; Max-Age=99',
  ];
  const { asked } = await visit(
    () => ({ 'set-cookie': set }),
    here('/', '/in/x', '/inn'),
  );
  const ours = ['127.0.0.1/', '127.0.0.1/in/x p=1; k=1', '127.0.0.1/inn k=1'];
  assert.equal(asked, ours);
});

test('Max-Age counts from when it was set, also of a cookie that is sent meanwhile', async () => {
  const cookies = new Cookies();
  const url = new URL('http://127.0.0.1/');
  const long = `long=1; Max-Age=${'9'.repeat(400)}; Expires=Thu, 01 Jan 1970 00:00:00 GMT`;
  cookies.keep(url, { 'set-cookie': ['short=1; Max-Age=1', long] });
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setTimeout(resolve, 400));
    cookies.for(url);
  }
  assert.is(cookies.for(url), 'long=1');
});

test('no other host gets them, also over a redirect, and by no Domain', async () => {
  const { asked } = await visit(
    ({ url }, port) => {
      const location = `http://localhost:${port}/there`;
      const set = ['a=1', 'b=1; Domain=localhost', 'c=1; Domain=com'];
      if (url === '/') return { location, 'set-cookie': set };
      return { 'set-cookie': 'l=1' };
    },
    (port) => [...here('/')(port), ...on('localhost', '/2')(port), ...here('/3')(port)],
  );
  const seen = ['127.0.0.1/', 'localhost/there', 'localhost/2 l=1', '127.0.0.1/3 a=1'];
  assert.equal(asked, seen);
});

test('a cookie wall: back to the same page, directly or over another', async () => {
  for (const wall of ['/', '/wall']) {
    const { asked, pages } = await visit(({ url = '', headers }) => {
      if (headers.cookie) return undefined;
      if (url !== wall) return { location: wall };
      return { location: '/', 'set-cookie': 'seen=1' };
    }, here('/'));
    assert.is(asked.at(-1), '127.0.0.1/ seen=1');
    assert.is(pages[0]?.content, '<p>');
    assert.is(pages.length, 1);
  }
});

test('a wall that all pages share: each goes over it, and comes in', async () => {
  const paths = ['/1', '/2', '/3', '/4'];
  for (const opens of [true, false]) {
    for (const concurrency of [1, 4]) {
      const { pages } = await visit(
        ({ url = '', headers: { cookie = '' } }) => {
          if (cookie.includes('agreed')) return undefined;
          if (url !== '/consent') {
            return { location: '/consent', 'set-cookie': `back=${url}` };
          }
          const [, location = '/'] = /back=([^;]+)/.exec(cookie) ?? [];
          return { location, ...(opens && { 'set-cookie': 'agreed=1' }) };
        },
        here(...paths),
        { concurrency },
      );
      const wanted = opens ? [] : paths;
      const lost = pages.filter(({ content }) => content === undefined);
      assert.equal(lost.map(({ url }) => new URL(url).pathname).sort(), wanted);
      for (const { failure } of lost) assert.ok(failure, 'none is lost unsaid');
    }
  }
});

test('a cookie on the way does not make a circle of two redirects to a page that was met', async () => {
  for (const paths of [
    ['/p', '/s'],
    ['/s', '/p'],
  ]) {
    const { pages } = await visit(
      ({ url }) => {
        if (url === '/s') return { location: '/x', 'set-cookie': 'a=1' };
        return url === '/x' ? { location: '/p' } : undefined;
      },
      here(...paths),
      { concurrency: 2 },
    );
    const [s, p] = ['/s', '/p'].map((path) =>
      pages.find(({ url }) => url.endsWith(path)),
    );
    assert.equal([s?.failure, s?.sameAs, p?.content], [undefined, p?.url, '<p>']);
  }
});

test('what fails at the page of another does not fail this one', async () => {
  const { asked, pages } = await visit(
    ({ url = '', headers: { cookie = '' } }) => {
      if (url === '/broken') return { 'content-type': 'image/png' };
      if (cookie.includes('agreed')) return undefined;
      if (url === '/consent') return { location: '/broken', 'set-cookie': 'agreed=1' };
      return { location: '/consent', 'set-cookie': 'back=1' };
    },
    here('/broken', '/fine'),
  );
  assert.is(asked.filter((path) => path.includes('/broken')).length, 2);
  const [broken, fine] = pages;
  assert.is(broken?.failure?.kind, 'not html');
  assert.equal([fine?.failure, fine?.content], [undefined, '<p>']);
});

test('a second try goes the way of the first one again, and has all redirects again', async () => {
  for (const open of [undefined, { location: '/b' }]) {
    let times = 0;
    const { pages } = await visit(
      ({ url, headers: { cookie } }) => {
        if (url === '/s') {
          return { location: '/a', ...(!cookie && { 'set-cookie': 'a=1' }) };
        }
        // Whether it is open is known to the server alone.
        if (url === '/a') return ++times === 1 ? { location: '/p' } : open;
        return undefined;
      },
      here('/p', '/s'),
      { maxRedirects: 2 },
    );
    const [, s] = pages;
    assert.equal([s?.failure, s?.sameAs, s?.content], [undefined, undefined, '<p>']);
  }
});

test('redirects have an end, also when a page is tried again', async () => {
  let count = 0;
  const { asked, pages } = await visit(
    ({ url = '', headers: { cookie } }) => {
      if (url === '/s' && !cookie) return { location: '/a', 'set-cookie': 'a=1' };
      if (url === '/a') return { location: '/p' };
      return url === '/p' ? undefined : { location: `/n${count++}` };
    },
    here('/p', '/s'),
    { concurrency: 2, maxRedirects: 2 },
  );
  assert.ok(asked.length <= 8, `${asked.length}`);
  const failed = pages.find(({ url }) => url.endsWith('/s'));
  assert.is(failed?.failure?.message, 'more than 2 redirects');
});

test('a wall that nothing opens has an end, with cookies and without', async () => {
  let count = 0;
  const answer = () => ({ location: '/', 'set-cookie': `n=${++count}` });
  const { asked, pages } = await visit(answer, here('/'), { maxRedirects: 3 });
  assert.is(asked.length, 4);
  assert.is(pages[0]?.failure?.message, 'more than 3 redirects');
  const without = await visit(answer, here('/'), { cookies: false });
  assert.equal(without.asked, ['127.0.0.1/']);
  assert.is(without.pages[0]?.failure?.message, 'redirects go in circles');
});

test('--no-cookies: none is sent back', async () => {
  const { cookies } = readOptions(['--no-cookies']);
  const set = () => ({ 'set-cookie': 'a=1' });
  const { asked } = await visit(set, here('/1', '/2'), { cookies });
  assert.equal(asked, ['127.0.0.1/1', '127.0.0.1/2']);
  assert.is(readOptions([]).cookies, true);
});

test('raw bytes go back as they came; fifty are kept of a host, and none too long', () => {
  const cookies = new Cookies();
  const url = new URL('http://a.example.com/');
  cookies.keep(url, { 'set-cookie': ['x=\xe9"é', 'bad=\x01', `y=${'y'.repeat(5000)}`] });
  assert.is(cookies.for(url), 'x=\xe9"é');
  for (let i = 0; i < 60; i++) cookies.keep(url, { 'set-cookie': `n${i}=1` });
  const names = cookies.for(url)?.split('; ') ?? [];
  assert.is(names.length, 50);
  assert.is(names.at(-1), 'n59=1');
  cookies.keep(url, { 'set-cookie': 'z=1; Domain=example.com' });
  assert.is(cookies.for(new URL('http://b.example.com/')), 'z=1');
  assert.is(cookies.for(new URL('http://example.org/')), undefined);
});

test.run();
