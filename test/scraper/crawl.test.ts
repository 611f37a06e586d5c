import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Crawl } from '../../modules/05/scraper/crawl.ts';
import { startSite } from '../../modules/05/site/site.ts';
import {
  asked,
  crawlAll,
  gaps,
  impatient,
  pagePaths,
  timesOf,
  withMostJitter,
} from './helpers.ts';

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
  for (const { userAgent } of site.log) assert.is(userAgent, impatient.userAgent);
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
  const crawl = new Crawl({ ...impatient, concurrency: 4, perHost: 3 });
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
    ...impatient,
    headersTimeout: 1000,
    concurrency: 8,
    perHost: 2,
  });
  for (const path of pagePaths(4)) crawl.add(path, slow.origin);
  for (const path of pagePaths(10)) crawl.add(path, fast.origin);
  const order: string[] = [];
  for await (const page of crawl) order.push(new URL(page.url).origin);
  assert.equal(order.slice(0, 10), Array(10).fill(fast.origin));
});

test('keeps the delay to a host, from the first request on', async () => {
  await using site = await startSite({ pages: 6 });
  await crawlAll(site, pagePaths(6), { delay: 60 });
  // Late is no fault, so each is compared with the first one.
  for (const [i, { at }] of site.log.entries()) {
    assert.ok(at - (site.log[0]?.at ?? 0) >= 60 * i - 20, `request ${i} at ${at}`);
  }
});

test('retries count as requests: with them, too, the delay is kept', async () => {
  const faults = { '*': { status: 500, times: 4 } };
  await using site = await startSite({ pages: 3, faults });
  const { pages } = await crawlAll(site, pagePaths(3), { delay: 50, base: 1 });
  assert.is(site.log.length, 1 + 3 + 4);
  assert.ok((site.log.at(-1)?.at ?? 0) - (site.log[0]?.at ?? 0) >= 50 * 7 - 20);
  for (const { failure } of pages.values()) assert.is(failure, undefined);
});

test('obeys robots.txt: asks once and first, and leaves alone what it forbids', async () => {
  const robots =
    'User-agent: *\nDisallow: /page/2/\n\nUser-agent: test-bot\nDisallow: /page/3';
  await using site = await startSite({ robots });
  const { pages } = await crawlAll(site, pagePaths(5));
  assert.is(site.log[0]?.path, '/robots.txt');
  assert.is(timesOf(site, '/robots.txt').length, 1);
  assert.equal(
    asked(site)
      .map(({ path }) => path)
      .sort(),
    [1, 2, 4, 5].map((n) => `/page/${n}/`),
  );
  assert.is(pages.get('/page/3/')?.failure?.kind, 'robots');
});

test('obeys Crawl-delay', async () => {
  const robots = 'User-agent: *\nCrawl-delay: 0.15';
  await using site = await startSite({ robots });
  await crawlAll(site, pagePaths(4));
  for (const [i, { at }] of site.log.entries()) {
    assert.ok(at - (site.log[0]?.at ?? 0) >= 150 * i - 20, `request ${i} at ${at}`);
  }
});

test('leaves out a host that asks for more time than there is', async () => {
  await using site = await startSite({ robots: 'User-agent: *\nCrawl-delay: 86400' });
  const { pages } = await crawlAll(site, pagePaths(3));
  assert.equal(asked(site), []);
  for (const { failure } of pages.values()) assert.is(failure?.kind, 'robots');
});

for (const [status, fetched] of [
  [404, 2],
  [403, 2],
  [500, 0],
  [429, 0],
] as const) {
  test(`robots.txt with status ${status}: ${fetched ? 'everything' : 'nothing'} is allowed`, async () => {
    await using site = await startSite({ faults: { '/robots.txt': { status } } });
    const { pages } = await crawlAll(site, pagePaths(2), { retries: 1 });
    assert.is(asked(site).length, fetched);
    assert.is(timesOf(site, '/robots.txt').length, fetched ? 1 : 2);
    for (const { failure } of pages.values()) {
      assert.is(failure?.kind, fetched ? undefined : 'robots');
    }
  });
}

test('robots.txt over redirects counts for the host that was asked', async () => {
  await using other = await startSite({ robots: 'User-agent: *\nDisallow: /page/1/' });
  const faults = { '/robots.txt': { redirect: `${other.origin}/robots.txt` } };
  await using site = await startSite({ faults });
  const { pages } = await crawlAll(site, pagePaths(2));
  assert.equal(
    asked(site).map(({ path }) => path),
    ['/page/2/'],
  );
  assert.is(pages.get('/page/1/')?.failure?.kind, 'robots');
});

test('robots.txt that goes in circles counts as none', async () => {
  await using site = await startSite({
    faults: { '/robots.txt': { redirect: '/robots.txt' } },
  });
  await crawlAll(site, pagePaths(2));
  assert.is(asked(site).length, 2);
});

test('ignoreRobots asks nobody', async () => {
  await using site = await startSite({ robots: 'User-agent: *\nDisallow: /' });
  const { pages } = await crawlAll(site, pagePaths(2), { ignoreRobots: true });
  assert.is(site.log.length, 2);
  for (const { failure } of pages.values()) assert.is(failure, undefined);
});

