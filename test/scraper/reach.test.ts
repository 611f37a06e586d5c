import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Crawl } from '../../modules/05/scraper/crawl.ts';
import type { Failure } from '../../modules/05/scraper/failure.ts';
import { HttpCache } from '../../modules/05/scraper/http-cache.ts';
import { isPublic, Reach } from '../../modules/05/scraper/reach.ts';
import { startSite } from '../../modules/05/site/site.ts';
import { crawlAll, patient, temporaryFolder } from './helpers.ts';

test('what is public, and what is not', () => {
  for (const address of [
    ...[
      '127.0.0.1',
      '127.255.255.255',
      '0.0.0.0',
      '10.1.2.3',
      '172.16.0.1',
      '172.31.9.9',
    ],
    ...[
      '192.168.0.1',
      '169.254.169.254',
      '100.64.0.1',
      '::1',
      '::',
      'fe80::1',
      'fe80::1%lo',
    ],
    ...['fc00::1', 'fdff::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1'],
    ...['64:ff9b::192.168.0.1', '::127.0.0.1', '', 'localhost'],
  ]) {
    assert.not(isPublic(address), address);
  }
  for (const address of [
    ...[
      '1.1.1.1',
      '9.255.255.255',
      '11.0.0.1',
      '172.15.0.1',
      '172.32.0.1',
      '192.167.1.1',
    ],
    ...['100.128.0.1', '128.0.0.1', '2606:4700::1', '::ffff:1.1.1.1', '64:ff9b::1.1.1.1'],
  ]) {
    assert.ok(isPublic(address), address);
  }
});

const [start, other] = [new URL('http://a.example'), new URL('http://b.example')];

function kindOf(reach: Reach, url: URL, address: string): string | undefined {
  try {
    reach.check(url.origin, address);
    return undefined;
  } catch (failure) {
    return (failure as Failure).kind;
  }
}

test('a public page leads to nothing private, by whatever name', () => {
  const reach = new Reach();
  reach.trust(start);
  assert.is(kindOf(reach, start, '1.1.1.1'), undefined);
  reach.follow(start, other);
  assert.is(kindOf(reach, other, '127.0.0.1'), 'private');
  assert.is(kindOf(reach, other, '1.1.1.2'), undefined);
  // Nor does the name that was public a moment ago.
  assert.is(kindOf(reach, other, '10.0.0.1'), 'private');
  assert.is(kindOf(reach, start, '127.0.0.1'), 'private');
});

test('a private one, to which a person has led, may lead on', () => {
  const reach = new Reach();
  reach.trust(start);
  assert.is(kindOf(reach, start, '127.0.0.1'), undefined);
  reach.follow(start, other);
  assert.is(kindOf(reach, other, '192.168.0.1'), undefined);
});

/** Whether a page that redirects to another site comes in, and whether that was asked. */
async function redirected({
  by = 'page',
  isPublic = true,
  starts = false,
  allowPrivate = false,
}) {
  await using inside = await startSite();
  const faults = {
    [by === 'page' ? '/page/1/' : '/robots.txt']: {
      redirect: `${inside.origin}/page/2/`,
    },
  };
  await using site = await startSite({ faults });
  const { check } = Reach.prototype;
  // As if the first site were on the Internet.
  Reach.prototype.check = function (origin, address) {
    check.call(this, origin, isPublic && origin === site.origin ? '1.1.1.1' : address);
  };
  try {
    const first = starts ? [`${inside.origin}/page/9/`] : [];
    const { pages } = await crawlAll(site, [...first, '/page/1/'], { allowPrivate });
    return { failure: pages.get('/page/1/')?.failure?.kind, asked: inside.log.length };
  } finally {
    Reach.prototype.check = check;
  }
}

test('the crawl asks nothing of a private address to which a public page leads', async () => {
  assert.equal(await redirected({}), { failure: 'private', asked: 0 });
  assert.equal(await redirected({ by: 'robots' }), { failure: 'private', asked: 0 });
  for (const options of [{ isPublic: false }, { allowPrivate: true }, { starts: true }]) {
    const { failure, asked } = await redirected(options);
    assert.is(failure, undefined);
    assert.ok(asked > 0);
  }
});

