import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { forbidsLinks } from '../../modules/05/scraper/nofollow.ts';
import { readPage } from '../../modules/05/scraper/read-page.ts';
import { start } from './helpers.ts';

/** A site in memory, and what it was asked for, without robots.txt. */
async function siteOf(answer: (path: string, response: ServerResponse) => string) {
  const log: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    if (url === '/robots.txt') return response.writeHead(404).end();
    log.push(url);
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(answer(url, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    log,
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

async function run(...args: string[]) {
  const program = start('scraper', [...args, '--delay', '0', '--quiet']);
  return { code: await program.ended, stdout: program.stdout, stderr: program.stderr };
}

test('--max-pages: no page more is asked for, and it says so', async () => {
  using site = await siteOf(endless);
  const { code, stdout } = await run(`${site.origin}/1`, '--follow', '--max-pages', '7');
  assert.is(code, 0);
  assert.equal(site.log, ['/1', '/2', '/3', '/4', '/5', '/6', '/7']);
  assert.match(stdout, 'Ended at --max-pages\nNot fetched: 1 or more');
});

test('an endless site ends by itself', async () => {
  using site = await siteOf(endless);
  const { code, stdout } = await run(`${site.origin}/1`, '--follow');
  assert.is(code, 0);
  assert.is(site.log.length, 1001);
  assert.match(stdout, 'Ended at --max-pages');
});

test('--max-depth: counts links from the URLs that were given', async () => {
  using site = await siteOf(endless);
  const { code, stdout } = await run(`${site.origin}/1`, '--follow', '--max-depth', '2');
  assert.is(code, 0);
  assert.equal(site.log, ['/1', '/2', '/3']);
  assert.match(stdout, 'Links beyond --max-depth were not followed');
});

test('--max-time: what is in flight comes in, and it says so', async () => {
  using site = await siteOf(endless);
  const args = ['--follow', '--max-pages', '1000000', '--max-time', '1'];
  const { code, stdout } = await run(`${site.origin}/1`, ...args);
  assert.is(code, 0);
  assert.match(stdout, 'Ended at --max-time\nNot fetched: 1');
});

test('--links: these links on the same host, each once, besides Next', async () => {
  using site = await siteOf((path) =>
    path === '/'
      ? `${quote}<a class="title" href="/a">A</a><a class="title" href="a#x">again</a>
         <a href="/no">B</a><a class="title" href="http://localhost:9/">out</a>
         <a class="title" href="mailto:a@b.c">m</a><li class="next"><a href="/b">n</a>`
      : quote,
  );
  await run(`${site.origin}/`, '--links', 'a.title');
  assert.equal(site.log.splice(0).sort(), ['/', '/a']);
  await run(`${site.origin}/`, '--links', 'a.title', '--follow');
  assert.equal(site.log.sort(), ['/', '/a', '/b']);
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
  await run(...urls, '--follow', '--max-depth', '1');
  assert.equal(site.log.splice(0).sort(), ['/h', '/m', '/o', '/o/on', '/r']);
  await run(...urls, '--follow', '--max-depth', '1', '--ignore-robots');
  assert.is(site.log.length, 8);
});

test('who is meant by a meta and by an X-Robots-Tag', () => {
  const next = (name: string, content: string) => {
    const html = `<meta name="${name}" content="${content}"><p class=next><a href=x>`;
    return readPage(html, undefined, { robot: 'My-Bot/1.0' }).next;
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
  ] as const) {
    const values = typeof header === 'object' ? [...header] : header;
    assert.is(forbidsLinks(values, 'My-Bot/1.0'), forbids, String(header));
  }
});

test.run();
