import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import zlib from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { unpacked } from '../../modules/05/scraper/codings.ts';
import { Crawl, type Page } from '../../modules/05/scraper/crawl.ts';
import { PageReader } from '../../modules/05/scraper/page-reader.ts';
import { printable } from '../../modules/05/scraper/printable.ts';
import { patient } from './helpers.ts';

// Answers byte by byte, as no well-behaved server gives them.

const html = '<p class="quote">é';
const page = (head = 'Content-Type: text/html', body: string | Buffer = html) => {
  const bytes = Buffer.from(body);
  const lines = [
    'HTTP/1.1 200 OK',
    ...(head ? [head] : []),
    `Content-Length: ${bytes.length}`,
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), bytes]);
};

/** A server that answers each path with bytes, or pieces of them; others are not there. */
async function startRaw(answers: Record<string, Buffer | Buffer[]>) {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', async (request) => {
      const path = /^GET (\S+)/.exec(String(request))?.[1] ?? '';
      if (path !== '/robots.txt') asked.push(path);
      const none = Buffer.from('HTTP/1.1 404 None\r\nContent-Length: 0\r\n\r\n');
      for (const piece of [answers[path] ?? none].flat()) {
        socket.write(piece);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, asked, [Symbol.dispose]: stop };
}

async function fetchAll(
  answers: Record<string, Buffer | Buffer[]>,
  ...paths: string[]
): Promise<{ pages: Page<string>[]; asked: string[] }> {
  using server = await startRaw(answers);
  const crawl = new Crawl({ ...patient, retries: 0, perHost: 1 });
  for (const path of paths) crawl.add(path, server.origin);
  const pages: Page<string>[] = [];
  for await (const page of crawl) pages.push(page);
  return { pages, asked: server.asked };
}

test('a Location in raw bytes: the server gets them back', async () => {
  const to = (bytes: string) =>
    Buffer.from(
      `HTTP/1.1 302 Found\r\nLocation: ${bytes}\r\nContent-Length: 0\r\n\r\n`,
      'latin1',
    );
  const { asked } = await fetchAll(
    {
      '/utf8': to('/caf\xc3\xa9?\xc3\xa9'),
      '/latin1': to('/caf\xe9'),
      '/both': to('/%C3%A9\xe9'),
    },
    '/utf8',
    '/latin1',
    '/both',
  );
  const wanted = ['/caf%C3%A9?%C3%A9', '/caf%E9', '/%C3%A9%E9'];
  assert.equal(asked.filter((path) => path.includes('%')).sort(), wanted.sort());
});

test('100 Continue, which nobody has asked for, means nothing', async () => {
  const go = 'HTTP/1.1 100 Continue\r\n\r\n';
  const { pages } = await fetchAll(
    {
      '/at-once': Buffer.concat([Buffer.from(go), page()]),
      '/before': [Buffer.from(go), page()],
      '/often': Buffer.concat([
        Buffer.from(`HTTP/1.1 100 \r\nX: y\r\n\r\n${go}${go}`),
        page(),
      ]),
      '/in-body': [
        page('Content-Type: text/html', go).subarray(0, -go.length),
        Buffer.from(go),
      ],
      '/after': page(),
    },
    '/at-once',
    '/before',
    '/often',
    '/in-body',
    '/after',
  );
  assert.equal(
    pages.map(({ content, failure }) => failure?.message ?? content),
    [html, html, html, go, html],
  );
});