test('nor where a public page links to', async () => {
  await using inside = await startSite();
  await using site = await startSite();
  const { check } = Reach.prototype;
  Reach.prototype.check = function (origin, address) {
    check.call(this, origin, origin === site.origin ? '1.1.1.1' : address);
  };
  try {
    const crawl = new Crawl(patient);
    crawl.add('/page/1/', site.origin);
    const kinds: (string | undefined)[] = [];
    for await (const page of crawl) {
      kinds.push(page.failure?.kind);
      if (!page.failure) crawl.follow(page, `${inside.origin}/page/1/`);
    }
    assert.equal(kinds, [undefined, 'private']);
    assert.is(inside.log.length, 0);
  } finally {
    Reach.prototype.check = check;
  }
});

test('an origin that has been inside and outside: nothing that was kept counts', () => {
  const reach = new Reach();
  const start = new URL('http://a.example/');
  reach.trust(start);
  reach.check(start.origin, '127.0.0.1');
  assert.is(reach.addressOf(start.origin), '127.0.0.1');
  for (const address of ['1.1.1.1', '1.0.0.1']) {
    reach.check(start.origin, address);
    assert.is(reach.addressOf(start.origin), undefined);
    for (const kept of ['127.0.0.1', '1.1.1.1']) {
      assert.not(reach.recall(start.origin, kept));
    }
  }
});

type Where = 'inside' | 'public' | 'anywhere';

/** Two runs, of which the second has a page from the cache: how what it links to comes in. */
async function fromCache(was: Where, now: Where, first = ['/live'], age = 99) {
  using folder = temporaryFolder();
  await using other = await startSite();
  const link = `<p><a href="${other.origin}/page/1/">`;
  const headers = { 'cache-control': `max-age=${age}`, etag: '"1"' };
  const server = createServer(
    ({ url, headers: { 'if-none-match': match } }, response) => {
      if (match) return response.writeHead(304).end();
      response.writeHead(200, url === '/kept' ? headers : {}).end(link);
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { check } = Reach.prototype;
  const kinds: (string | undefined)[] = [];
  try {
    for (const where of [was, now]) {
      Reach.prototype.check = function (to, address) {
        check.call(this, to, to === origin && where === 'public' ? '1.1.1.1' : address);
      };
      const cache = new HttpCache(folder.file('cache'));
      const options = { ignoreRobots: true, allowPrivate: where === 'anywhere' };
      const crawl = new Crawl({ ...patient, ...options, cache, concurrency: 1 });
      crawl.add(first[0] ?? '/kept', origin);
      for await (const page of crawl) {
        if (page.url === `${origin}/kept`) crawl.follow(page, `${other.origin}/page/1/`);
        // What is kept needs no connection, and would come before it.
        else if (page.url === `${origin}/live`) crawl.add('/kept', origin);
        else kinds.push(page.failure?.kind);
      }
    }
    return kinds;
  } finally {
    Reach.prototype.check = check;
    server.closeAllConnections();
    server.close();
  }
}

test('what was kept leads where it led to when it came, whatever its name is by now', async () => {
  assert.equal(await fromCache('inside', 'inside', []), [undefined, undefined]);
  assert.equal(await fromCache('public', 'public'), ['private', 'private']);
  assert.equal(await fromCache('public', 'inside', []), ['private', 'private']);
  // Where it leads elsewhere now, it is asked anew.
  assert.equal(await fromCache('public', 'inside'), ['private', undefined]);
  assert.equal(await fromCache('inside', 'public'), [undefined, 'private']);
  assert.equal(await fromCache('inside', 'inside', ['/live'], 0), [undefined, undefined]);
  assert.equal(await fromCache('public', 'public', ['/live'], 0), ['private', 'private']);
  assert.equal(await fromCache('anywhere', 'inside'), [undefined, undefined]);
  assert.equal(await fromCache('anywhere', 'public'), [undefined, 'private']);
});

test.run();
