import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Crawl } from '../../modules/05/scraper/crawl.ts';
import { patient } from './helpers.ts';

// What counts is what the site saw.

/** Crawls two pages of a site with this robots.txt; returns those that it was asked for. */
async function askedWith(answer: RequestListener): Promise<string[]> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/robots')) return answer(request, response);
    asked.push(request.url ?? '');
    response.writeHead(200, { 'content-type': 'text/html' }).end('<p>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const crawl = new Crawl({ ...patient, maxBody: 2048, maxRedirects: 1, retries: 1 });
  for (const path of ['/forbidden', '/page']) crawl.add(path, origin);
  for await (const _page of crawl);
  server.closeAllConnections();
  server.close();
  return asked.sort();
}

const RULES = 'User-agent: *\nDisallow: /forbidden\n';
const LONG = RULES + '# and so on\n'.repeat(1_000_000);
const NOISE = Buffer.from(Array.from({ length: 400_000 }, (_, i) => (i * 7919) % 251));
const gzipped = gzipSync(Buffer.concat([Buffer.from(RULES), NOISE]));

const coded: [name: string, coding: string, body: Buffer][] = [
  ['gzip', 'gzip', gzipSync(RULES)],
  ['gzip in capitals', 'GZIP', gzipSync(RULES)],
  ['brotli', 'br', brotliCompressSync(RULES)],
  ['deflate', 'deflate', deflateSync(RULES)],
  ['deflate without wrapping', 'deflate', deflateRawSync(RULES)],
  ['two layers', 'gzip, br', brotliCompressSync(gzipSync(RULES))],
  ['gzip that is cut', 'gzip', gzipSync(RULES + 'x'.repeat(100)).subarray(0, -9)],
  [
    'gzip with a wrong checksum',
    'gzip',
    Buffer.concat([gzipSync(RULES).subarray(0, -8), Buffer.alloc(8)]),
  ],
  [
    'gzip with something behind it',
    'gzip',
    Buffer.concat([gzipSync(RULES), Buffer.of(10)]),
  ],
  ['gzip that is damaged later on', 'gzip', gzipped.fill(0xff, gzipped.length >> 1)],
  ['gzip of 12 MB', 'gzip', gzipSync(LONG)],
  ['gzip that is none', 'gzip', Buffer.from(RULES)],
  ['a coding that does not exist', 'klingon', Buffer.from(RULES)],
  ['the name of what every object has', 'constructor', Buffer.from(RULES)],
  ['another such name', '__proto__', Buffer.from(RULES)],
  ['none', 'none', Buffer.from(RULES)],
  ['12 MB', 'identity', Buffer.from(LONG)],
];

for (const [name, coding, body] of coded) {
  test(`${name}: what can be read of it holds`, async () => {
    const asked = await askedWith((_, response) => {
      response.writeHead(200, { 'content-encoding': coding }).end(body);
    });
    assert.equal(asked, ['/page']);
  });
}

test('an endless robots.txt', async () => {
  const asked = await askedWith((_, response) => {
    response.write(RULES);
    const more = () => {
      while (response.writable && response.write('# and so on\n'.repeat(5000)));
    };
    response.on('drain', more);
    more();
  });
  assert.equal(asked, ['/page']);
});

for (const [coding, body] of [
  ['identity', ''],
  ['gzip', ''],
  ['br', ''],
  ['gzip', gzipSync('')],
  ['br', brotliCompressSync('')],
] as const) {
  test(`an empty body, as ${coding}, ${body.length} bytes, allows everything`, async () => {
    const asked = await askedWith((_, response) => {
      response.writeHead(200, { 'content-encoding': coding }).end(body);
    });
    assert.equal(asked, ['/forbidden', '/page']);
  });
}

for (const [name, coding, body] of [
  ['gzip that is damaged at its start', 'gzip', gzipSync(RULES).fill(0xff, 12, 14)],
  ['brotli that is gzip', 'br', gzipSync(RULES)],
  ['gzip that is cut before its first rule', 'gzip', gzipSync(RULES).subarray(0, 11)],
  ['an inner layer that is none', 'gzip, br', brotliCompressSync(Buffer.of(0x1f, 0))],
  ['a coding that was not asked for', 'zstd', Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 4, 0)],
] as const) {
  test(`${name}: nobody has said that anything may be fetched`, async () => {
    const asked = await askedWith((_, response) => {
      response.writeHead(200, { 'content-encoding': coding }).end(body);
    });
    assert.equal(asked, []);
  });
}

test('packed too often: nobody has said that anything may be fetched', async () => {
  for (const [status, expected] of [
    [200, []],
    [404, ['/forbidden', '/page']],
  ] as const) {
    const asked = await askedWith((_, response) => {
      const coding = Array(6).fill('gzip').join();
      response.writeHead(status, { 'content-encoding': coding }).end(gzipSync(RULES));
    });
    assert.equal(asked, expected);
  }
});

test('the content type does not matter; what is no robots.txt has no rules', async () => {
  const html = await askedWith((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Not found');
  });
  assert.equal(html, ['/forbidden', '/page']);
  const typed = await askedWith((_, response) => {
    response.writeHead(200, { 'content-type': 'image/png' }).end(RULES);
  });
  assert.equal(typed, ['/page']);
});

test('five redirects are followed, however few there may be for pages', async () => {
  const asked = await askedWith(({ url = '' }, response) => {
    const hop = Number(url.replace(/\D/g, ''));
    if (hop === 5) response.end(RULES);
    else response.writeHead(302, { location: `/robots${hop + 1}` }).end();
  });
  assert.equal(asked, ['/page']);
});

test.run();
