import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Crawl } from '../../modules/05/scraper/crawl.ts';
import { startSite } from '../../modules/05/site/site.ts';
import { asked, crawlAll, pagePaths, patient, until } from './helpers.ts';

// What counts is what the site saw.

test('fetches each page once, over few connections, as who it says it is', async () => {
  await using site = await startSite({ pages: 30 });
  const { pages } = await crawlAll(site, pagePaths(30));
  assert.is(pages.size, 30);
  for (const page of pages.values())
    assert.is(page.content?.includes('class="quote"'), true);
  assert.equal(
    asked(site)
      .map(({ path }) => path)
      .sort(),
    pagePaths(30).sort(),
  );
  assert.ok(new Set(site.log.map(({ connection }) => connection)).size <= 4);
  for (const { userAgent } of site.log) assert.is(userAgent, patient.userAgent);
});

for (const [concurrency, perHost] of [
  [1, 1],
  [5, 5],
  [8, 3],
  [2, 6],
] as const) {
  test(`${concurrency} at once, ${perHost} to a host: reached, and never exceeded`, async () => {
    const limit = Math.min(concurrency, perHost);
    const faults = { '/page/3/': { status: 503, times: 2 }, '/page/4/': { status: 404 } };
    await using site = await startSite({ delay: 5, pages: 25, together: limit, faults });
    const { crawl } = await crawlAll(site, pagePaths(25), { concurrency, perHost });
    assert.is(site.mostInFlight, limit);
    assert.is(crawl.limit.mostInFlight, limit);
  });
}

test('the limit holds for all hosts together', async () => {
  await using one = await startSite({ delay: 20 });
  await using two = await startSite({ delay: 20 });
  await using three = await startSite({ delay: 20 });
  const crawl = new Crawl({ ...patient, concurrency: 4, perHost: 3 });
  for (const site of [one, two, three]) {
    for (const path of pagePaths(8)) crawl.add(path, site.origin);
  }
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, one.inFlight + two.inFlight + three.inFlight);
  }, 1);
  let pages = 0;
  for await (const page of crawl) pages += page.failure ? 0 : 1;
  clearInterval(watch);
  assert.is(pages, 24);
  assert.ok(most <= 4 && most > 1, `${most} in flight`);
  for (const site of [one, two, three]) assert.ok(site.mostInFlight <= 3);
});

test('a slow host does not hold up a fast one', async () => {
  await using slow = await startSite({ delay: 400 });
  await using fast = await startSite();
  const crawl = new Crawl({
    ...patient,
    concurrency: 8,
    perHost: 2,
  });
  for (const path of pagePaths(4)) crawl.add(path, slow.origin);
  for (const path of pagePaths(10)) crawl.add(path, fast.origin);
  const order: string[] = [];
  for await (const page of crawl) order.push(new URL(page.url).origin);
  assert.equal(order.slice(0, 10), Array(10).fill(fast.origin));
});

test('spellings of one URL are one page', async () => {
  await using site = await startSite();
  const crawl = new Crawl(patient);
  const { host } = new URL(site.origin);
  const spellings = [
    `${site.origin}/page/1/`,
    `HTTP://${host}/page/1/#top`,
    `${site.origin}/page/2/../1/?`,
    `${site.origin}/%70age/%31/`,
  ];
  assert.equal(
    spellings.map((url) => crawl.add(url)),
    [true, false, false, false],
  );
  for await (const _page of crawl);
  assert.equal(
    asked(site).map(({ path }) => path),
    ['/page/1/'],
  );
});

test('pages may be added while it runs, also the last one', async () => {
  await using site = await startSite({ pages: 5 });
  const crawl = new Crawl(patient);
  crawl.add('/page/1/', site.origin);
  const order: string[] = [];
  for await (const page of crawl) {
    order.push(page.url.replace(site.origin, ''));
    const next = /class="next"><a href="([^"]+)/.exec(page.content ?? '')?.[1];
    if (next) crawl.add(next, page.url);
  }
  assert.equal(order, pagePaths(5));
});

