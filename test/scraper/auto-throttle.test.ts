import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { saysTooMany } from '../../modules/05/scraper/answers.ts';
import { AutoThrottle } from '../../modules/05/scraper/auto-throttle.ts';
import { Crawl } from '../../modules/05/scraper/crawl.ts';
import { Failure } from '../../modules/05/scraper/failure.ts';
import { readOptions } from '../../modules/05/scraper/options.ts';
import { RateLimit } from '../../modules/05/scraper/rate-limit.ts';
import { type LogEntry, type Site, startSite } from '../../modules/05/site/site.ts';
import { pagePaths, patient } from './helpers.ts';

/** Of requests that were sent when all before them had come in. */
const NOW = Infinity;

function throttle(...times: number[]): AutoThrottle {
  const throttle = new AutoThrottle();
  for (const ms of times) throttle.answered(NOW, ms);
  return throttle;
}

test('slows down for answers that take more than twice the least, and than 100 ms', () => {
  assert.is(throttle(200, 390).share, 1);
  assert.is(throttle(200, 450).share, 0.75);
  assert.is(throttle(200, 450, 450).share, 0.75 ** 2);
  assert.is(throttle(1, 99).share, 1);
  assert.is(throttle(1, 101).share, 0.75);
});

test('far away is not slow, and what is slow for good is so no more', () => {
  assert.is(throttle(...Array(100).fill(5000)).share, 1);
  const slower = throttle(100, ...Array(300).fill(400));
  assert.is(slower.share, 1);
});

test('half for a refusal, once for all that were in flight, and slowly back', () => {
  const throttle = new AutoThrottle();
  const before = performance.now() - 1;
  throttle.refused(before);
  throttle.refused(before);
  throttle.answered(before, 10_000);
  assert.is(throttle.share, 0.5);
  throttle.refused(NOW);
  assert.is(throttle.share, 0.25);
  for (const share of [0.5, 1]) {
    for (let answers = 0; answers < 24; answers++) throttle.answered(NOW, 10);
    assert.ok(throttle.share >= share && throttle.share < 2 * share, `${throttle.share}`);
  }
});

test('never stops', () => {
  const throttle = new AutoThrottle();
  for (let i = 0; i < 50; i++) throttle.refused(NOW);
  assert.is(throttle.share, 1 / 64);
});

/** How many may be in flight to a host now. */
async function roomFor(limit: RateLimit, host: string): Promise<number> {
  let entered = 0;
  const waiting = Array.from({ length: 20 }, async () => {
    const slot = await limit.enter(host);
    entered++;
    return slot;
  });
  await new Promise((resolve) => setTimeout(resolve));
  limit.close(host, new Error('enough'));
  await Promise.allSettled(waiting);
  return entered;
}

for (const [auto, room] of [
  [true, 4],
  [false, 8],
] as const) {
  test(`the limit of a host that refuses, ${auto ? '' : 'not '}adapted`, async () => {
    const limit = new RateLimit({ concurrency: 100, perHost: 8, auto });
    for (const host of ['a', 'b']) {
      using slot = await limit.enter(host);
      slot.sent();
      slot.answered();
      if (host === 'a') slot.refused();
    }
    assert.is(await roomFor(limit, 'a'), room);
    assert.is(await roomFor(limit, 'b'), 8);
  });
}

test('a host that refuses also gets twice the delay, up to a minute', async () => {
  const limit = new RateLimit({ perHost: 8, delay: 50, jitter: 0, auto: true });
  const first = await limit.enter('a');
  const start = performance.now();
  first.refused();
  await limit.enter('a');
  assert.ok(performance.now() - start >= 100);
});

test('who has too many requests', () => {
  const failure = (status: number) => new Failure('status', '', { status });
  const statuses = [404, 408, 429, 500, 502, 503];
  assert.equal(
    statuses.filter((status) => saysTooMany(failure(status))),
    [429, 503],
  );
  assert.ok(saysTooMany(new Failure('timeout', '')));
  assert.not(saysTooMany(new Failure('connection', '')));
});

test('by itself, unless --delay is given', () => {
  const auto = (...args: string[]) => readOptions(args).auto;
  assert.ok(auto());
  assert.not(auto('--delay', '0.1'));
  assert.ok(auto('--delay', '0.1', '--auto'));
});

/**
 * Crawls a site, eight requests at once.
 *
 * @param options.tell is told of each request for a page, and returns when to stop.
 */
async function crawl(
  tell: (site: Site, entry: LogEntry) => boolean | undefined,
  delay = 0,
): Promise<void> {
  const leave = new AbortController();
  await using site: Site = await startSite({
    delay,
    onRequest: (entry) => {
      if (entry.path !== '/robots.txt' && tell(site, entry)) leave.abort();
    },
  });
  const { signal } = leave;
  const limits = { concurrency: 8, perHost: 8, auto: true, signal };
  const crawl = new Crawl({ ...patient, ...limits });
  for (const path of pagePaths(3000)) crawl.add(`${path}?`, site.origin);
  for await (const _ of crawl);
}

test('a site that becomes slow is asked one at a time, and more again when it is well', async () => {
  const phases: string[] = [];
  let [all, ones] = [0, 0];
  await crawl((site, { inFlight }) => {
    if (phases.length === 0) {
      if (inFlight === 8) all++;
      if (all === 0 || site.log.length < 40) return false;
      phases.push('all at once');
      site.faults.set('*', { delay: 300 });
    } else if (phases.length === 1) {
      ones = inFlight === 1 ? ones + 1 : 0;
      if (ones < 4) return false;
      phases.push('one at a time');
      site.faults.set('*', { delay: 20 });
    } else if (phases.length === 2 && inFlight >= 5) {
      phases.push('five at once');
    }
    return phases.length === 3;
  });
  assert.equal(phases, ['all at once', 'one at a time', 'five at once']);
});

test('a site that answers 429 is asked half as much', async () => {
  const before: number[] = [];
  const after: number[] = [];
  await crawl((site, { inFlight }) => {
    if (site.faults.has('*') || before.length < 20) {
      before.push(inFlight);
      if (before.length === 20) site.faults.set('*', { status: 429, times: 8 });
    } else {
      after.push(inFlight);
    }
    return after.length === 6;
  }, 30);
  assert.is(Math.max(...before), 8);
  assert.ok(Math.max(...after) <= 4, `${after}`);
});

test.run();
