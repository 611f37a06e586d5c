import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../modules/05/scraper/failure.ts';
import { readSitemap, sitemapsIn } from '../../modules/05/scraper/sitemap.ts';
import { unpackStream } from '../../modules/05/scraper/unpack-stream.ts';
import { type Answer, follow, index, list } from './sitemap-site.ts';

// One line tells of it, the run has failed, and what could be read of it is fetched.

const whole = list('ORIGIN/a', 'ORIGIN/b');

for (const [name, body, why, pages] of [
  ['a page', '<!doctype html><html><p>Not found', 'it is no sitemap, <html>', []],
  ['JSON', '{"urls": []}', 'it is no XML', []],
  ['nothing', '', 'it is empty', []],
  ['the first half', whole.slice(0, -20), 'it is not whole', ['/a']],
  ['gzip that is cut', gzipSync(whole).subarray(0, 20), 'it is not whole', []],
  ['damaged gzip', gzipSync(whole).fill(0xff, 12), 'sitemap: ', []],
  [
    'too many layers',
    [whole, { 'content-encoding': Array(6).fill('gzip').join() }],
    'packed too often',
    [],
  ],
  ['depths', `<urlset>${'<x>'.repeat(100_000)}`, 'nested too deeply', []],
] as const) {
  test(`broken: ${name}`, async () => {
    const result = await follow({ '/sitemap.xml': body as Answer });
    assert.equal(result.failures.length, 1);
    assert.match(result.failures[0] ?? '', /^\/sitemap\.xml sitemap: /);
    assert.match(result.failures[0] ?? '', why);
    assert.equal(result.pages, pages);
    assert.not(result.complete);
  });
}

// Damage behind the end of a sitemap does not matter, as browsers see it.
const packed = gzipSync(list('http://127.0.0.1:9/x'));
for (const [name, body] of [
  ['a line feed behind it', Buffer.concat([packed, Buffer.from('\n')])],
  ['a comment behind it', Buffer.concat([packed, Buffer.from('<!-- cached -->')])],
  ['zeros behind it', Buffer.concat([packed, Buffer.alloc(100)])],
  [
    'a wrong checksum',
    Buffer.from(packed).fill(0xff, packed.length - 8, packed.length - 4),
  ],
  ['a wrong length', Buffer.from(packed).fill(0xff, packed.length - 4)],
  ['no checksum', packed.subarray(0, -8)],
] as const) {
  for (const layer of ['a file', 'a file in gzip by the server']) {
    test(`gzip with ${name}, ${layer}: all of it counts`, async () => {
      const inner = layer === 'a file';
      const answer = inner ? body : [gzipSync(body), { 'content-encoding': 'gzip' }];
      const { limits, failures } = await follow({ '/sitemap.xml': answer as Answer });
      assert.match(limits.join(), '1 entries left out');
      assert.equal(failures, []);
    });
  }
}

test('what stands behind the end of a layer is passed over, or an error, but no wait', async () => {
  for (const [coding, bytes] of [
    ['br', brotliCompressSync('inside')],
    ['deflate', deflateSync('inside')],
    ['gzip', gzipSync('inside')],
  ] as const) {
    for (const behind of ['\n', '\0'.repeat(2000), 'x'.repeat(400)]) {
      let text = '';
      const body = Buffer.concat([bytes, Buffer.from(behind)]);
      const read = async () => {
        for await (const chunk of unpackStream(body, coding)) text += chunk;
      };
      await read().catch(({ kind }) => assert.is(kind, 'encoding'));
      assert.is(text, 'inside', coding);
    }
  }
});

test('of what is damaged in its midst, all before comes out, then the error', async () => {
  const bytes = Buffer.from(list(...Array.from({ length: 1000 }, (_, i) => `${i ** 3}`)));
  const file = gzipSync(bytes);
  const half = file.length >> 1;
  const broken = Buffer.from(file).fill(0xff, half, half + 64);
  for (const [body, coding] of [
    [broken, undefined],
    [gzipSync(broken), 'gzip'],
    [gzipSync(gzipSync(bytes)).fill(0xff, half, half + 64), 'gzip'],
  ] as const) {
    let length = 0;
    const error = await (async () => {
      for await (const chunk of unpackStream(body, coding)) {
        length += chunk.length;
        await new Promise((resolve) => setTimeout(resolve, 1)); // more may come meanwhile
      }
    })().catch((error) => error);
    assert.is(error?.kind, 'encoding');
    assert.ok(length > bytes.length / 4, `${length} of ${bytes.length} bytes`);
  }
});

