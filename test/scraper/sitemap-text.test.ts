import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../modules/05/scraper/failure.ts';
import { readSitemap } from '../../modules/05/scraper/sitemap.ts';
import { follow, list } from './sitemap-site.ts';

// Sitemaps of plain text, and in other encodings than UTF-8.

for (const [name, text] of [
  ['URLs, one a line', 'ORIGIN/a\nORIGIN/b?x=1&y=2\n'],
  ['a byte order mark', '\uFEFFORIGIN/a\nORIGIN/b?x=1&y=2'],
  ['blanks and blank lines', '\r\n ORIGIN/a \r\n\r\n\tORIGIN/b?x=1&y=2\r\r'],
] as const) {
  test(`plain text: ${name}`, async () => {
    const { pages, failures, complete } = await follow({ '/sitemap.xml': text });
    assert.equal(pages, ['/a', '/b?x=1&y=2']);
    assert.equal(failures, []);
    assert.ok(complete);
  });
}

test('plain text: in UTF-8, and what is no URL of the host is left out', async () => {
  const { pages, limits } = await follow({
    '/sitemap.xml': 'ORIGIN/ü\nnonsense\nhttp://localhost:9/x\n',
  });
  assert.equal(pages, ['/%C3%BC']);
  assert.equal(limits, ['Sitemaps: 2 entries left out, of other hosts or no URLs']);
});

test('plain text, piece by piece: the same as at once', async () => {
  const urls = Array.from(
    { length: 300 },
    (_, i) => `http://a/${'x'.repeat(i % 9)}/ü${i}`,
  );
  const bytes = Buffer.from(`\uFEFF${urls.join('\r\n')}`);
  for (const size of [1, 7, 1000, bytes.length]) {
    assert.equal(await locsOf(pieces(bytes, size)), urls, `${size} bytes at once`);
  }
});

test('plain text that is cut: no half URL', async () => {
  async function* cut() {
    yield Buffer.from('http://a/1\nhttp://a/2\nhttp://a/');
    throw new Failure('encoding', 'cut');
  }
  const found: string[] = [];
  const error = await (async () => {
    for await (const { loc } of readSitemap(cut())) found.push(loc);
  })().catch((error) => error);
  assert.is(error.message, 'cut');
  assert.equal(found, ['http://a/1', 'http://a/2']);
});

test('plain text without an end of lines takes no more memory than a URL', async () => {
  async function* endless() {
    yield Buffer.from('http://a/1\nhttp://a/');
    for (let i = 0; i < 20; i++) yield Buffer.alloc(2 ** 20, 'x');
  }
  const [first, long = ''] = await locsOf(endless());
  assert.is(first, 'http://a/1');
  assert.ok(long.length < 3_000, `${long.length} characters`);
});

/** In the encoding that it names. */
const declared = (label: string) =>
  Buffer.from(
    `<?xml version="1.0" encoding="${label}"?>${list('http://a/ä', 'http://a/\x80')}`,
    'latin1',
  );

for (const label of ['ISO-8859-1', 'windows-1252', 'Latin1']) {
  test(`XML that says it is in ${label}`, async () => {
    const found = ['http://a/ä', 'http://a/€'];
    assert.equal(await locsOf(pieces(declared(label), 3)), found);
    assert.equal(await locsOf(pieces(declared(label), 5000)), found);
  });
}

for (const [name, swap] of [
  ['UTF-16', false],
  ['UTF-16, the other way round', true],
] as const) {
  test(`XML in ${name}, by its byte order mark`, async () => {
    const xml = `\uFEFF<?xml version="1.0" encoding="UTF-16"?>${list('http://a/ä')}`;
    const bytes = Buffer.from(xml, 'utf16le');
    if (swap) bytes.swap16();
    for (const size of [1, 5000]) {
      assert.equal(await locsOf(pieces(bytes, size)), ['http://a/ä']);
    }
  });
}

test('XML that names no encoding that there is: UTF-8', async () => {
  const xml = `<?xml version="1.0" encoding="none"?>${list('http://a/ä')}`;
  assert.equal(await locsOf(pieces(Buffer.from(xml), 9)), ['http://a/ä']);
});

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function locsOf(bytes: AsyncIterable<Buffer>): Promise<string[]> {
  const found: string[] = [];
  for await (const { loc } of readSitemap(bytes)) found.push(loc);
  return found;
}

test.run();
