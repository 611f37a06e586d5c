import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { startSite } from '../../modules/05/site/site.ts';
import {
  asked,
  crawlAll,
  demandDelay,
  gaps,
  pagePaths,
  timesOf,
  withMostJitter,
} from './helpers.ts';

// What counts is what the site saw.

test('keeps the delay to a host, from the first request on', async () => {
  await using site = await startSite({ pages: 6 });
  await crawlAll(site, pagePaths(6), { delay: 150 });
  demandDelay(site, 150);
});

test('retries count as requests: with them, too, the delay is kept', async () => {
  const faults = { '*': { status: 500, times: 4 } };
  await using site = await startSite({ pages: 3, faults });
  const { pages } = await crawlAll(site, pagePaths(3), { delay: 50, base: 1 });
  assert.is(site.log.length, 1 + 3 + 4);
  demandDelay(site, 50);
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
  demandDelay(site, 150);
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
      if (!fetched) assert.is(failure?.message, `robots.txt answered ${status}`);
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
  await using site = await startSite({ faults });
  const { pages } = await crawlAll(site, pagePaths(5), { concurrency: 1 });
  const [first, ...others] = asked(site);
  assert.is(first?.path, '/page/1/');
  for (const { at, path } of others) {
    assert.ok(at - (first?.at ?? 0) >= 999, `${path} after ${at - (first?.at ?? 0)} ms`);
  }
  assert.is(others.length, 5);
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

test.run();
