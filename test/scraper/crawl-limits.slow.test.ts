import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { forbidsLinks } from '../../modules/05/scraper/nofollow.ts';
import { readPage } from '../../modules/05/scraper/read-page.ts';
import { runHere, start, temporaryFolder } from './helpers.ts';

/** A site in memory, and what it was asked for, without robots.txt. */
async function siteOf(answer: (path: string, response: ServerResponse) => string) {
  const log: string[] = [];
  let requests = 0;
  const server = createServer(({ url = '' }, response) => {
    requests++;
    if (url === '/robots.txt') return response.writeHead(404).end();
    log.push(url);
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(answer(url, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    log,
    /** With robots.txt. */
    get requests() {
      return requests;
    },
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.dispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const quote = '<p class="quote"><b class="text">x</b></p>';

/** Next links without an end. */
const endless = (path: string) =>
  `${quote}<li class="next"><a href="/${Number(path.slice(1)) + 1}">`;

test('--max-pages: no page more is asked for, and it says so', async () => {
  using site = await siteOf(endless);
  const args = [`${site.origin}/1`, '--follow', '--max-pages', '7'];
  const program = start('scraper', [...args, '--delay', '0', '--quiet']);
  assert.is(await program.ended, 0);
  assert.equal(site.log, ['/1', '/2', '/3', '/4', '/5', '/6', '/7']);
  assert.match(program.stdout, 'Ended at --max-pages\nNot fetched: 1 or more');
});

test('an endless site ends by itself', async () => {
  using site = await siteOf(endless);
  const end = await runHere(`${site.origin}/1`, '--follow');
  assert.equal(end, { complete: true, left: 1, limits: ['Ended at --max-pages'] });
  assert.is(site.log.length, 501);
});

test('--max-depth: counts links from the URLs that were given', async () => {
  using site = await siteOf(endless);
  const end = await runHere(`${site.origin}/1`, '--follow', '--max-depth', '2');
  const limits = ['Links beyond --max-depth were not followed'];
  assert.equal(end, { complete: true, left: 0, limits });
  assert.equal(site.log, ['/1', '/2', '/3']);
});

test('--max-time: what is in flight comes in, and it says so', async () => {
  using site = await siteOf(endless);
  const args = ['--follow', '--max-pages', '1000000', '--max-time', '1'];
  const end = await runHere(`${site.origin}/1`, ...args);
  assert.equal(end, { complete: true, left: 1, limits: ['Ended at --max-time'] });
});

test('--links: these links on the same host, each once, besides Next', async () => {
  using site = await siteOf((path) =>
    path === '/'
      ? `${quote}<a class="title" href="/a">A</a><a class="title" href="a#x">again</a>
         <a href="/no">B</a><a class="title" href="http://localhost:9/">out</a>
         <a class="title" href="mailto:a@b.c">m</a><li class="next"><a href="/b">n</a>`
      : quote,
  );
  await runHere(`${site.origin}/`, '--links', 'a.title');
  assert.equal(site.log.splice(0).sort(), ['/', '/a']);
  await runHere(`${site.origin}/`, '--links', 'a.title', '--follow');
  assert.equal(site.log.sort(), ['/', '/a', '/b']);
});

test('--links and --follow: never to another site, though it is there', async () => {
  using other = await siteOf(() => quote);
  const { port } = new URL(other.origin);
  using site = await siteOf((path) =>
    path === '/'
      ? `${quote}<a class="title" href="${other.origin}/a">other port</a>
         <a class="title" href="//localhost:${port}/b">other name, other port</a>
         <a class="title" href="http://127.0.0.1:${port}/c">again</a>
         <a class="title" href="/here">here</a>
         <li class="next"><a href="${other.origin}/next">n</a></li>`
      : quote,
  );
  await runHere(`${site.origin}/`, '--links', 'a.title', '--follow');
  assert.equal(site.log.sort(), ['/', '/here']);
  assert.is(other.requests, 0);
});

test('a base on another site leads nowhere', async () => {
  using other = await siteOf(() => quote);
  using site = await siteOf(
    () => `<base href="${other.origin}/">${quote}<a class="title" href="x">x</a>`,
  );
  await runHere(`${site.origin}/`, '--links', 'a.title');
  assert.equal(site.log, ['/']);
  assert.is(other.requests, 0);
});

/** Each page links to two more, without an end: /, /a, /b, /aa … */
const tree = (path: string) =>
  `${quote}${['a', 'b'].map((name) => `<a class="title" href="${path}${name}">x</a>`)}`;

test('a resumed run knows how deep each link is', async () => {
  using folder = temporaryFolder();
  using site = await siteOf(tree);
  const args = [`${site.origin}/`, '--links', 'a.title', '--out', folder.file('x.jsonl')];
  const go = async (...more: string[]) => {
    await runHere(...args, '--concurrency', '1', ...more);
    return site.log.splice(0).sort();
  };
  const deep = (depth: number): string[] =>
    depth === 0 ? ['/'] : deep(depth - 1).flatMap((path) => [`${path}a`, `${path}b`]);
  assert.equal(await go('--max-pages', '4'), ['/', '/a', '/b', '/aa'].sort());
  assert.equal(
    await go('--resume', '--max-depth', '3'),
    [...deep(2), ...deep(3)].filter((path) => path !== '/aa').sort(),
  );
  assert.equal(await go('--resume', '--max-depth', '3'), []);
  assert.equal(await go('--resume', '--max-depth', '2'), []);
  assert.equal(await go('--resume', '--max-depth', '4'), deep(4));
});

test('nofollow: of a link, of a page, of an answer', async () => {
  const tags: Record<string, string> = { '/h': 'nofollow', '/o': 'other-bot: nofollow' };
  using site = await siteOf((path, response) => {
    if (tags[path]) response.setHeader('x-robots-tag', tags[path]);
    const meta = path === '/m' ? '<meta name="ROBOTS" content="noindex, NoFollow">' : '';
    const rel = path === '/r' ? 'rel="nofollow noopener"' : '';
    return `${quote}<li class="next"><a ${rel} href="${path}/on">n</a></li>${meta}`;
  });
  const urls = ['/h', '/m', '/r', '/o'].map((path) => site.origin + path);
  await runHere(...urls, '--follow', '--max-depth', '1');
  assert.equal(site.log.splice(0).sort(), ['/h', '/m', '/o', '/o/on', '/r']);
  await runHere(...urls, '--follow', '--max-depth', '1', '--ignore-robots');
  assert.is(site.log.length, 8);
});

test('nofollow holds for --links, too', async () => {
  using site = await siteOf((path, response) => {
    if (path === '/h') response.setHeader('x-robots-tag', 'none');
    const meta = path === '/m' ? '<meta name="robots" content="nofollow">' : '';
    const rel = path === '/r' ? 'rel="external NOFOLLOW"' : '';
    return `${meta}${quote}<a ${rel} class="title" href="${path}/on">n</a>`;
  });
  const urls = ['/h', '/m', '/r', '/o'].map((path) => site.origin + path);
  await runHere(...urls, '--links', 'a.title', '--max-depth', '1');
  assert.equal(site.log.sort(), ['/h', '/m', '/o', '/o/on', '/r']);
});

test('who is meant by a meta and by an X-Robots-Tag', () => {
  const next = (name: string, content: string) => {
    const html = `<meta name="${name}" content="${content}"><p class=next><a href=x>`;
    return readPage({ html }, { robot: 'My-Bot/1.0' }).next;
  };
  assert.is(next('robots', 'none'), undefined);
  assert.is(next('my-bot', 'nofollow'), undefined);
  assert.is(next('other-bot', 'nofollow'), 'x');
  assert.is(next('robots', 'index, follow'), 'x');
  assert.is(next('description', 'nofollow'), 'x');
  for (const [header, forbids] of [
    [undefined, false],
    ['noindex', false],
    ['noindex,nofollow', true],
    ['NONE', true],
    ['my-bot: nofollow', true],
    ['other-bot: noindex, nofollow', false],
    [['other-bot: nofollow', 'my-bot: none'], true],
    ['unavailable_after: 25 Jun 2030 15:00:00 PST, nofollow', true],
    ['max-snippet: 50, nofollow', true],
    ['max-image-preview:large, none', true],
    ['Max-Video-Preview: -1', false],
    // Lines that a proxy has joined.
    ['other-bot: noindex, nofollow, my-bot: nofollow', true],
    ['my-bot: noindex, other-bot: noindex, nofollow', false],
    ['nofollow, other-bot: noindex', true],
    ['noindex, other-bot: max-snippet: 50, nofollow', false],
    ['other-bot: none, my-bot: unavailable_after: 25 Jun 2030 15:00:00 PST, none', true],
    ['my-bot: unavailable_after: Tue, 25 Jun 2030 15:00:00 GMT, nofollow', true],
  ] as const) {
    const values = typeof header === 'object' ? [...header] : header;
    assert.is(forbidsLinks(values, 'My-Bot/1.0'), forbids, String(header));
  }
});

test.run();
