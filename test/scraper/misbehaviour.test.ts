import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { FailureKind } from '../../modules/05/scraper/failure.ts';
import { Outcomes } from '../../modules/05/scraper/outcomes.ts';
import { blankPage } from '../../modules/05/scraper/page.ts';
import { type Fault, startSite } from '../../modules/05/site/site.ts';
import { asked, crawlAll, demandDelay, pagePaths, timesOf } from './helpers.ts';

const MIB = 1024 * 1024;

// Each fault on page 3 of five: the run ends, page 3 is reported as it should be, and the
// others come in.
const faults: [string, Fault, FailureKind | undefined, requests: number][] = [
  ['a delay', { delay: 100 }, undefined, 1],
  ['not found', { status: 404 }, 'status', 1],
  ['an error of the server', { status: 500 }, 'status', 3],
  ['an error that passes', { status: 503, times: 2 }, undefined, 3],
  ['a reset before the answer', { reset: 'headers' }, 'connection', 3],
  ['a reset that passes', { reset: 'headers', times: 1 }, undefined, 2],
  ['a reset in the body', { reset: 'body' }, 'connection', 3],
  ['a stall before the answer', { stall: 'headers' }, 'timeout', 3],
  ['a stall in the body', { stall: 'body' }, 'timeout', 3],
  ['a stall that passes', { stall: 'body', times: 1 }, undefined, 2],
  ['a body that drips', { drip: 20 }, 'timeout', 3],
  ['an endless body', { endless: true }, 'too large', 1],
  ['a body of 1 GiB', { size: 1024 * MIB }, 'too large', 1],
  ['an endless body with an error', { endless: true, status: 404 }, 'status', 1],
  ['a stall after an error', { stall: 'body', status: 404 }, 'status', 1],
  ['a body of 2 MiB', { size: 2 * MIB }, undefined, 1],
  ['gzip', { gzip: true }, undefined, 1],
  ['gzip that is none', { gzip: 'broken' }, 'encoding', 1],
  ['gzip that unpacks to 1 GiB', { gzip: 'bomb' }, 'too large', 1],
  ['something else than HTML', { type: 'image/png' }, 'not html', 1],
  ['something that is no HTTP', { garbage: true }, 'protocol', 3],
  [
    'a charset that is honoured',
    { charset: 'utf-16le', encoding: 'utf16le' },
    undefined,
    1,
  ],
  ['a charset that is wrong', { charset: 'utf-8', encoding: 'latin1' }, undefined, 1],
  ['a charset that does not exist', { charset: 'klingon' }, undefined, 1],
  ['a redirect', { redirect: '/author/Jane-Austen/' }, undefined, 1],
  ['a redirect to itself', { redirect: '/page/3/' }, 'redirect', 1],
  ['a redirect to nowhere', { redirect: 'ftp://127.0.0.1/' }, 'redirect', 1],
  ['a redirect without a location', { status: 302 }, 'redirect', 1],
  ['a status that makes no sense', { status: 304 }, 'status', 1],
];

for (const [name, fault, kind, requests] of faults) {
  test(`${name}: ${kind ? `reported as '${kind}'` : 'comes in'}`, async () => {
    await using site = await startSite({ faults: { '/page/3/': fault } });
    // The machine may be busy: only what is to be too late is given little time.
    const timeout = fault.drip ? 700 : 20_000;
    const headersTimeout = fault.stall ? 800 : 20_000;
    const limits = { timeout, headersTimeout, idleTimeout: headersTimeout };
    const options = { retries: 2, maxBody: 4 * MIB, ...limits };
    const start = performance.now();
    const { pages } = await crawlAll(site, pagePaths(5), options);
    assert.ok(performance.now() - start < 20_000);
    assert.is(pages.get('/page/3/')?.failure?.kind, kind);
    assert.is(timesOf(site, '/page/3/').length, requests);
    for (const n of [1, 2, 4, 5]) {
      const page = pages.get(`/page/${n}/`);
      assert.is(page?.failure, undefined);
      assert.is(page?.content?.split('class="quote"').length, 11);
      assert.is(timesOf(site, `/page/${n}/`).length, 1);
    }
  });
}

test('a page in another charset reads as it should', async () => {
  const faults: Record<string, Fault> = {
    '/page/1/': { charset: 'iso-8859-1', encoding: 'latin1' },
    '/page/2/': { charset: 'utf-16le', encoding: 'utf16le' },
    '/page/3/': { charset: '' },
    '/page/4/': { gzip: true },
  };
  await using site = await startSite({ faults });
  const path = '/author/Charlotte-Bront%C3%AB/';
  for (const fault of Object.values(faults)) {
    site.faults.set(path, fault);
    const { pages } = await crawlAll(site, [path]);
    assert.match(pages.get(path)?.content ?? '', 'Charlotte Brontë');
  }
});

test('nobody listens: reported, and the other host comes in', async () => {
  const gone = await startSite();
  await gone[Symbol.asyncDispose]();
  await using site = await startSite();
  const paths = ['/page/1/', `${gone.origin}/page/1/`, `${gone.origin}/page/2/`];
  const { pages } = await crawlAll(site, paths, { retries: 1 });
  assert.is(pages.get('/page/1/')?.failure, undefined);
  for (const path of paths.slice(1))
    assert.is(pages.get(path)?.failure?.kind, 'connection');
});

