import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RobotsCache } from '../../modules/05/scraper/robots-cache.ts';

const ORIGIN = 'http://127.0.0.1:8000';

test('asks once for each host, however many want to know', async () => {
  const asked: string[] = [];
  const cache = new RobotsCache('test-bot/1.0', async (url) => {
    asked.push(url);
    return { status: 200, body: Buffer.from('User-agent: *\nDisallow: /private/') };
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
    [200, true],
    [204, true],
    [206, true],
    [304, true],
    [404, true],
    [401, true],
    [403, true],
    [410, true],
    [451, true],
    [500, false],
    [503, false],
    [429, false],
    [599, false],
  ] as const) {
    const cache = new RobotsCache('x', async () => ({ status, body: Buffer.of() }));
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

test.run();
