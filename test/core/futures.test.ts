import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { TimeoutError } from '../../modules/core/errors.ts';
import { asCompleted, taskGroup, wait } from '../../modules/core/futures.ts';
import { isMain } from '../../modules/core/main.ts';
import { sleep } from '../../modules/core/time.ts';
import { rejection, runFixture, takesAbout, thrown } from './helpers.ts';
import { turns, within } from './waiting.ts';

/** A promise that the test settles when it likes. */
function deferred<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}

/** The very same promises in this order. (To `assert.equal`, all promises are equal.) */
function same(actual: Set<unknown>, expected: unknown[]): void {
  assert.is(actual.size, expected.length);
  [...actual].forEach((promise, i) => {
    assert.is(promise, expected[i]);
  });
}

const never = new Promise<never>(() => {});

test('asCompleted: the values in the order of settling, not of the call', async () => {
  const [a, b, c] = [deferred<string>(), deferred<string>(), deferred<string>()];
  const all = collect(asCompleted([a.promise, b.promise, c.promise]));
  b.resolve('b');
  await turns(3);
  c.resolve('c');
  await turns(3);
  a.resolve('a');
  assert.equal(await all, ['b', 'c', 'a']);
});

test('asCompleted: gives each value when it is ready, not when all are', async () => {
  const [a, b] = [deferred<string>(), deferred<string>()];
  const values = asCompleted([a.promise, b.promise]);
  b.resolve('b');
  assert.equal(await within(values.next()), { value: 'b', done: false });
  const next = values.next();
  a.resolve('a');
  assert.equal(await within(next), { value: 'a', done: false });
  assert.equal(await within(values.next()), { value: undefined, done: true });
});

test('asCompleted: keeps the order of what settled before anybody asked', async () => {
  const [a, b, c] = [deferred<string>(), deferred<string>(), deferred<string>()];
  const values = asCompleted([a.promise, b.promise, c.promise]);
  for (const each of [c, a, b]) {
    each.resolve(each === a ? 'a' : each === b ? 'b' : 'c');
    await turns(3);
  }
  assert.equal(await collect(values), ['c', 'a', 'b']);
});

test('asCompleted: plain values, thenables, and nothing; each promise comes once', async () => {
  const once = Promise.resolve(1);
  // biome-ignore lint/suspicious/noThenProperty: a thenable is what this is about
  const thenable = { then: (settle: (value: number) => void) => settle(2) };
  assert.equal(
    (await collect(asCompleted<unknown>([once, once, thenable, thenable, 3, 3]))).sort(),
    [1, 2, 3, 3],
  );
  assert.equal(await collect(asCompleted([])), []);
});

test('asCompleted: an error is thrown at its turn and ends the loop', async () => {
  const [a, b] = [deferred<string>(), deferred<string>()];
  const seen: string[] = [];
  const loop = (async () => {
    for await (const value of asCompleted([a.promise, never, b.promise]))
      seen.push(value);
  })();
  b.resolve('b');
  await turns(3);
  a.reject(new RangeError('a is out'));
  const error = await rejection(within(loop));
  assert.instance(error, RangeError);
  assert.is(error.message, 'a is out');
  assert.equal(seen, ['b']);
});

test('asCompleted: a timeout counts from the call; the rest runs on', async () => {
  const slow = sleep(300).then(() => 'slow');
  const values = asCompleted([slow, Promise.resolve('fast')], { timeout: 60 });
  await sleep(100);
  // What was ready in time still comes.
  assert.equal(await values.next(), { value: 'fast', done: false });
  const error = await rejection(values.next());
  assert.instance(error, TimeoutError);
  assert.is(error.message, 'Only 1 of 2 promises settled within 60 ms');
  assert.is(await slow, 'slow');
});

test('asCompleted: with a timeout of 0 it gives what has settled', async () => {
  const finished = [1, 2].map((value) => Promise.resolve(value));
  assert.equal(await collect(asCompleted(finished, { timeout: 0 })), [1, 2]);

  const seen: number[] = [];
  const loop = (async () => {
    const values = asCompleted([never, ...finished], { timeout: 0 });
    for await (const value of values) seen.push(value);
  })();
  assert.instance(await rejection(within(loop)), TimeoutError);
  assert.equal(seen, [1, 2]);
});

test('asCompleted: two who ask at once get one value each', async () => {
  const [a, b] = [deferred<string>(), deferred<string>()];
  const values = asCompleted([a.promise, b.promise]);
  const both = Promise.all([values.next(), values.next()]);
  b.resolve('b');
  await turns(3);
  a.resolve('a');
  assert.equal(
    (await within(both)).map(({ value }) => value),
    ['b', 'a'],
  );
});

test('asCompleted: a signal ends the loop with its reason, before and meanwhile', async () => {
  const early = asCompleted([1], { signal: AbortSignal.abort() });
  assert.is((await rejection(early.next())).name, 'AbortError');

  const controller = new AbortController();
  const next = asCompleted([never], { signal: controller.signal }).next();
  controller.abort(new RangeError('enough'));
  assert.is((await rejection(within(next))).message, 'enough');
});

test('asCompleted: refuses a bad timeout at the call', () => {
  assert.instance(
    thrown(() => asCompleted([1], { timeout: -1 })),
    RangeError,
  );
});