test('a URL that is none', async () => {
  await using site = await startSite();
  const urls = [
    'ftp://127.0.0.1/',
    'http://user:secret@127.0.0.1/',
    `/${'x'.repeat(3000)}`,
  ];
  const { pages } = await crawlAll(site, [...urls, '/page/1/']);
  for (const url of urls) assert.is(pages.get(url)?.failure?.kind, 'bad url');
  assert.is(pages.get('/page/1/')?.failure, undefined);
  assert.is(asked(site).length, 1);
});

// Redirects

function chain(length: number): Record<string, Fault> {
  const hops = Array.from({ length }, (_, i): [string, Fault] => {
    return [`/hop/${i}`, { redirect: i + 1 < length ? `/hop/${i + 1}` : '/page/1/' }];
  });
  return Object.fromEntries(hops);
}

test('ten redirects are followed, eleven are not', async () => {
  await using site = await startSite({ faults: chain(10) });
  const { pages } = await crawlAll(site, ['/hop/0']);
  assert.is(pages.get('/hop/0')?.failure, undefined);
  assert.is(pages.get('/hop/0')?.trail.at(-1), `${site.origin}/page/1/`);

  await using endless = await startSite({ faults: chain(11) });
  const { pages: failed } = await crawlAll(endless, ['/hop/0', '/page/2/']);
  assert.is(failed.get('/hop/0')?.failure?.kind, 'redirect');
  assert.is(failed.get('/page/2/')?.failure, undefined);
  assert.is(asked(endless).filter(({ path }) => path.startsWith('/hop')).length, 11);
});

test('each hop is checked: robots.txt of the path, and of the other host', async () => {
  const robots = 'User-agent: *\nDisallow: /page/9/\n';
  await using other = await startSite({ robots });
  const faults = {
    '/page/1/': { redirect: '/private/' },
    '/page/2/': { redirect: `${other.origin}/page/9/` },
    '/page/3/': { redirect: `${other.origin}/page/8/` },
  };
  await using site = await startSite({ faults });
  const { pages } = await crawlAll(site, pagePaths(4));
  assert.is(pages.get('/page/1/')?.failure?.kind, 'robots');
  assert.is(pages.get('/page/2/')?.failure?.kind, 'robots');
  assert.is(pages.get('/page/3/')?.failure, undefined);
  assert.equal(
    other.log.map(({ path }) => path),
    ['/robots.txt', '/page/8/'],
  );
  assert.equal(timesOf(site, '/private/'), []);
});

test('the delay holds between hops, and on the other host', async () => {
  await using other = await startSite();
  const faults = { ...chain(2), '/hop/1': { redirect: `${other.origin}/page/1/` } };
  await using site = await startSite({ faults });
  await crawlAll(site, ['/hop/0'], { delay: 150 });
  for (const one of [site, other]) demandDelay(one, 150);
});

test('a redirect to a page that is fetched anyway: fetched once, and both come in', async () => {
  await using site = await startSite({
    faults: { '/page/2/': { redirect: '/page/3/' } },
  });
  const { pages } = await crawlAll(site, pagePaths(4));
  assert.is(timesOf(site, '/page/3/').length, 1);
  assert.is(pages.get('/page/2/')?.failure, undefined);
  assert.is(pages.get('/page/2/')?.sameAs, `${site.origin}/page/3/`);
  assert.ok(pages.get('/page/3/')?.content);
});

test('pages that redirect to the next one in a row, by the thousand, all come in', () => {
  const outcomes = new Outcomes<string>();
  const urls = Array.from({ length: 20_000 }, (_, i) => `http://a/${i}`);
  for (const url of urls) outcomes.open(url);
  const known = urls.flatMap((url, i) =>
    outcomes.settle({ ...blankPage(url), trail: [url], sameAs: urls[i + 1] }),
  );
  assert.is(known.length, urls.length);
});

test('a redirect to a page that fails has failed, too', async () => {
  const faults: Record<string, Fault> = {
    '/page/1/': { redirect: '/page/4/' },
    '/page/2/': { redirect: '/page/1/' },
    '/page/4/': { status: 404, delay: 50 },
  };
  await using site = await startSite({ faults });
  const { pages } = await crawlAll(site, pagePaths(4));
  assert.equal(
    pagePaths(4).map((path) => pages.get(path)?.failure?.kind),
    ['status', 'status', undefined, 'status'],
  );
  assert.is(asked(site).length, 4);
});

test('pages that redirect to each other have failed, all of them', async () => {
  const faults = {
    '/page/1/': { redirect: '/page/2/' },
    '/page/2/': { redirect: '/page/3/' },
    '/page/3/': { redirect: '/page/1/' },
    '/page/5/': { redirect: '/page/2/' },
  };
  await using site = await startSite({ faults });
  const { pages } = await crawlAll(site, pagePaths(5));
  assert.equal(
    pagePaths(5).map((path) => pages.get(path)?.failure?.kind),
    ['redirect', 'redirect', 'redirect', undefined, 'redirect'],
  );
  assert.is(asked(site).length, 5);
});

test.run();