test('100 Continue in pieces, or behind another interim answer', async () => {
  const go = 'HTTP/1.1 100 Continue\r\n\r\n';
  const early = 'HTTP/1.1 103 Early Hints\r\nLink: </a>; x=HTTP/1.1 100 Go\r\n\r\n';
  const cut = (text: string, at: number) =>
    [text.slice(0, at), text.slice(at)].map((part) => Buffer.from(part));
  const answers: Record<string, Buffer | Buffer[]> = {
    '/lines': [...cut(go, -2), page()],
    '/letters': [...cut(go, 1), page()],
    '/into-the-answer': cut(go + String(page()), go.length + 7),
    '/behind': Buffer.concat([Buffer.from(early + go), page()]),
    '/behind-in-pieces': [...cut(early, 30), ...cut(go, 12), page()],
    '/between': [...cut(go + early + go, 70), page()],
    '/no-reason': [...cut('HTTP/1.0 100\n\n', 13), page()],
    '/after': page(),
  };
  const { pages } = await fetchAll(answers, ...Object.keys(answers));
  for (const { url, content, failure } of pages) {
    assert.is(failure?.message ?? content, html, url);
  }
});

test('an interim answer without end is no answer', async () => {
  const line = `X: ${'y'.repeat(1000)}\r\n`;
  const endless = Buffer.from(`HTTP/1.1 100 Continue\r\n${line.repeat(300)}`);
  const { pages } = await fetchAll({ '/': endless }, '/');
  assert.is(pages[0]?.failure?.kind, 'protocol');
});

