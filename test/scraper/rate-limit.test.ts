import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RateLimit, type Slot } from '../../modules/05/scraper/rate-limit.ts';
import { gaps } from './helpers.ts';

const tick = () => new Promise((resolve) => setTimeout(resolve, 5));

/** Enters, and notes who was let in. */
function enter(limit: RateLimit, host: string, entered: Slot[]): void {
  void limit.enter(host).then((slot) => entered.push(slot));
}

test('lets in as many as there is room for, and one for each that leaves', async () => {
  const limit = new RateLimit({ concurrency: 2, perHost: 2 });
  const entered: Slot[] = [];
  for (let i = 0; i < 5; i++) enter(limit, 'a', entered);
  await tick();
  assert.is(entered.length, 2);
  entered[0]?.[Symbol.dispose]();
  await tick();
  assert.is(entered.length, 3);
  assert.is(limit.inFlight, 2);
  assert.is(limit.mostInFlight, 2);
});

test('leaving twice makes room once', async () => {
  const limit = new RateLimit({ concurrency: 1 });
  const slot = await limit.enter('a');
  slot[Symbol.dispose]();
  slot[Symbol.dispose]();
  assert.is(limit.inFlight, 0);
});

test('a host at its limit does not hold up another one', async () => {
  const limit = new RateLimit({ concurrency: 3, perHost: 1 });
  const [a, b]: [Slot[], Slot[]] = [[], []];
  for (let i = 0; i < 3; i++) enter(limit, 'a', a);
  enter(limit, 'b', b);
  await tick();
  assert.equal([a.length, b.length], [1, 1]);
});

test('hosts take turns', async () => {
  const limit = new RateLimit({ concurrency: 1 });
  const order: string[] = [];
  const visits = ['a', 'a', 'a', 'b', 'b', 'c'].map(async (host) => {
    using _slot = await limit.enter(host);
    order.push(host);
    await tick();
  });
  await Promise.all(visits);
  assert.is(order.join(''), 'aabcab'); // the first entered before there was a queue
});

test('first come, first served within a host', async () => {
  const limit = new RateLimit({ concurrency: 1 });
  const order: number[] = [];
  const visits = [1, 2, 3, 4].map(async (n) => {
    using _slot = await limit.enter('a');
    order.push(n);
    await tick();
  });
  await Promise.all(visits);
  assert.equal(order, [1, 2, 3, 4]);
});

async function startsWith(limit: RateLimit, n: number, host = 'a'): Promise<number[]> {
  const starts: number[] = [];
  const visits = Array.from({ length: n }, async () => {
    using slot = await limit.enter(host);
    starts.push(performance.now());
    slot.sent();
  });
  await Promise.all(visits);
  return starts;
}

test('keeps the delay between two starts, with jitter on top', async () => {
  const starts = await startsWith(new RateLimit({ delay: 100, jitter: 0.5 }), 5);
  for (const gap of gaps(starts)) assert.ok(gap >= 100, `${gap} ms`);
});

test('a longer delay that a host asks for holds for that host only', async () => {
  const limit = new RateLimit({ delay: 1, jitter: 0 });
  limit.slowDown('a', 100);
  limit.slowDown('a', 10); // no way back
  for (const gap of gaps(await startsWith(limit, 3))) assert.ok(gap >= 100, `${gap} ms`);
  limit.slowDown('a', 60_000);
  await startsWith(limit, 3, 'b');
});

test('a delay that ends while it is looked at is not slept through', async () => {
  const real = performance.now;
  let looks = 0;
  performance.now = () => ++looks; // time goes on at each look
  try {
    for (const delay of [10, 11]) {
      await startsWith(new RateLimit({ delay, jitter: 0 }), 2);
    }
  } finally {
    performance.now = real;
  }
});

test('the delay counts from when a request went out', async () => {
  const limit = new RateLimit({ delay: 40, jitter: 0 });
  const first = await limit.enter('a');
  await new Promise((resolve) => setTimeout(resolve, 30));
  const sent = performance.now();
  first.sent();
  await limit.enter('a');
  assert.ok(performance.now() - sent >= 40);
});

test('nothing starts during a pause', async () => {
  const limit = new RateLimit();
  const start = performance.now();
  limit.pause('a', 60);
  limit.pause('b', 600_000);
  await Promise.all([limit.enter('a'), limit.enter('c')]);
  assert.ok(performance.now() - start >= 60);
});

test('when a host is closed, who waits is rejected, and who comes', async () => {
  const limit = new RateLimit({ perHost: 1 });
  const inside = await limit.enter('a');
  limit.pause('a', 60_000); // its timer must not keep the program alive
  const waiting = limit.enter('a').catch((reason) => reason);
  const enough = new Error('enough');
  limit.close('a', enough);
  assert.is(await waiting, enough);
  assert.is(await limit.enter('a').catch((reason) => reason), enough);
  inside[Symbol.dispose]();
  await limit.enter('b');
});

test('when the signal aborts, who waits is rejected, and nobody enters any more', async () => {
  const stop = new AbortController();
  const limit = new RateLimit({ concurrency: 1, signal: stop.signal });
  const inside = await limit.enter('a');
  limit.pause('b', 60_000); // its timer must not keep the program alive
  const waiting = [limit.enter('a'), limit.enter('b')];
  const reasons = waiting.map((promise) => promise.catch((reason) => reason));
  stop.abort('enough');
  assert.equal(await Promise.all(reasons), ['enough', 'enough']);
  inside[Symbol.dispose]();
  assert.is(await limit.enter('a').catch((reason) => reason), 'enough');
});

test('refuses numbers that are too small', () => {
  for (const options of [
    { concurrency: 0 },
    { perHost: 0 },
    { delay: -1 },
    { delay: NaN },
  ]) {
    assert.throws(() => new RateLimit(options), /must be at least/);
  }
});

test.run();
