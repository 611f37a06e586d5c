import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isMain } from '../../modules/core/main.ts';
import { sleep, sleepSync, stopwatch, Timer } from '../../modules/core/time.ts';
import { rejection, runFixture, takesAbout, thrown } from './helpers.ts';
import { turns, within } from './waiting.ts';

test('sleep and sleepSync: never shorter than asked for', async () => {
  for (const ms of [0, 0.3, 1, 1.7, 5, 12.5, 20]) {
    for (const nap of [sleep, sleepSync]) {
      const start = performance.now();
      await nap(ms);
      const took = performance.now() - start;
      assert.ok(took >= ms, `${nap.name}(${ms}) took ${took}`);
    }
  }
});

test('sleep and sleepSync: refuse what is no duration', async () => {
  for (const ms of [-1, Number.NaN, Number.NEGATIVE_INFINITY]) {
    assert.instance(await rejection(sleep(ms)), RangeError);
    assert.is(
      thrown(() => sleepSync(ms)).message,
      `Cannot sleepSync: 'ms' must be at least 0, received ${ms}`,
    );
  }
});

test('sleep: a signal ends it with its reason, before and meanwhile', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const nap = sleep(60_000, { signal });
  controller.abort(new RangeError('get up'));
  assert.is((await rejection(within(nap))).message, 'get up');
  assert.is((await rejection(within(sleep(60_000, { signal })))).message, 'get up');
});

test('sleep: longer than a timer can take, without spinning or a warning', async () => {
  const { code, stdout, stderr } = await runFixture('long-sleeps');
  assert.is(stderr, '');
  assert.is(stdout, "Ended early: 0\nSleeps: true\n['rejected', 'rejected']\n");
  assert.is(code, 0);
});

test('Timer: runs its action once, in time, and gives its result', async () => {
  let runs = 0;
  const timer = new Timer(50, async () => {
    await sleep(5);
    return ++runs;
  });
  await takesAbout(50, async () => {
    timer.start();
    assert.is(await within(timer.join()), 1);
  });
  assert.is(await timer.join(), 1);
  timer.cancel();
  assert.is(await timer.join(), 1, 'too late to cancel');
  assert.is(runs, 1);
});

test('Timer: cancelled before the start or after it, the action never runs', async () => {
  let ran = false;
  const action = () => {
    ran = true;
  };
  const before = new Timer(0, action);
  before.cancel();
  before.start();
  const after = new Timer(20, action);
  after.start();
  after.cancel();
  after.cancel();
  assert.is(await within(before.join()), undefined);
  assert.is(await within(after.join()), undefined);
  await sleep(40);
  assert.not(ran);
});

test('Timer: cancelled at the very moment when its time is up', async () => {
  for (let count = 0; count < 6; count++) {
    let cancelled = false;
    const timer = new Timer(1, () => {
      assert.not(cancelled, `ran after cancel, ${count} turns later`);
    });
    timer.start();
    await sleep(0);
    // Keeps the loop busy beyond the time, so that both timers are due in one round.
    sleepSync(3);
    setTimeout(async () => {
      await turns(count);
      cancelled = true;
      timer.cancel();
    });
    await within(timer.join());
  }
});

test('Timer: its error comes out of join, and is not lost without one', async () => {
  const timer = new Timer(1, () => Promise.reject(new RangeError('boom')));
  timer.start();
  assert.is((await rejection(within(timer.join()))).message, 'boom');

  const { code, stderr } = await runFixture('timer-fails');
  assert.is(code, 1);
  assert.match(stderr, 'the action failed');
});

test('Timer: starts once, is joined after the start, and takes a duration', async () => {
  const timer = new Timer(0, () => {});
  assert.is((await rejection(timer.join())).message, 'Cannot join Timer: start it first');
  timer.start();
  assert.is(
    thrown(() => timer.start()).message,
    'Cannot start Timer: timers start only once',
  );
  assert.instance(
    thrown(() => new Timer(Number.NaN, () => {})),
    RangeError,
  );
  await timer.join();
});

test('stopwatch: counts milliseconds, and reads as seconds', () => {
  const watch = stopwatch();
  sleepSync(20);
  assert.ok(watch.ms() >= 20);
  assert.match(`${watch}`, /^\d+\.\d\d s$/);
});

if (isMain(import.meta)) test.run();
