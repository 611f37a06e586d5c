import { once } from 'node:events';
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Crawl, type CrawlOptions } from '../../modules/05/scraper/crawl.ts';
import { HttpCache } from '../../modules/05/scraper/http-cache.ts';
import { patient, temporaryFolder } from './helpers.ts';

const DATE = 'Thu, 01 Jan 2026 00:00:00 GMT';

/**
 * A page of this path has these headers. `log` is what it was asked, and its answers; `brief`
 * are headers of a 304.
 */
async function startServer(heads: Record<string, OutgoingHttpHeaders>) {
  const log: string[] = [];
  const answers = { brief: {} };
  const server = createServer(({ url = '', headers }, response) => {
    const head = heads[url] ?? {};
    const { 'if-none-match': match, 'if-modified-since': since } = headers;
    const same = match ? match === head.etag : since && since === head['last-modified'];
    const status = url === '/robots.txt' && !heads[url] ? 404 : same ? 304 : 200;
    log.push([url, match ?? since ?? '-', status].join(' '));
    const whole = { 'content-type': 'text/html', ...head };
    const brief = {
      ...(head.about ? { etag: String(head.about) } : {}),
      ...answers.brief,
    };
    response.writeHead(status, status === 304 ? brief : whole);
    response.end(url === '/robots.txt' ? '' : `<p>${url} ${log.length}`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  /** One run; returns what it was asked then, and the pages. */
  const run = async (
    path: string,
    folder: string,
    options?: Partial<CrawlOptions<string>>,
  ) => {
    const from = log.length;
    const cache = new HttpCache(folder);
    const crawl = new Crawl({ ...patient, ignoreRobots: true, cache, ...options });
    crawl.add(path, origin);
    const pages = [];
    for await (const page of crawl) pages.push(page);
    cache.check();
    const [page] = pages;
    return { asked: log.slice(from), text: page?.content, page };
  };
  return Object.assign(answers, { run, heads, log, origin, [Symbol.dispose]: stop });
}

for (const [name, head, second] of [
  ['an ETag', { etag: '"1"' }, '"1" 304'],
  ['a weak ETag', { etag: 'W/"1"' }, 'W/"1" 304'],
  ['Last-Modified', { 'last-modified': DATE }, `${DATE} 304`],
  ['both', { etag: '"1"', 'last-modified': DATE }, '"1" 304'],
  ['no-cache', { etag: '"1"', 'cache-control': 'no-cache, max-age=99' }, '"1" 304'],
  ['an end that has come', { etag: '"1"', expires: DATE }, '"1" 304'],
  ['max-age', { 'cache-control': 'max-age=99' }, undefined],
  ['private', { 'cache-control': 'private, max-age=99' }, undefined],
  ['said twice', { 'cache-control': ['max-age=99', 'public'] }, undefined],
  ['a 304 about another', { etag: '"1"', about: '"2"' }, '"1" 304, / - 200'],
  ['no-store', { etag: '"1"', 'cache-control': 'no-store' }, '- 200'],
  ['Vary: *', { etag: '"1"', vary: '*', 'cache-control': 'max-age=99' }, '- 200'],
  ['nothing', {}, '- 200'],
] as const) {
  test(`with ${name}, the second run asks: ${second ?? 'nobody'}`, async () => {
    using folder = temporaryFolder();
    using server = await startServer({ '/': head as OutgoingHttpHeaders });
    const one = await server.run('/', folder.file('cache'));
    const two = await server.run('/', folder.file('cache'));
    assert.equal(one.asked, ['/ - 200']);
    assert.is(two.asked.join(', '), second ? `/ ${second}` : '');
    assert.is(two.text, `<p>/ ${second?.endsWith('200') ? server.log.length : 1}`);
    assert.is(two.page?.bytes, second?.endsWith('200') ? 6 : 0);
  });
}

test('what has changed comes anew, and is kept', async () => {
  using folder = temporaryFolder();
  using server = await startServer({ '/': { etag: '"1"' } });
  await server.run('/', folder.file('cache'));
  server.heads['/'] = { etag: '"2"' };
  const { asked, text } = await server.run('/', folder.file('cache'));
  assert.equal(asked, ['/ "1" 200']);
  assert.is(text, '<p>/ 2');
  const again = await server.run('/', folder.file('cache'));
  assert.equal([again.asked, again.text], [['/ "2" 304'], '<p>/ 2']);
});

test('a page for one cookie is not that for another, where it varies', async () => {
  using folder = temporaryFolder();
  const head = { vary: 'Cookie', 'cache-control': 'max-age=99' };
  using server = await startServer({ '/': head, '/set': { 'set-cookie': 'b=1' } });
  await server.run('/', folder.file('cache'));
  assert.equal((await server.run('/', folder.file('cache'))).asked, []);
  const crawl = { ...patient, ignoreRobots: true, perHost: 1, concurrency: 1 };
  const cache = new HttpCache(folder.file('cache'));
  const both = new Crawl({ ...crawl, cache });
  both.add('/set', server.origin);
  for await (const page of both) if (page.url.endsWith('/set')) both.follow(page, '/');
  assert.equal(server.log.slice(-2), ['/set - 200', '/ - 200']);
});

test('what sets a cookie is asked for in each run', async () => {
  using folder = temporaryFolder();
  const head = { etag: '"1"', 'cache-control': 'max-age=99' };
  using server = await startServer({ '/': { ...head, 'set-cookie': 'a=1' } });
  for (const cookies of [false, true, true]) {
    const { asked } = await server.run('/', folder.file('cache'), { cookies });
    assert.equal(asked, ['/ - 200']);
  }
});

test('also what does so only when it is asked whether it still holds', async () => {
  using folder = temporaryFolder();
  const brief = { 'cache-control': 'max-age=99', 'set-cookie': 'a=1' };
  using server = await startServer({ '/': { etag: '"1"', 'cache-control': 'no-cache' } });
  await server.run('/', folder.file('cache'));
  server.brief = brief;
  for (let i = 0; i < 2; i++) {
    const { asked, text } = await server.run('/', folder.file('cache'));
    assert.equal([asked, text], [['/ "1" 304'], '<p>/ 1']);
  }
});

test('a private server does not say that what is public holds, nor the other way round', async () => {
  using folder = temporaryFolder();
  const cache = new HttpCache(folder.file('cache'));
  const request = { url: new URL('http://a.example/'), headers: {}, form: 'whole' };
  const [body, rest] = [Buffer.of(1), { headers: { etag: '"1"' }, bytes: 1 }];
  for (const [was, now, holds] of [
    ['1.1.1.1', '1.0.0.1', true],
    ['127.0.0.1', '10.0.0.1', true],
    ['1.1.1.1', '127.0.0.1', false],
    ['127.0.0.1', '1.1.1.1', false],
    [undefined, '127.0.0.1', false], // it may have been anywhere
    ['127.0.0.1', undefined, true], // now it may be
  ] as const) {
    await cache.keep(request, { ...rest, status: 200, body, address: was });
    const kept = await cache.find(request);
    const renewed = await kept?.renew({ ...rest, status: 304, body, address: now });
    assert.is(renewed !== undefined, holds, `${was}, then ${now}`);
    if (holds) assert.is((await cache.find(request))?.answer.address, now);
  }
});

/** A date so many seconds ago. */
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toUTCString();

for (const [name, head, second] of [
  ['a Date of an hour ago', { date: ago(3600) }, ['/ "1" 304']],
  ['an Age of an hour', { age: '3600' }, ['/ "1" 304']],
  ['an Age of an hour, and a Date of now', { age: '3600', date: ago(0) }, ['/ "1" 304']],
  ['a Date of 20 s ago', { date: ago(20) }, []],
  ['a Date of tomorrow', { date: ago(-86_400) }, []],
  ['a Date that is none', { date: 'soon', age: 'old' }, []],
] as const) {
  test(`with ${name}, 999 s hold for as long as that leaves`, async () => {
    using folder = temporaryFolder();
    const hold = { etag: '"1"', 'cache-control': 'max-age=999' };
    using server = await startServer({ '/': { ...hold, ...head } });
    await server.run('/', folder.file('cache'));
    assert.equal((await server.run('/', folder.file('cache'))).asked, second);
    // A 304 of now makes it as new as that.
    assert.equal((await server.run('/', folder.file('cache'))).asked, []);
  });
}

test('robots.txt is kept, too, unless it says no-store', async () => {
  using folder = temporaryFolder();
  const hold = { 'cache-control': 'max-age=99' };
  using server = await startServer({ '/robots.txt': hold, '/': hold });
  const run = () => server.run('/', folder.file('cache'), { ignoreRobots: false });
  assert.equal((await run()).asked, ['/robots.txt - 200', '/ - 200']);
  assert.equal((await run()).asked, []);
  server.heads['/robots.txt'] = { 'cache-control': 'no-store', etag: '"1"' };
  const fresh = () => server.run('/', folder.file('other'), { ignoreRobots: false });
  await fresh();
  assert.equal((await fresh()).asked, ['/robots.txt - 200']);
  assert.is(readdirSync(folder.file('other')).length, 1);
});

for (const [name, damage] of [
  ['cut', (file: string) => truncateSync(file, 200)],
  ['empty', (file: string) => truncateSync(file, 0)],
  ['other bytes', (file: string) => flip(file)],
  ['no entry', (file: string) => writeFileSync(file, '{}\n')],
] as const) {
  test(`a damaged entry is fetched anew: ${name}`, async () => {
    using folder = temporaryFolder();
    using server = await startServer({
      '/': { etag: '"1"', 'cache-control': 'max-age=9' },
    });
    await server.run('/', folder.file('cache'));
    for (const file of readdirSync(folder.file('cache')))
      damage(folder.file(`cache/${file}`));
    const { asked, text } = await server.run('/', folder.file('cache'));
    assert.equal([asked, text], [['/ - 200'], '<p>/ 2']);
    assert.equal((await server.run('/', folder.file('cache'))).asked, []);
  });
}

function flip(file: string): void {
  const bytes = readFileSync(file);
  bytes[bytes.length - 1] = 0;
  writeFileSync(file, bytes);
}

test.run();