for (const status of [408, 425, 429, 500, 502, 503, 504]) {
  test(`status ${status}: tried again, with growing waits, so many times`, async () => {
    await using site = await startSite({ faults: { '/page/1/': { status } } });
    const options = { retries: 3, base: 20 };
    const { pages, crawl } = await withMostJitter(() =>
      crawlAll(site, pagePaths(1), options),
    );
    const [first = 0, second = 0, third = 0, ...more] = gaps(timesOf(site, '/page/1/'));
    assert.equal(more, []);
    assert.ok(first >= 19 && second >= 39 && third >= 79, `${first} ${second} ${third}`);
    assert.is(crawl.retries, 3);
    assert.equal(
      [pages.get('/page/1/')?.requests, pages.get('/page/1/')?.status],
      [4, status],
    );
  });
}

for (const status of [400, 401, 403, 404, 410, 451]) {
  test(`status ${status}: never tried again`, async () => {
    await using site = await startSite({
      faults: { '/page/1/': { status, retryAfter: 0 } },
    });
    const { pages } = await crawlAll(site, pagePaths(1));
    assert.is(timesOf(site, '/page/1/').length, 1);
    assert.is(pages.get('/page/1/')?.failure?.message, `status ${status}`);
  });
}

test('Retry-After in seconds: the host is left alone for so long', async () => {
  const faults = { '/page/1/': { status: 503, retryAfter: 1, times: 1 } };
  await using site = await startSite({ faults, pages: 12 });
  const { pages } = await crawlAll(site, pagePaths(12), { concurrency: 2 });
  const [first = 0, again = 0] = timesOf(site, '/page/1/');
  assert.ok(again - first >= 999, `${again - first} ms`);
  const between = asked(site).filter(({ at }) => at > first + 100 && at < first + 980);
  assert.equal(between, []);
  for (const { failure } of pages.values()) assert.is(failure, undefined);
});

test('Retry-After as a date', async () => {
  const faults = { '/page/1/': { status: 429, retryAfterDate: 2, times: 1 } };
  await using site = await startSite({ faults });
  const { pages } = await crawlAll(site, ['/page/1/']);
  const [gap = 0] = gaps(timesOf(site, '/page/1/'));
  assert.ok(gap >= 950 && gap < 4000, `${gap} ms`); // dates have no fractions of seconds
  assert.is(pages.get('/page/1/')?.failure, undefined);
});

test('a Retry-After that is too long is not waited for, and not undercut', async () => {
  await using site = await startSite({
    faults: { '/page/1/': { status: 503, retryAfter: 3600 } },
  });
  const { pages } = await crawlAll(site, pagePaths(3));
  assert.is(timesOf(site, '/page/1/').length, 1);
  assert.is(pages.get('/page/1/')?.failure?.message, 'status 503');
  assert.is(pages.get('/page/2/')?.failure, undefined);
});

test('spellings of one URL are one page', async () => {
  await using site = await startSite();
  const crawl = new Crawl(impatient);
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
  const crawl = new Crawl(impatient);
  crawl.add('/page/1/', site.origin);
  const order: string[] = [];
  for await (const page of crawl) {
    order.push(page.url.replace(site.origin, ''));
    const next = /class="next"><a href="([^"]+)/.exec(page.content ?? '')?.[1];
    if (next) crawl.add(next, page.url);
  }
  assert.equal(order, pagePaths(5));
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
  const crawl = new Crawl({ ...impatient, signal: stop.signal, perHost: 3 });
  for (const path of pagePaths(40)) crawl.add(path, site.origin);
  let pages = 0;
  for await (const page of crawl) {
    assert.is(page.failure, undefined);
    if (++pages === 3) stop.abort();
  }
  assert.is(pages, asked(site).length);
  assert.ok(pages >= 3 && pages <= 6, `${pages} pages`);
  assert.is(crawl.left, 40 - pages);
});

test('the signal ends all waiting: for a retry, for a turn, for a pause', async () => {
  const faults = { '/page/1/': { status: 503, retryAfter: 50 } };
  await using site = await startSite({ faults });
  const stop = new AbortController();
  const crawl = new Crawl({ ...impatient, signal: stop.signal, delay: 30_000 });
  for (const path of pagePaths(3)) crawl.add(path, site.origin);
  setTimeout(() => stop.abort(), 200);
  const start = performance.now();
  for await (const _page of crawl);
  assert.ok(performance.now() - start < 5_000);
  assert.is(crawl.left, 3);
});

test('leaving the loop cuts off the rest', async () => {
  await using site = await startSite({
    delay: 50,
    faults: { '/page/5/': { stall: 'headers' } },
  });
  const crawl = new Crawl({ ...impatient, headersTimeout: 60_000, timeout: 60_000 });
  for (const path of pagePaths(10)) crawl.add(path, site.origin);
  for await (const _page of crawl) break;
  const requests = site.log.length;
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.is(site.log.length, requests);
  assert.is(site.inFlight, 0);
});

test('an error in the code that reads pages is not swallowed', async () => {
  await using site = await startSite();
  const read = () => {
    throw new TypeError('a bug');
  };
  const crawl = new Crawl({ ...impatient, read });
  crawl.add('/page/1/', site.origin);
  try {
    for await (const _page of crawl);
    assert.unreachable();
  } catch (error) {
    assert.is((error as Error).message, 'a bug');
  }
});

test.run();
