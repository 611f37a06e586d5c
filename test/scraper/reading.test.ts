import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeHtml } from '../../modules/05/scraper/charset.ts';
import { Failure } from '../../modules/05/scraper/failure.ts';
import { blankPage } from '../../modules/05/scraper/page.ts';
import { PageReader } from '../../modules/05/scraper/page-reader.ts';
import { readPage } from '../../modules/05/scraper/read-page.ts';
import { lineFor } from '../../modules/05/scraper/report-line.ts';
import { normalise } from '../../modules/05/scraper/url.ts';
import { pageAt } from '../../modules/05/site/pages.ts';
import { quotes } from '../../modules/05/site/quotations.ts';
import { thrown } from '../core/helpers.ts';

const site = { origin: 'http://127.0.0.1', pages: 10, robots: '' };
const timers = () =>
  process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
const page = (path: string) => pageAt(path, site).body;

test('reads every quotation of the site, with author and tags', () => {
  const read = Array.from({ length: 10 }, (_, i) =>
    readPage({ html: page(`/page/${i + 1}/`) }),
  );
  assert.equal(
    read.flatMap(({ records }) => records),
    quotes,
  );
  assert.equal(
    read.map(({ next }) => next),
    [2, 3, 4, 5, 6, 7, 8, 9, 10]
      .map((n): string | undefined => `/page/${n}/`)
      .concat(undefined),
  );
});

test('reads what a person writes: classes in any order, tags that are not closed', () => {
  const html = `<div class="big quote"><p class="text x">“A &amp; <b>B</b>”
    <p class="author">Nobody<p><a class=tag>one</a><a class="tag">two</a></div>
    <li class="next"><a class="button" href="?page=2">Next</a>
    <a class="tag">not of a quote</a>`;
  assert.equal(readPage({ html }), {
    records: [{ text: 'A & B', author: 'Nobody', tags: ['one', 'two'] }],
    next: '?page=2',
  });
});

test('a Next link says so itself, or stands in what does; who reads sees it, or the head', () => {
  for (const [html, next] of [
    ['<a rel="next" href="/2">Next</a>', '/2'],
    ['<a class="next page" href="/2">Next</a>', '/2'],
    ['<li class="next"><span><a href="/2">Next</a></span></li><a href="/3">', '/2'],
    ['<li class="next">Next</li><a href="/2">', undefined],
    ['<link rel="next" href="/2">', '/2'],
    ['<link rel="next" href="/2"><a rel="Prefetch NEXT" href="/3">', '/3'],
    ['<a rel="next"><a rel="next" href=""><link rel="next">', undefined],
    ['<a rel="nextish" href="/2"><area rel="up" href="/3"><link href="/4">', undefined],
  ] as const) {
    assert.is(readPage({ html }).next, next, html);
  }
  const html = '<a rel="next nofollow" href="/2"><link rel="next" href="/3">';
  assert.is(readPage({ html }, { robot: 'test-bot' }).next, '/3');
});

test('a page without quotations has none', () => {
  for (const html of [
    '',
    'no tags',
    '<',
    page('/author/Jane-Austen/'),
    page('/page/99/'),
  ]) {
    assert.equal(readPage({ html }), { records: [], next: undefined });
  }
});

test('the charset: the mark of the bytes, then the content type, then meta, then a guess', () => {
  const decode = (bytes: Buffer, type?: string) => decodeHtml(bytes, type);
  const latin1 = (text: string) => Buffer.from(text, 'latin1');
  const utf16 = Buffer.from('\uFEFFBrontë', 'utf16le');
  assert.is(decode(utf16, 'text/html; charset=utf-8'), 'Brontë');
  assert.is(decode(Buffer.from('\uFEFFBrontë'), 'text/html; charset=latin1'), 'Brontë');
  assert.is(decode(Buffer.from('Brontë'), 'text/html; Charset="UTF-8"'), 'Brontë');
  assert.is(decode(latin1('Brontë'), 'text/html;charset=ISO-8859-1'), 'Brontë');
  const meta = latin1('<meta charset="windows-1252">Brontë');
  assert.match(decode(meta), 'Brontë');
  assert.match(decode(meta, 'text/html; charset=utf-8'), 'Bront\uFFFD');
  const http =
    '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">';
  assert.match(decode(Buffer.concat([latin1(http), Buffer.from([0xcf])])), 'П');
  assert.is(decode(Buffer.from('Brontë')), 'Brontë');
  assert.is(decode(latin1('Brontë \x93')), 'Brontë “');
  assert.is(decode(Buffer.from('Brontë'), 'text/html; charset=klingon'), 'Brontë');
  assert.is(decode(Buffer.alloc(0)), '');
});

