import { brotliCompressSync, gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { follow, index, list } from './sitemap-site.ts';

test('what it lists is fetched, each once, as the protocol writes it', async () => {
  const { asked, complete, pages } = await follow({
    '/sitemap.xml': `\uFEFF<?xml version="1.0"?><!-- mine --><s:urlset xmlns:s="x">
      <s:url><s:loc> ORIGIN/a?x=1&amp;y=2 </s:loc><s:lastmod>2020</s:lastmod>
      <image:image><image:loc>ORIGIN/image</image:loc></image:image></s:url>
      <s:url><s:loc><![CDATA[ORIGIN/b]]></s:loc></s:url><url><loc>ORIGIN/%62#x</loc></url>
      </s:urlset>`,
  });
  assert.equal(pages, ['/a?x=1&y=2', '/b']);
  assert.equal(asked.slice(0, 2), ['/robots.txt', '/sitemap.xml']);
  assert.ok(complete);
});

test('what is no coding is passed over, also the name of what every object has', async () => {
  for (const coding of ['constructor', '__proto__']) {
    const headers = { 'content-encoding': coding };
    const files = { '/sitemap.xml': [index(), headers] as [string, typeof headers] };
    assert.equal((await follow(files)).failures, [], coding);
  }
});

for (const [name, pack, headers] of [
  ['a file of gzip', gzipSync, { 'content-type': 'application/x-gzip' }],
  ['gzip by the server', gzipSync, { 'content-encoding': 'gzip' }],
  ['brotli', brotliCompressSync, { 'content-encoding': 'br' }],
  ['both', (b: Buffer) => gzipSync(gzipSync(b)), { 'content-encoding': 'gzip' }],
] as const) {
  test(`packed: ${name}`, async () => {
    const body = pack(Buffer.from(index('/x').replace('/x', 'http://127.0.0.1:9/x')));
    const { limits, failures } = await follow({ '/sitemap.xml': [body, headers] });
    assert.match(limits.join(), '1 entries left out');
    assert.equal(failures, []);
  });
}

test('indexes, each sitemap once, also when they list each other', async () => {
  const { asked, pages, failures } = await follow({
    '/sitemap.xml': index('ORIGIN/1.xml', 'ORIGIN/2.xml', 'ORIGIN/sitemap.xml'),
    '/1.xml': index('ORIGIN/sitemap.xml', 'ORIGIN/3.xml', 'ORIGIN/3.xml#again'),
    '/2.xml': list('ORIGIN/a'),
    '/3.xml': list('ORIGIN/b'),
  });
  assert.equal(pages, ['/a', '/b']);
  assert.equal(failures, []);
  assert.is(asked.filter((path) => path.endsWith('.xml')).length, 4);
});

test('indexes of indexes of indexes have an end', async () => {
  const files = {
    '/sitemap.xml': index('ORIGIN/1.xml'),
    '/1.xml': index('ORIGIN/2.xml'),
  };
  const deep = { '/2.xml': index('ORIGIN/3.xml'), '/3.xml': list('ORIGIN/no') };
  const { pages, failures, complete } = await follow({ ...files, ...deep });
  assert.equal(pages, []);
  assert.equal(failures, ['/3.xml sitemap: nested too deeply']);
  assert.not(complete);
});

test('robots.txt names sitemaps, and forbids some', async () => {
  const lines = 'Sitemap: ORIGIN/1.xml\nSITEMAP:ORIGIN/2.xml # mine\n';
  const rules = 'User-agent: *\nDisallow: /2\nDisallow: /no\n';
  const files = { '/robots.txt': lines + rules, '/1.xml': list('ORIGIN/a', 'ORIGIN/no') };
  const { asked, failures } = await follow(files, '--sitemap', 'ORIGIN/robots.txt');
  assert.equal(asked.slice(-2), ['/1.xml', '/a']);
  const forbidden = 'robots.txt forbids it';
  assert.equal(failures, [`/2.xml sitemap: ${forbidden}`, `/no ${forbidden}`]);
});

test('other hosts and what is no URL are left out, and counted', async () => {
  const urls = ['http://localhost:9/x', '/a', 'nonsense', '', 'ftp://x/'];
  const { pages, limits } = await follow({ '/sitemap.xml': list('ORIGIN/b', ...urls) });
  assert.equal(pages, ['/b']);
  assert.equal(limits, ['Sitemaps: 5 entries left out, of other hosts or no URLs']);
});

test('after a redirect, its host is the one that counts', async () => {
  const { pages } = await follow({
    '/sitemap.xml': ['', { location: '/new.xml' }],
    '/new.xml': list('ORIGIN/a'),
  });
  assert.equal(pages, ['/a']);
});

test('--max-pages ends it, before the rest is read', async () => {
  const files = { '/sitemap.xml': index('ORIGIN/1.xml', 'ORIGIN/2.xml') };
  const one = { '/1.xml': list('ORIGIN/a', 'ORIGIN/b', 'ORIGIN/c', 'ORIGIN/d') };
  const { asked, pages, limits } = await follow({ ...files, ...one }, '--max-pages', '2');
  assert.equal(pages, ['/a', '/b']);
  assert.equal(limits, ['Ended at --max-pages']);
  assert.not.ok(asked.includes('/2.xml'));
});

test.run();