test('what an answer leaves on its connection does not cost the next page', async () => {
  // What it says too much comes when the next request is on its way.
  const server = createServer((socket) => {
    let late = '';
    socket.on('error', () => {});
    socket.on('data', (request) => {
      socket.write(late);
      late = '<!-- 0.01 s -->';
      if (!String(request).startsWith('GET /robots.txt')) return socket.write(page());
      return socket.write('HTTP/1.1 404 None\r\nContent-Length: 0\r\n\r\n');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const crawl = new Crawl({ ...patient, retries: 3, perHost: 1 });
  for (const path of ['/1', '/2', '/3']) crawl.add(path, `http://127.0.0.1:${port}`);
  const failures: unknown[] = [];
  for await (const { failure } of crawl) failures.push(failure);
  server.close();
  assert.equal(failures, [undefined, undefined, undefined]);
});

test('a head of 100 kB, as policies make them, is none too many', async () => {
  const head = `Content-Type: text/html\r\nContent-Security-Policy: ${'x'.repeat(100_000)}`;
  const { pages } = await fetchAll({ '/a': page(head) }, '/a');
  assert.is(pages[0]?.failure, undefined);
});

test('without a content type, the body tells', async () => {
  const marks = [
    ...[
      '<!DOCTYPE html>',
      '<html>',
      '<div class=x>',
      '<!-- x -->',
      '\n <P>',
      '\uFEFF<b>',
    ],
    '<?xml version="1.0"?>\n<html xmlns="…">',
  ];
  const others = ['', 'just text', '{"a": "<p>"}', '<svg>', '\x89PNG <p>', '<pre>'];
  for (const type of ['', 'Content-Type:', 'Content-Type:  ']) {
    const all = [...marks, ...others];
    const answers = Object.fromEntries(all.map((body, i) => [`/${i}`, page(type, body)]));
    const { pages } = await fetchAll(answers, ...Object.keys(answers));
    assert.equal(
      pages.map(({ failure }) => failure?.kind),
      [...marks.map(() => undefined), ...others.map(() => 'not html')],
    );
  }
});

const body = Buffer.from(html.repeat(100));
const gzip = zlib.gzipSync(body);
const named = Buffer.concat([
  Buffer.from([0x1f, 0x8b, 8, 2 + 4 + 8 + 16, 0, 0, 0, 0, 0, 3, 2, 0]),
  Buffer.from('xxname\0comment\0cc'),
  gzip.subarray(10),
]);
for (const [header, bytes, expected = body] of [
  [undefined, body],
  ['', body],
  ['none', body],
  ['utf-8', body],
  ['constructor', body],
  ['__proto__', body],
  ['Identity', body],
  ['GZip', gzip],
  ['x-gzip', gzip],
  ['gzip, identity', gzip],
  ['gzip,', gzip],
  ['br', zlib.brotliCompressSync(body)],
  ['deflate', zlib.deflateSync(body)],
  ['deflate', zlib.deflateRawSync(body)],
  ['deflate', zlib.deflateRawSync(body, { level: 0 })],
  ['gzip, gzip', zlib.gzipSync(gzip)],
  ['gzip, gzip', gzip], // said twice, done once
  [['gzip', 'gzip'], zlib.gzipSync(gzip)],
  [['deflate', 'br'], zlib.brotliCompressSync(zlib.deflateSync(body))],
  ['gzip', Buffer.alloc(0)],
  ['br, gzip', Buffer.alloc(0)],
  ['gzip', zlib.gzipSync(''), Buffer.alloc(0)],
  ['gzip', Buffer.concat([gzip, Buffer.from('\n')])],
  ['gzip', Buffer.concat([gzip, Buffer.alloc(3)])],
  ['gzip', Buffer.concat([gzip, Buffer.from([0x1f, 0x8b, 8, 0, 1])])],
  ['gzip', Buffer.concat([gzip, gzip]), Buffer.concat([body, body])],
  ['gzip', Buffer.concat([gzip, gzip, Buffer.from('\n')]), Buffer.concat([body, body])],
  ['gzip', Buffer.concat([named, Buffer.from('\n')])],
  ['deflate', Buffer.concat([zlib.deflateSync(body), Buffer.from('\n')])],
  ['br', Buffer.concat([zlib.brotliCompressSync(body), Buffer.from('\n')])],
] as [string | string[] | undefined, Buffer, Buffer?][]) {
  test(`Content-Encoding ${header}, ${bytes.length} bytes: unpacked`, async () => {
    const result = await unpacked(bytes, header, 10_000);
    assert.is(String(result), String(bytes.length ? expected : ''));
  });
}

test('what is packed in no known way, too often, or too much of, is refused', async () => {
  for (const [header, bytes, kind] of [
    ['gzip', gzip.subarray(0, -1), 'encoding'],
    ['gzip', Buffer.concat([gzip.subarray(0, -4), Buffer.alloc(4)]), 'encoding'],
    ['gzip', Buffer.from('<p>not at all'), 'encoding'],
    ['zstd', body, 'encoding'],
    [Array(6).fill('gzip').join(), gzip, 'encoding'],
    ['gzip', zlib.gzipSync(Buffer.alloc(10_001)), 'too large'],
    [
      'gzip',
      Buffer.concat([
        ...Array(20).fill(zlib.gzipSync(Buffer.alloc(9000))),
        Buffer.from('\n'),
      ]),
      'too large',
    ],
    ['gzip, gzip', zlib.gzipSync(zlib.gzipSync(Buffer.alloc(99_000))), 'too large'],
  ] as [string, Buffer, string][]) {
    const failure = await unpacked(bytes, header, 10_000).catch((error) => error);
    assert.is(failure.kind, kind, header);
  }
});

test('a page says what its links stand on', async () => {
  using reader = new PageReader();
  const link = '<li class="next"><a href="p2">';
  const baseOf = async (head: string) =>
    (await reader.read(Buffer.from(head + link), '')).base;
  assert.is(await baseOf('<base href="/app/"><base href="/no/">'), '/app/');
  assert.is(await baseOf('<base target=x><BASE HREF="a&amp;b">'), 'a&b');
  assert.is(await baseOf(''), undefined);
});

test('nothing that a terminal would obey', () => {
  const signs =
    '\x00\x07\b\t\r\n\x1b\x7f\x80\x9b\x9d\u202e\u2066\u200b\u2028\ufeff\ud800';
  assert.is(
    printable(`é ${signs} 日本😀`).replace(/\\u\{[0-9a-f]+\}/g, '.'),
    `é ${'.'.repeat(signs.length)} 日本😀`,
  );
  assert.is(printable('\x9b2J'), '\\u{9b}2J');
});

test.run();