test('a URL has one spelling', () => {
  for (const [text, expected] of [
    ['HTTP://Example.ORG:80/a/../b?', 'http://example.org/b'],
    ['https://example.org', 'https://example.org/'],
    [
      'http://example.org/%7ejane/%c3%ab?q=%2f#top',
      'http://example.org/~jane/%C3%AB?q=%2F',
    ],
    ['http://example.org/a%2Fb', 'http://example.org/a%2Fb'],
    ['http://example.org/?b=2&a=1', 'http://example.org/?b=2&a=1'],
  ] as const) {
    assert.is(normalise(text).href, expected);
    assert.is(normalise(expected).href, expected);
  }
  assert.is(normalise('../x', 'http://example.org/a/b/').href, 'http://example.org/a/x');
});

test('no URL, no http, a password, no end: refused', () => {
  const urls = [
    'nonsense',
    'mailto:a@b.c',
    'http://a:b@c/',
    `http://a/${'x'.repeat(2000)}`,
  ];
  for (const url of urls)
    assert.throws(
      () => normalise(url),
      (error: unknown) => error instanceof Failure,
    );
});

test('nobody is told of a password', () => {
  for (const url of [
    'http://me:secret@a.example/',
    'HTTP:me:secret@[x',
    ' http://secret@',
  ]) {
    const failure = thrown(() => normalise(url));
    assert.not.match(failure.message, 'secret');
    const line = lineFor({ ...blankPage(url), failure: failure as Failure }, '');
    assert.not.match(line, 'secret');
  }
});

test('the reader gives back pages in the order in which they were asked for', async () => {
  using reader = new PageReader();
  const readings = await Promise.all(
    [1, 2, 3, 4].map((n) => reader.read(Buffer.from(page(`/page/${n}/`)), 'text/html')),
  );
  assert.equal(
    readings.map(({ next }) => next),
    [2, 3, 4, 5].map((n) => `/page/${n}/`),
  );
});

test('whatever a page is written in, and however it writes it, the same text comes out', async () => {
  using reader = new PageReader();
  const html = `<div class="quote"><span class="text">“Brontë&#39;s &amp; Čapek’s – é”</span>
    <small class="author">\u00A0&Eacute;mile\u2003</small><a class="tag">über &lt;x&gt;</a></div>
    <li class="next"><a href="/page/2/?q=é&amp;r=1&copy=2">`;
  const expected = {
    records: [{ text: "Brontë's & Čapek’s – é", author: 'Émile', tags: ['über <x>'] }],
    next: '/page/2/?q=é&r=1&copy=2',
  };
  for (const [body, type] of [
    [Buffer.from(html), 'text/html; charset=utf-8'],
    [Buffer.from(html), 'text/html'],
    [Buffer.from(`\uFEFF${html}`), 'text/html; charset=utf-8'],
    [Buffer.from(`\uFEFF${html}`, 'utf16le'), 'text/html'],
  ] as const) {
    assert.equal(await reader.read(body, type), expected);
  }
  const broken = Buffer.from('<div class="quote"><b class="text">a\xe9</b>b', 'latin1');
  const { records } = await reader.read(broken, 'text/html; charset=utf-8');
  assert.is(records[0]?.text, 'a\uFFFD');
});

