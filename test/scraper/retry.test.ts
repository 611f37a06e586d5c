import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  isTransient,
  parseRetryAfter,
  retry,
  waitAfter,
} from '../../modules/05/scraper/retry.ts';
import { withMostJitter } from './helpers.ts';

const failing = (details: object) => Object.assign(new Error('no'), details);

test('gives back what the task returned, at whichever attempt', async () => {
  const attempts: number[] = [];
  const result = await retry(
    async (attempt) => {
      attempts.push(attempt);
      if (attempt < 3) throw failing({});
      return 'yes';
    },
    { base: 1 },
  );
  assert.is(result, 'yes');
  assert.equal(attempts, [1, 2, 3]);
});

test('gives up after so many retries, with the last error', async () => {
  let calls = 0;
  const task = async () => {
    throw new Error(`attempt ${++calls}`);
  };
  const error = await retry(task, { retries: 2, base: 1 }).catch((error) => error);
  assert.is(error.message, 'attempt 3');
  assert.is(calls, 3);
});

test('tries again what may pass, and nothing else', () => {
  const again = [202, 408, 425, 429, 500, 502, 503, 504, 599];
  const never = [200, 204, 206, 400, 401, 403, 404, 410, 418, 304];
  for (const status of again) assert.ok(isTransient(status), String(status));
  for (const status of never) assert.not(isTransient(status), String(status));
  assert.is(waitAfter(1, { status: 404 }), undefined);
  assert.is(waitAfter(1, { transient: false }), undefined);
  assert.type(waitAfter(1, { status: 503 }), 'number');
  assert.type(waitAfter(1, {}), 'number');
});

test('the longest wait doubles up to the cap', async () => {
  const waits = await withMostJitter(async () =>
    [1, 2, 3, 4, 5].map((attempt) => waitAfter(attempt, {}, { base: 100, cap: 500 })),
  );
  assert.equal(
    waits.map((wait) => Math.round(wait ?? 0)),
    [100, 200, 400, 500, 500],
  );
});

test('the jitter is full: anything from nothing to the limit', () => {
  const waits = Array.from({ length: 500 }, () => waitAfter(1, {}, { base: 100 }) ?? 0);
  assert.ok(Math.min(...waits) < 10);
  assert.ok(Math.max(...waits) > 90);
  assert.ok(Math.max(...waits) <= 100);
});

test('a Retry-After is never undercut, and one that is too long is final', () => {
  for (let i = 0; i < 50; i++) {
    assert.ok((waitAfter(1, { retryAfter: 2000 }) ?? 0) >= 2000);
  }
  assert.is(waitAfter(1, { status: 503, retryAfter: 300_001 }), undefined);
  assert.is(waitAfter(1, { retryAfter: 60 }, { maxWait: 50 }), undefined);
});

test('reads Retry-After in all its forms, by the clock of the server', () => {
  const now = Date.parse('Wed, 21 Oct 2015 07:28:00 GMT');
  for (const [header, wait] of [
    ['120', 120_000],
    ['0', 0],
    ['2.5', 2500],
    [' 3 ', 3000],
    ['2, 2', 2000],
    ['1,5, 3', 5000],
    [['1', '4'], 4000],
    ['Wed, 21 Oct 2015 07:28:30 GMT', 30_000],
    ['Wed, 21 Oct 2015 07:27:00 GMT', 0],
    ['Wednesday, 21-Oct-15 07:28:30 GMT', 30_000],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 0],
    ['Wed Oct 21 07:28:30 2015', 30_000],
    ['Fri Nov  6 07:28:00 2015', 16 * 86_400_000],
    ['wed, 21 oct 2015 07:28:30 gmt', 30_000],
    ['Wed, 21 Oct 2015 07:28:30 GMT, Wed, 21 Oct 2015 07:29:00 GMT', 60_000],
    ['5, Wed, 21 Oct 2015 07:28:30 GMT', 30_000],
    ['86400', 86_400_000],
  ] as const) {
    assert.is(parseRetryAfter(header as string | string[], now), wait, String(header));
  }
  for (const nothing of [
    undefined,
    null,
    '',
    'soon',
    '-5',
    '1e3',
    '0x10',
    '99 Foo 2015 1:1',
  ]) {
    assert.is(parseRetryAfter(nothing, now), undefined, String(nothing));
  }
});

test('tells of each wait before it', async () => {
  const waits: number[] = [];
  const start = performance.now();
  await withMostJitter(() =>
    retry(async () => Promise.reject(failing({ status: 500 })), {
      retries: 2,
      base: 20,
      onRetry: (_, wait) => waits.push(Math.round(wait)),
    }),
  ).catch(() => {});
  assert.equal(waits, [20, 40]);
  assert.ok(performance.now() - start >= 59);
});

test('a signal ends a wait', async () => {
  const stop = new AbortController();
  const options = {
    base: 60_000,
    signal: stop.signal,
    onRetry: () => stop.abort('enough'),
  };
  const task = async () => Promise.reject(failing({ retryAfter: 30_000 }));
  assert.is(await retry(task, options).catch((reason) => reason), 'enough');
});

test.run();
