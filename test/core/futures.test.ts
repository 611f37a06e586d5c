import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { TimeoutError } from '../../modules/core/errors.ts';
import {
  asCompleted,
  type TaskGroup,
  taskGroup,
  wait,
} from '../../modules/core/futures.ts';
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

test('asCompleted: plain values, thenables, the same promise twice, and nothing', async () => {
  const once = Promise.resolve(1);
  // biome-ignore lint/suspicious/noThenProperty: a thenable is what this is about
  const thenable = { then: (settle: (value: number) => void) => settle(2) };
  assert.equal(
    (await collect(asCompleted<unknown>([once, once, thenable, 3]))).sort(),
    [1, 1, 2, 3],
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

test('taskGroup: returns what the body returns, when all tasks have ended', async () => {
  const ended: string[] = [];
  const result = await taskGroup(async (group) => {
    const three = group.start(async () => 3);
    void group.start(async (signal) => {
      await sleep(50, { signal });
      ended.push('slow');
    });
    return (await three) + 1;
  });
  assert.is(result, 4);
  assert.equal(ended, ['slow']);
});

test('taskGroup: a task starts at once, and may start others when the body is done', async () => {
  const order: string[] = [];
  await taskGroup((group) => {
    void group.start(async () => {
      order.push('first');
      await sleep(20);
      void group.start(async () => {
        await sleep(20);
        order.push('second');
      });
    });
    order.push('body');
  });
  assert.equal(order, ['first', 'body', 'second']);
});

test('taskGroup: the first error aborts the others, is thrown, and nothing runs on', async () => {
  const boom = new RangeError('boom');
  let sibling: unknown;
  let tidy = false;
  const group = taskGroup(async ({ start }) => {
    void start(async (signal) => {
      try {
        await sleep(60_000, { signal });
      } catch (error) {
        sibling = error;
        await sleep(30);
        tidy = true;
        throw new Error('a consequence', { cause: error });
      }
    });
    await start(async () => {
      await sleep(5);
      throw boom;
    });
  });
  assert.is(await rejection(within(group)), boom);
  assert.ok(tidy, 'it waits for those who tidy up');
  assert.instance(sibling, DOMException);
  assert.is((sibling as DOMException).name, 'AbortError');
  assert.is((sibling as Error).cause, boom);
});

test('taskGroup: an error that the body catches ends the group all the same', async () => {
  const group = taskGroup(async ({ start, signal }) => {
    await start(() => Promise.reject(new Error('boom'))).catch(() => {});
    assert.ok(signal.aborted);
    return 'fine';
  });
  assert.is((await rejection(group)).message, 'boom');
});

test("taskGroup: the body's own error aborts its tasks", async () => {
  let aborted = false;
  const group = taskGroup(({ start }) => {
    void start(async (signal) => {
      await sleep(60_000, { signal }).catch(() => {
        aborted = true;
      });
    });
    throw new RangeError('from the body');
  });
  assert.is((await rejection(within(group))).message, 'from the body');
  assert.ok(aborted);
});

test('taskGroup: after a failure no further task runs', async () => {
  let ran = false;
  const group = taskGroup(async ({ start }) => {
    await start(() => Promise.reject(new Error('boom'))).catch(() => {});
    const late = start(() => {
      ran = true;
    });
    assert.is((await rejection(late)).name, 'AbortError');
  });
  assert.is((await rejection(group)).message, 'boom');
  assert.not(ran);
});

test('taskGroup: a group that has ended takes no tasks', async () => {
  let kept: TaskGroup | undefined;
  await taskGroup((group) => {
    kept = group;
  });
  assert.is(
    thrown(() => kept?.start(() => 1)).message,
    'Cannot start a task: its group has ended',
  );
});

test('taskGroup: the signal of the caller aborts all, with its reason', async () => {
  const controller = new AbortController();
  let reached = false;
  const group = taskGroup(
    async ({ start }) => {
      const tasks = [
        start(async (signal) => {
          await sleep(60_000, { signal }).catch(() => {});
          throw new Error('an error of its own');
        }),
      ];
      await Promise.allSettled(tasks);
      reached = true;
    },
    { signal: controller.signal },
  );
  controller.abort(new RangeError('closing time'));
  assert.is((await rejection(within(group))).message, 'closing time');
  assert.ok(reached, 'the body came to its end');

  let ran = false;
  const never = taskGroup(
    () => {
      ran = true;
    },
    { signal: AbortSignal.abort() },
  );
  assert.is((await rejection(never)).name, 'AbortError');
  assert.not(ran);
});

test('taskGroup: groups nest; an error inside ends the outer one too', async () => {
  let aborted = false;
  const outer = taskGroup(async ({ start }) => {
    void start(async (signal) => {
      await sleep(60_000, { signal }).catch(() => {
        aborted = true;
      });
    });
    await start((signal) =>
      taskGroup(
        async (inner) => {
          await inner.start(() => Promise.reject(new Error('deep inside')));
        },
        { signal },
      ),
    );
  });
  assert.is((await rejection(within(outer))).message, 'deep inside');
  assert.ok(aborted);
});

test('futures: no error goes unhandled, and no timer keeps the program alive', async () => {
  const { code, stdout, stderr } = await runFixture('futures-leave-nothing');
  assert.is(stderr, '');
  assert.is(stdout, 'done\n');
  assert.is(code, 0);
});

if (isMain(import.meta)) test.run();