test('asCompleted: ten thousand promises', async () => {
  const many = Array.from({ length: 10_000 }, (_, i) => Promise.resolve(i));
  const sum = (await collect(asCompleted(many))).reduce((a, b) => a + b, 0);
  assert.is(sum, 49_995_000);
});

test('wait: ALL_COMPLETED is the default, and errors count as completed', async () => {
  const [a, b] = [deferred<string>(), deferred<string>()];
  const waiting = wait([a.promise, b.promise]);
  let over = false;
  void waiting.then(() => {
    over = true;
  });
  b.reject(new Error('b'));
  await turns(9);
  assert.not(over);
  a.resolve('a');
  const { done, pending } = await within(waiting);
  same(done, [a.promise, b.promise]); // in the order of the call
  assert.is(pending.size, 0);
});

test('wait: a promise that is there twice counts once', async () => {
  const a = Promise.resolve('a');
  const { done } = await within(wait([a, a]));
  same(done, [a]);
});

test('wait: FIRST_COMPLETED, by a value or an error', async () => {
  for (const how of ['resolve', 'reject'] as const) {
    const a = deferred<string>();
    const tasks = [never, a.promise, never];
    const waiting = wait(tasks, { returnWhen: 'FIRST_COMPLETED' });
    a[how]('a');
    const { done, pending } = await within(waiting);
    same(done, [a.promise]);
    assert.is(pending.size, 1, 'the same promise is one promise');
  }
});

test('wait: FIRST_COMPLETED tells all that were settled before the call', async () => {
  const [a, b] = [Promise.resolve(1), Promise.reject(new Error('b'))];
  const options = { returnWhen: 'FIRST_COMPLETED' } as const;
  const { done, pending } = await wait([a, never, b], options);
  same(done, [a, b]);
  same(pending, [never]);
});

test('wait: FIRST_EXCEPTION waits on after a value, and ends at an error', async () => {
  const [a, b] = [deferred<string>(), deferred<string>()];
  const waiting = wait([a.promise, b.promise, never], { returnWhen: 'FIRST_EXCEPTION' });
  let over = false;
  void waiting.then(() => {
    over = true;
  });
  a.resolve('a');
  await turns(9);
  assert.not(over);
  b.reject(new Error('b'));
  const { done, pending } = await within(waiting);
  same(done, [a.promise, b.promise]);
  same(pending, [never]);
});

test('wait: FIRST_EXCEPTION without an error waits for all', async () => {
  const tasks = [1, 2].map((value) => Promise.resolve(value));
  const { done, pending } = await within(wait(tasks, { returnWhen: 'FIRST_EXCEPTION' }));
  assert.is(done.size, 2);
  assert.is(pending.size, 0);
});

test('wait: a timeout leaves the rest running', async () => {
  const slow = sleep(200).then(() => 'slow');
  const fast = Promise.resolve('fast');
  await takesAbout(60, async () => {
    const { done, pending } = await wait([slow, fast], { timeout: 60 });
    same(done, [fast]);
    same(pending, [slow]);
  });
  assert.is(await slow, 'slow');
});

test('wait: with a timeout of 0 it only looks', async () => {
  const fast = Promise.resolve('fast');
  const { done, pending } = await wait([never, fast], { timeout: 0 });
  same(done, [fast]);
  same(pending, [never]);
});

test('wait: refuses what is no moment, at the call', async () => {
  const error = await rejection(wait([never], { returnWhen: 'nope' as never }));
  assert.instance(error, TypeError);
  assert.match(error.message, /'returnWhen' must be .*ALL_COMPLETED, received nope$/);
});

test('futures: a hundred waits on one signal, and no listener is left', async () => {
  const { signal } = new AbortController();
  let [most, listeners] = [0, 0];
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    most = Math.max(most, ++listeners);
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listeners--;
    removeEventListener.apply(signal, args);
  };
  const a = deferred<string>();
  const waits = Array.from({ length: 100 }, () => [
    wait([a.promise], { signal }),
    asCompleted([a.promise], { signal }).next(),
    taskGroup(() => a.promise, { signal }),
  ]);
  assert.is(most, 1);
  a.resolve('a');
  await within(Promise.all(waits.flat()));
  assert.is(listeners, 0);
});

test('wait: nothing to wait for; a signal; a bad timeout', async () => {
  const { done, pending } = await wait([], { returnWhen: 'FIRST_COMPLETED' });
  assert.is(done.size + pending.size, 0);

  const controller = new AbortController();
  const waiting = wait([never], { signal: controller.signal });
  controller.abort(new RangeError('enough'));
  assert.is((await rejection(within(waiting))).message, 'enough');
  assert.is((await rejection(wait([], { signal: controller.signal }))).message, 'enough');
  assert.instance(await rejection(wait([never], { timeout: Number.NaN })), RangeError);
});

test('futures: no error goes unhandled, and no timer keeps the program alive', async () => {
  const { code, stdout, stderr } = await runFixture('futures-leave-nothing');
  assert.is(stderr, '');
  assert.is(stdout, 'done\n');
  assert.is(code, 0);
});

if (isMain(import.meta)) test.run();
