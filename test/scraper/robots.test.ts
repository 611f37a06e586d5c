import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseRules, RobotsCache } from '../../modules/05/scraper/robots.ts';

const ORIGIN = 'http://127.0.0.1:8000';

function allowed(text: string, path: string, userAgent = 'test-bot/1.0'): boolean {
  return parseRules(`${ORIGIN}/robots.txt`, text, userAgent).allows(`${ORIGIN}${path}`);
}

test('the longest rule wins, and Allow wins a draw', () => {
  const text = 'User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /c\nAllow: /c';
  assert.not(allowed(text, '/a/x'));
  assert.ok(allowed(text, '/a/b/x'));
  assert.ok(allowed(text, '/c'));
  assert.ok(allowed(text, '/'));
});

test('wildcards and the end of a path', () => {
  const text = 'User-agent: *\nDisallow: /*.pdf$\nDisallow: /*?sort=';
  assert.not(allowed(text, '/x/y.pdf'));
  assert.ok(allowed(text, '/x/y.pdf.html'));
  assert.not(allowed(text, '/list?sort=up'));
});

test('the group of its name holds for a robot, and only without one that of *', () => {
  const text = 'User-agent: *\nDisallow: /\n\nUser-agent: Test-Bot\nDisallow: /private/';
  assert.ok(allowed(text, '/page/1/'));
  assert.not(allowed(text, '/private/'));
  assert.ok(allowed(text, '/page/1/', 'test-bot (contact: nobody)'));
  assert.not(allowed(text, '/page/1/', 'other-bot/1.0'));
});

test('Disallow without a path forbids nothing; an empty file neither', () => {
  assert.ok(allowed('User-agent: *\nDisallow:', '/'));
  assert.ok(allowed('', '/'));
  assert.ok(allowed('\uFEFFUser-agent: *\nDisallow: /x', '/y'));
  assert.not(allowed('\uFEFFUser-agent: *\nDisallow: /x', '/x'));
});

test('percent-encoding makes no difference', () => {
  assert.not(allowed('User-agent: *\nDisallow: /ë', '/%C3%AB'));
  assert.not(allowed('User-agent: *\nDisallow: /%c3%ab', '/ë'));
});

test('Crawl-delay in seconds becomes milliseconds', () => {
  const delay = (text: string) =>
    parseRules(`${ORIGIN}/robots.txt`, `User-agent: *\n${text}`, 'x').crawlDelay;
  assert.is(delay('Crawl-delay: 2'), 2000);
  assert.is(delay('Crawl-delay: 0.5'), 500);
  assert.is(delay('Crawl-delay: soon'), 0);
  assert.is(delay('Crawl-delay: -1'), 0);
  assert.is(delay('Disallow: /x'), 0);
});

test('asks once for each host, however many want to know', async () => {
  const asked: string[] = [];
  const cache = new RobotsCache('test-bot/1.0', async (url) => {
    asked.push(url);
    return { status: 200, text: 'User-agent: *\nDisallow: /private/' };
  });
  const urls = ['/page/1/', '/page/2/', '/private/'].map((path) => new URL(path, ORIGIN));
  const rules = await Promise.all(urls.map((url) => cache.rulesFor(url)));
  assert.equal(
    rules.map(({ allows }, i) => allows(urls[i]?.href ?? '')),
    [true, true, false],
  );
  await cache.rulesFor(new URL('http://127.0.0.1:8001/'));
  assert.equal(asked, [`${ORIGIN}/robots.txt`, 'http://127.0.0.1:8001/robots.txt']);
});

test('no robots.txt allows everything; a server in trouble, nothing (RFC 9309)', async () => {
  for (const [status, allows] of [
    [404, true],
    [401, true],
    [403, true],
    [410, true],
    [500, false],
    [503, false],
    [429, false],
  ] as const) {
    const cache = new RobotsCache('x', async () => ({ status, text: '' }));
    const rules = await cache.rulesFor(new URL(ORIGIN));
    assert.is(rules.allows(`${ORIGIN}/page/1/`), allows, `status ${status}`);
    assert.is(rules.refusal !== undefined, !allows);
  }
});

test('a host that cannot be reached rejects, for all who ask', async () => {
  let calls = 0;
  const cache = new RobotsCache('x', async () => {
    throw new Error(`unreachable ${++calls}`);
  });
  const failures = [1, 2].map(() =>
    cache.rulesFor(new URL(ORIGIN)).catch((error) => error),
  );
  for (const { message } of await Promise.all(failures))
    assert.is(message, 'unreachable 1');
});

test('of an endless file, the first 500 KiB count', () => {
  const text = `User-agent: *\nDisallow: /a\n${'# '.repeat(300_000)}\nDisallow: /b`;
  assert.not(allowed(text, '/a'));
  assert.ok(allowed(text, '/b'));
});

test.run();