test('what is added while the crawl waits does not wait with it', async () => {
  await using site = await startSite({ faults: { '/page/1/': { stall: 'headers' } } });
  const patience = { retries: 0, headersTimeout: 8_000, timeout: 8_000 };
  const crawl = new Crawl({ ...patient, ...patience });
  crawl.add('/page/1/', site.origin);
  void until(() => asked(site).length === 1).then(() => {
    crawl.add('/page/2/', site.origin);
    crawl.add('nonsense');
  });
  const order: string[] = [];
  for await (const { url } of crawl) {
    if (order.push(url.replace(site.origin, '')) === 2) break;
  }
  assert.equal(order.sort(), ['/page/2/', 'nonsense']);
});

test('what an earlier run has is not fetched', async () => {
  await using site = await startSite();
  const seen = [1, 3].map((n) => `${site.origin}/page/${n}/`);
  const { pages } = await crawlAll(site, pagePaths(4), { seen });
  assert.equal([...pages.keys()].sort(), ['/page/2/', '/page/4/']);
  assert.is(asked(site).length, 2);
});

test('when the signal aborts, nothing starts, and what is in flight comes in', async () => {
  await using site = await startSite({ delay: 150, pages: 40 });
  const stop = new AbortController();
  const crawl = new Crawl({ ...patient, signal: stop.signal, perHost: 3 });
  for (const path of pagePaths(40)) crawl.add(path, site.origin);
  let pages = 0;
  for await (const page of crawl) {
    assert.is(page.failure, undefined);
    if (++pages === 3) stop.abort();
  }
  assert.is(pages, asked(site).length);
  assert.ok(pages >= 3 && pages <= 6, `${pages} pages`);
  assert.is(crawl.left, 40 - pages);
  assert.is(crawl.retries, 0);
});

test('a signal that has aborted before lets nothing start', async () => {
  await using site = await startSite();
  const { pages, crawl } = await crawlAll(site, pagePaths(3), {
    signal: AbortSignal.abort(),
  });
  assert.is(pages.size, 0);
  assert.is(crawl.left, 3);
  assert.is(site.log.length, 0);
});

test('the signal ends all waiting: for a retry, for a turn, for a pause', async () => {
  const faults = { '/page/1/': { status: 503, retryAfter: 50 } };
  await using site = await startSite({ faults });
  const stop = new AbortController();
  const crawl = new Crawl({ ...patient, signal: stop.signal, delay: 30_000 });
  for (const path of pagePaths(3)) crawl.add(path, site.origin);
  setTimeout(() => stop.abort(), 200);
  const start = performance.now();
  for await (const _page of crawl);
  assert.ok(performance.now() - start < 5_000);
  assert.is(crawl.left, 3);
});

test('leaving the loop cuts off the rest', async () => {
  const [first = '', ...others] = pagePaths(10);
  const stalled = others.map((path) => [path, { stall: 'headers' }] as const);
  await using site = await startSite({ faults: Object.fromEntries(stalled) });
  // None of them would end by itself while the test waits for it.
  const crawl = new Crawl({ ...patient, headersTimeout: 60_000, timeout: 60_000 });
  for (const path of [first, ...others]) crawl.add(path, site.origin);
  for await (const _page of crawl) break;
  // Also what was on the wire when it left: the first page, and four in flight.
  await new Promise((resolve) => setTimeout(resolve, 200));
  await until(() => site.inFlight === 0);
  assert.ok(asked(site).length <= 5, `${asked(site).length} were asked for`);
});

test('an error in the code that reads pages is not swallowed', async () => {
  await using site = await startSite();
  const read = () => {
    throw new TypeError('a bug');
  };
  const crawl = new Crawl({ ...patient, read });
  crawl.add('/page/1/', site.origin);
  try {
    for await (const _page of crawl);
    assert.unreachable();
  } catch (error) {
    assert.is((error as Error).message, 'a bug');
  }
});

test.run();