test('the query of a link is in the charset of its page', async () => {
  using reader = new PageReader();
  const start = Buffer.from('<li class="next"><a href="/ü?q='.replace('ü', '%C3%BC'));
  for (const [charset, letters, query] of [
    ['windows-1252', [0xfc, 0x80], '%FC%80'],
    ['iso-8859-1', [0xfc, 0x93], '%FC%93'],
    ['windows-1251', [0xef], '%EF'],
    ['shift_jis', [0x93, 0xfa, 0xb1], '%93%FA%B1'],
    ['gbk', [0xc4, 0xe3], '%C4%E3'],
    ['utf-8', [...Buffer.from('ü')], 'ü'],
  ] as const) {
    const body = Buffer.concat([start, Buffer.from(letters), Buffer.from('&amp;r#ü">')]);
    const { next } = await reader.read(body, `text/html; charset=${charset}`);
    assert.is(next?.split('#')[0], `/%C3%BC?q=${query}&r`, charset);
  }
  const told = await reader.read(
    Buffer.from('<li class=next><a href="?&#8364;&#x65e5;">'),
    '',
  );
  assert.is(told.next, '?€日', 'valid UTF-8 is UTF-8');
  const latin = 'text/html; charset=latin1';
  const other = Buffer.from('<li class=next><a href="?&#8364;&#x65e5;">');
  assert.is((await reader.read(other, latin)).next, '?%80%26%2326085%3B');
});

test('a body in a larger buffer is read as what it is', async () => {
  using reader = new PageReader();
  const [before, body] = ['<p class="quote">no</p>', page('/page/1/')];
  for (const after of ['', '<p class="quote">no</p>'.repeat(10_000)]) {
    const around = Buffer.from(before + body + after);
    const bytes = around.subarray(before.length, before.length + Buffer.byteLength(body));
    const { records } = await reader.read(bytes, 'text/html');
    assert.is(records.length, 10);
  }
});

test('a page that comes in when the reader was stopped is refused, and starts nothing', async () => {
  const before = timers();
  const reader = new PageReader();
  await reader.ready;
  reader[Symbol.dispose]();
  let error: unknown;
  await Promise.race([
    reader.read(Buffer.from('<p>'), '').catch((thrown) => {
      error = thrown;
    }),
    setImmediate(),
  ]);
  assert.instance(error, Failure);
  assert.is(timers(), before);
});

test('a page that nobody can read costs its own time, and not the others', async () => {
  using reader = new PageReader({ limit: 800 });
  await reader.read(Buffer.from(''), ''); // it has started
  const bomb = Buffer.from('<div>'.repeat(400_000));
  let ticks = 0;
  const ticker = setInterval(() => ticks++, 10);
  const results = await Promise.all([
    reader.read(bomb, 'text/html; charset=utf-8').catch((error) => error),
    reader
      .read(Buffer.from(page('/page/1/')), 'text/html')
      .then(({ records }) => records.length),
  ]);
  clearInterval(ticker);
  assert.is(results[0].kind, 'parse');
  assert.is(results[1], 10);
  assert.ok(ticks > 10, 'the event loop went on');
});

test('those that were sent to the thread together with it are read by the next one', async () => {
  using reader = new PageReader({ limit: 800 });
  await reader.read(Buffer.from(''), ''); // it has started
  const good = Buffer.from(page('/page/1/'));
  const bomb = Buffer.from('<div>'.repeat(400_000));
  // The thread gets the first one, and when it has read that, the others.
  const results = await Promise.allSettled(
    [good, good, bomb, good].map((body) => reader.read(body, 'text/html')),
  );
  const seen = results.map((result) =>
    result.status === 'fulfilled' ? result.value.records.length : result.reason.message,
  );
  assert.equal(seen, [10, 10, 'takes too long to read', 10]);
});

test('a page that nobody can read is given up while others keep coming in', async () => {
  using reader = new PageReader({ limit: 800 });
  await reader.read(Buffer.from(''), ''); // it has started
  const others: Promise<unknown>[] = [];
  const more = () => others.push(reader.read(Buffer.from(''), ''));
  const feeder = setInterval(more, 50);
  let problem: Error | undefined;
  void reader.read(Buffer.from('<div>'.repeat(400_000)), 'text/html').catch((error) => {
    problem = error;
  });
  while (!problem && others.length < 200) await sleep(10);
  clearInterval(feeder);
  assert.is(problem?.message, 'takes too long to read');
  await Promise.all(others);
});

test.run();
