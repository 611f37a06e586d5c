import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Crawl } from '../../modules/05/scraper/crawl.ts';
import { type Fault, startSite } from '../../modules/05/site/site.ts';
import { asked, crawlAll, gaps, pagePaths, patient, timesOf } from './helpers.ts';

// What counts is what the site saw.

const DAY = 86_400;

for (const status of [429, 503]) {
  test(`status ${status}, for a day: the host is asked nothing more, its pages are named`, async () => {
    const faults = { '*': { status, retryAfter: DAY } };
    await using site = await startSite({ pages: 30, faults });
    await using other = await startSite();
    const paths = [...pagePaths(30), `${other.origin}/page/1/`];
    const { pages, crawl } = await crawlAll(site, paths, { perHost: 1 });
    assert.is(asked(site).length, 1);
    for (const path of pagePaths(30)) {
      assert.is(pages.get(path)?.failure?.kind, 'asked to wait');
      assert.is(pages.get(path)?.failure?.message, 'asked to wait 86,400 s');
    }
    assert.is(pages.get(`${other.origin}/page/1/`)?.failure, undefined);
    assert.is(crawl.retries, 0);
  });
}

test('what a host asks for holds as soon as it is said, before its answer is over', async () => {
  const faults = { '/page/1/': { status: 429, retryAfter: 2, drip: 4, times: 1 } };
  await using site = await startSite({ pages: 60, faults });
  await crawlAll(site, pagePaths(60), { perHost: 4, delay: 20 });
  const [first = 0] = timesOf(site, '/page/1/');
  const meanwhile = asked(site).filter(({ at }) => at > first && at < first + 1_900);
  // What was on the wire when it was said.
  assert.ok(meanwhile.length <= 3, `${meanwhile.length} were asked for meanwhile`);
});

test('those in flight come in, when the host is given up', async () => {
  const faults = { '/page/3/': { status: 503, retryAfter: DAY } };
  await using site = await startSite({ pages: 30, together: 4, faults });
  const { pages } = await crawlAll(site, pagePaths(30), { perHost: 4 });
  const came = [...pages.values()].filter(({ failure }) => !failure);
  assert.is(came.length, asked(site).length - 1);
  assert.ok(came.length >= 3 && came.length <= 12, `${came.length} pages`);
  assert.is(pages.size, 30);
});

test('a robots.txt that asks to wait for a day: nothing is asked for', async () => {
  const faults = { '/robots.txt': { status: 503, retryAfter: DAY } };
  await using site = await startSite({ faults });
  const { pages } = await crawlAll(site, pagePaths(5));
  assert.is(site.log.length, 1);
  for (const { failure } of pages.values()) {
    assert.is(failure?.message, 'robots.txt: asked to wait 86,400 s');
  }
});

test('waits in a row add up, until something comes in', async () => {
  const always = { status: 429, retryAfter: 1 };
  await using site = await startSite({ faults: { '*': always } });
  const { pages } = await crawlAll(site, pagePaths(3), { perHost: 1, maxWait: 1500 });
  assert.is(asked(site).length, 2);
  for (const { failure } of pages.values()) {
    assert.match(failure?.message ?? '', /^asked to wait 1 s, after \d+ s$/);
  }

  const once = { ...always, times: 1 };
  await using better = await startSite({
    faults: { '/page/1/': once, '/page/3/': once },
  });
  const { pages: all } = await crawlAll(better, pagePaths(3), {
    perHost: 1,
    maxWait: 1500,
  });
  for (const { failure } of all.values()) assert.is(failure, undefined);
});

const soon = (s: number) => new Date(Date.now() + s * 1000).toUTCString();
const forms: [name: string, retryAfter: () => string][] = [
  ['a fraction', () => '1.5'],
  ['said twice', () => '1, 1'],
  ['a date', () => soon(3)],
  [
    'a date as in RFC 850',
    () => soon(3).replace(/^\w+, (\d+) (\w+) \d\d/, 'Monday, $1-$2-'),
  ],
  [
    'a date of C',
    () => soon(3).replace(/^(\w+), (\d+) (\w+) (\d+) (\S+).*/, '$1 $3 $2 $5 $4'),
  ],
];

for (const [name, retryAfter] of forms) {
  test(`Retry-After as ${name}: the host is left alone`, async () => {
    await using site = await startSite();
    site.faults.set('/page/1/', { status: 503, retryAfter: retryAfter(), times: 1 });
    const { pages } = await crawlAll(site, pagePaths(2), { perHost: 1 });
    const [gap = 0] = gaps(asked(site).map(({ at }) => at));
    assert.ok(gap >= 950, `${gap} ms`);
    for (const { failure } of pages.values()) assert.is(failure, undefined);
  });
}

test('Retry-After on a redirect: for its target, and for all pages of the host', async () => {
  await using other = await startSite();
  const faults: Record<string, Fault> = {
    '/page/1/': { redirect: `${other.origin}/page/1/`, retryAfter: 1 },
  };
  await using site = await startSite({ faults });
  const start = performance.now();
  const { pages } = await crawlAll(site, pagePaths(2), { perHost: 1 });
  const [gap = 0] = gaps(asked(site).map(({ at }) => at));
  assert.ok(gap >= 999, `${gap} ms`);
  assert.ok(performance.now() - start >= 999);
  assert.is(timesOf(other, '/page/1/').length, 1);
  for (const { failure } of pages.values()) assert.is(failure, undefined);
});

test('a redirect that wants a day is not followed', async () => {
  const faults = { '/page/1/': { redirect: '/page/2/', retryAfter: DAY } };
  await using site = await startSite({ faults });
  const { pages } = await crawlAll(site, ['/page/1/']);
  assert.is(asked(site).length, 1);
  assert.is(pages.get('/page/1/')?.failure?.kind, 'asked to wait');
});

test('a host that ten times in a row did not connect is given up', async () => {
  const gone = await startSite();
  await gone[Symbol.asyncDispose]();
  await using site = await startSite();
  const crawl = new Crawl({ ...patient, base: 1, ignoreRobots: true });
  for (const path of pagePaths(40)) crawl.add(path, gone.origin);
  for (const path of pagePaths(3)) crawl.add(path, site.origin);
  let [requests, failed] = [0, 0];
  for await (const page of crawl) {
    requests += page.requests;
    if (!page.failure) continue;
    failed++;
    assert.ok(page.url.startsWith(gone.origin));
    assert.is(page.failure.kind, 'host given up');
    assert.match(
      page.failure.message,
      /^no connection \d+ times in a row: .*ECONNREFUSED/,
    );
  }
  assert.is(failed, 40);
  // Some were in flight when it was given up.
  assert.ok(requests >= 10 + 3 && requests < 10 + 3 + 4, `${requests} requests`);
});

test('a connection that stands is the end of the row', async () => {
  await using site = await startSite({ faults: { '*': { reset: 'headers' } } });
  const { pages } = await crawlAll(site, pagePaths(30), { retries: 0 });
  assert.is(asked(site).length, 30);
  for (const { failure } of pages.values()) assert.is(failure?.kind, 'connection');
});

test.run();