test('layers of nothing in a few bytes: they end with the run', async () => {
  const nothing = brotliCompressSync(Buffer.concat(Array(200_000).fill(gzipSync(''))));
  assert.ok(nothing.length < 1000);
  const signal = AbortSignal.timeout(300);
  const start = performance.now();
  const error = await drain(unpackStream(nothing, 'gzip, br', signal)).catch((e) => e);
  assert.is(error, signal.reason);
  assert.ok(performance.now() - start < 10_000);
});

test('each layer is looked at by itself: deflate has two forms', async () => {
  for (const inner of [deflateSync('inside'), deflateRawSync('inside')]) {
    let text = '';
    for await (const chunk of unpackStream(gzipSync(inner), 'deflate, gzip'))
      text += chunk;
    assert.is(text, 'inside');
  }
});

test('one that is not there, of several: the others are read', async () => {
  const files = { '/sitemap.xml': index('ORIGIN/1.xml', 'ORIGIN/2.xml') };
  const { pages, failures, complete } = await follow({
    ...files,
    '/1.xml': ['', { location: '/1.xml' }],
    '/2.xml': list('ORIGIN/a'),
  });
  assert.equal(failures, ['/1.xml sitemap: more than 10 redirects']);
  assert.equal(pages, ['/a']);
  assert.not(complete);
});

test('the limits of the protocol: 50,000 entries', async () => {
  const [entries, error] = await read([list(...Array(50_001).fill('http://a/'))]);
  assert.is(entries, 50_000);
  assert.match(String(error), 'more than 50,000 entries');
  assert.equal(await read([list(...Array(50_000).fill('http://a/'))]), [
    50_000,
    undefined,
  ]);
});

test('and 50 MiB, of which no more is ever held than a piece', async () => {
  const blank = Buffer.alloc(2 ** 20, ' ');
  const bytes = [list('http://a/').slice(0, -9), ...Array(60).fill(blank), '</urlset>'];
  const packed = gzipSync(Buffer.concat(bytes.map((piece) => Buffer.from(piece))));
  let [taken, largest] = [0, 0];
  async function* counted() {
    for await (const piece of unpackStream(packed, undefined)) {
      taken += piece.length;
      largest = Math.max(largest, piece.length);
      yield piece;
    }
  }
  const error = await drain(readSitemap(counted())).then(undefined, (error) => error);
  assert.match(String(error), 'more than 50 MiB');
  assert.ok(taken > 50 * 2 ** 20 && taken < 51 * 2 ** 20, `${taken} bytes`);
  assert.ok(largest <= 2 ** 17, `${largest} bytes at once`);
});

test('of robots.txt no more is read than of its rules, up to a line end', async () => {
  let taken = 0;
  async function* endless() {
    yield Buffer.from('Sitemap: http://a/é.xml\nSitemap: http://a/');
    for (; taken < 2 ** 20; taken += 1024) yield Buffer.alloc(1024, 'b');
  }
  const found: string[] = [];
  for await (const { loc } of sitemapsIn(endless())) found.push(loc.slice(0, 20));
  assert.equal(found, ['http://a/é.xml']);
  assert.ok(taken < 2 ** 20, `${taken} bytes`);
});

test('a robots.txt that is damaged later on: what it names before counts', async () => {
  async function* damaged() {
    yield Buffer.from('Sitemap: http://a/1.xml\n');
    throw new Failure('encoding', 'damaged');
  }
  const entries = sitemapsIn(damaged());
  assert.is((await entries.next()).value?.loc, 'http://a/1.xml');
  const error = await entries.next().catch((error) => error);
  assert.is(error.message, 'damaged');
});

/** How many entries came, and what error after them. */
async function read(pieces: string[]): Promise<[entries: number, error?: unknown]> {
  let entries = 0;
  try {
    for await (const _entry of readSitemap(
      unpackStream(Buffer.from(pieces.join('')), ''),
    )) {
      entries++;
    }
  } catch (error) {
    assert.instance(error, Failure);
    return [entries, error];
  }
  return [entries, undefined];
}

async function drain(entries: AsyncIterable<unknown>): Promise<void> {
  for await (const _entry of entries);
}

test.run();
