import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Crawl, type CrawlOptions } from '../../modules/05/scraper/crawl.ts';
import { patient, runHere, temporaryFolder } from './helpers.ts';
import { QUOTE, served } from './served.ts';
import { list } from './sitemap-site.ts';

// A status of success that has not brought what was asked for.

const PART = { 'content-range': 'bytes 0-41/99999' };

/** What becomes of one page. */
async function fetched(url: string, options: Partial<CrawlOptions<string>> = {}) {
  const crawl = new Crawl({ ...patient, retries: 0, ...options });
  crawl.add(url);
  for await (const page of crawl) return page;
  throw new Error('no page');
}

for (const [status, headers, message] of [
  [202, {}, 'status 202: not there yet'],
  [202, { 'content-type': 'application/json' }, 'status 202: not there yet'],
  [204, {}, 'status 204: no content'],
  [205, {}, 'status 205: no content'],
  [206, PART, 'status 206: only a part of the page'],
] as const) {
  test(`status ${status} ${Object.values(headers)}: no page`, async () => {
    using site = await served((_, response) =>
      response.writeHead(status, headers).end(status === 204 ? undefined : QUOTE),
    );
    const { failure, status: noted } = await fetched(`${site.origin}/1`);
    assert.is(failure?.kind, 'status');
    assert.is(failure?.message, message);
    assert.is(noted, status);
  });
}

test('201 and 203 bring a page', async () => {
  using site = await served((path, response) =>
    response.writeHead(Number(path.slice(1))).end(QUOTE),
  );
  for (const path of ['/201', '/203']) {
    assert.is((await fetched(site.origin + path)).content, QUOTE);
  }
});

test('202 is asked again, after the time that it asks for', async () => {
  const times: number[] = [];
  using site = await served((_, response) => {
    times.push(performance.now());
    if (times.length === 2) response.end(QUOTE);
    else response.writeHead(202, { 'retry-after': '1' }).end('Please wait');
  });
  const { failure, content } = await fetched(`${site.origin}/1`, { retries: 3 });
  assert.is(failure, undefined);
  assert.is(content, QUOTE);
  const [first = 0, second = 0] = times;
  assert.ok(second - first >= 950, `${second - first} ms`);
});

test('202 for a day: more than a host may ask for', async () => {
  using site = await served((_, response) =>
    response.writeHead(202, { 'retry-after': '86400' }).end(),
  );
  const { failure } = await fetched(`${site.origin}/1`, { retries: 3 });
  assert.is(failure?.message, 'asked to wait 86,400 s');
  assert.is(site.asked.length, 1);
});

test('a page that is no page is not done: a later run asks again', async () => {
  using folder = temporaryFolder();
  const out = folder.file('x.jsonl');
  using site = await served((path, response) => {
    if (path === '/part' && site.asked.length < 3) response.writeHead(206, PART);
    response.end(QUOTE);
  });
  const urls = ['/whole', '/part'].map((path) => site.origin + path);
  const args = [...urls, '--out', out, '--per-host', '1'];
  assert.not((await runHere(...args)).complete);
  assert.is(readFileSync(out, 'utf8').split('\n').length, 2);
  assert.ok((await runHere(...args, '--resume')).complete);
  assert.equal(site.asked, ['/whole', '/part', '/part']);
});

test('a part of a sitemap is none', async () => {
  using site = await served((path, response) => {
    if (path === '/a.xml') response.writeHead(206, PART);
    response.end(path === '/a.xml' ? list(`${site.origin}/1`) : QUOTE);
  });
  assert.not((await runHere('--sitemap', `${site.origin}/a.xml`)).complete);
  assert.equal(site.asked, ['/a.xml']);
});

test.run();
