import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Lock } from '../../modules/core/lock.ts';
import { isMain } from '../../modules/core/main.ts';
import { imap, imapUnordered, map, starmap } from '../../modules/core/pool-map.ts';
import { SharedValue } from '../../modules/core/shared.ts';
import { rejection, sharedCells } from './helpers.ts';
import {
  addUnder,
  count,
  countUpTo,
  exitOn,
  failingAfter,
  meet,
  meta,
  newPool,
  PaymentError,
  post,
  power,
  returnOdd,
  slowToFast,
  square,
  taken,
  takes,
  transferred,
} from './pool-targets.ts';
import { within } from './waiting.ts';

test('map and starmap: results in the order of the items', async () => {
  await using pool = await newPool();
  const numbers = Array.from({ length: 1000 }, (_, i) => i);
  assert.equal(await within(map(pool, meta, square, numbers)), numbers.map(square));
  const few = numbers.slice(0, 20);
  assert.equal(await map(pool, meta, slowToFast, few, { chunkSize: 1 }), few);
  assert.equal(await map(pool, meta, square, new Set([3, 2])), [9, 4]);
  assert.equal(
    await starmap(pool, meta, power, [
      [2, 3],
      [10, 2, 'is '],
    ]),
    ['8', 'is 100'],
  );
  assert.equal(await map(pool, meta, square, []), []);
});

/** How many messages a map sent. */
async function messages(
  pool: Piscina,
  count: number,
  chunkSize?: number,
): Promise<number> {
  const before = pool.completed;
  const numbers = Array.from({ length: count }, (_, i) => i);
  const options = chunkSize === undefined ? {} : { chunkSize };
  const results = await map(pool, meta, square, numbers, options);
  assert.equal(results, numbers.map(square));
  return pool.completed - before;
}

test("chunks: by default four for each worker, as Python's; or of the size that one says", async () => {
  await using pool = await newPool();
  assert.is(await messages(pool, 100), 8);
  assert.is(await messages(pool, 101), 8);
  assert.is(await messages(pool, 3), 3);
  assert.is(await messages(pool, 100, 30), 4);
  assert.is(await messages(pool, 100, 1), 100);
  for (const chunkSize of [0, -1, 1.5, Number.NaN]) {
    const error = await rejection(map(pool, meta, square, [1], { chunkSize }));
    assert.instance(error, RangeError);
    assert.match(error.message, /'chunkSize' must be an integer of at least 1/);
  }
});

test('an error: all other calls are done, then the first in the order of the items is thrown', async () => {
  await using pool = await newPool();
  for (const chunkSize of [1, 4, 100]) {
    const cells = sharedCells();
    // The second of the two that fail comes first in the list.
    const lists = [1, 2, 7, 4, 5, 6, 3, 8].map((n) => [cells, n] as [Int32Array, number]);
    const error = await rejection(starmap(pool, meta, count, lists, { chunkSize }));
    assert.instance(error, PaymentError);
    assert.is(error.message, 'no 7');
    assert.is((error as PaymentError).amount, 7);
    assert.instance(error.cause, TypeError);
    assert.match(String(error.stack), /pool-targets\.ts/);
    assert.is(cells[0], 8);
  }
});

test('thousands of calls, one of which throws in the middle: all are made, none hangs', async () => {
  await using pool = await newPool();
  for (const [calls, chunkSize] of [
    [2000, 1],
    [10_000, 100],
  ] as const) {
    const cells = sharedCells();
    const lists = Array.from({ length: calls }, (_, n) => {
      return [cells, calls / 2, n] as [Int32Array, number, number];
    });
    const error = await rejection(
      within(starmap(pool, meta, countUpTo, lists, { chunkSize })),
    );
    assert.instance(error, PaymentError);
    assert.instance(error.cause, TypeError);
    assert.is(cells[0], calls);
    assert.is(pool.queueSize, 0);
  }
});

test('shared primitives arrive as themselves, and come back', async () => {
  await using pool = await newPool();
  const value = new SharedValue(Int32Array, 0);
  const lists = Array.from({ length: 100 }, () => [value, 1] as [SharedValue, number]);
  const results = await starmap(pool, meta, addUnder, lists);
  assert.is(value.value, 100);
  assert.instance(results[0], SharedValue);
  assert.is(results[99]?.value, 100);
  assert.equal(await map(pool, meta, takes, [new Lock()]), [true]);
});

test('the work is shared out to all workers', async () => {
  await using pool = await newPool();
  const cells = sharedCells();
  const lists = [1, 2].map(() => [cells, 2] as [Int32Array, number]);
  // Each waits for the other: one worker alone would wait in vain.
  const threads = await within(starmap(pool, meta, meet, lists));
  assert.is(new Set(threads).size, 2);
});

test('a function that cannot be found: TypeError, also for what is not exported', async () => {
  await using pool = await newPool();
  const nameless = (
    () => (n: number) =>
      n
  )();
  assert.instance(await rejection(map(pool, meta, nameless, [1])), TypeError);
  function hidden(n: number): number {
    return n;
  }
  const error = await rejection(map(pool, meta, hidden, [1, 2]));
  assert.instance(error, TypeError);
  assert.match(error.message, /pool-targets\.ts does not export it/);
});

test('a worker that dies: the map rejects, the pool goes on', async () => {
  await using pool = await newPool();
  const lists = [1, 2, 3, 4].map((n) => [2, n] as [number, number]);
  const exits = starmap(pool, meta, exitOn, lists, { chunkSize: 1 });
  assert.instance(await within(rejection(exits)), Error);
  assert.equal(await within(map(pool, meta, square, [2, 3])), [4, 9]);
});

test('a result that cannot be copied: TypeError, and no worker dies', async () => {
  await using pool = await newPool();
  const threads = pool.threads.map(({ threadId }) => threadId);
  for (const kind of [
    'function',
    'symbol',
    'Proxy',
    'depth',
    'getter',
    'Promise',
    'gone',
  ]) {
    const lists = [0, 1, 2].map((n) => [n === 1 ? kind : '', n] as [string, number]);
    const error = await within(
      rejection(starmap(pool, meta, returnOdd, lists, { chunkSize: 2 })),
    );
    assert.instance(error, TypeError, kind);
    assert.match(error.message, /^Cannot return the result of 'returnOdd': it/, kind);
  }
  assert.equal(await within(map(pool, meta, square, [2, 3])), [4, 9]);
  assert.equal(
    pool.threads.map(({ threadId }) => threadId),
    threads,
  );
});

test('an item that cannot be copied: TypeError that says which, before any call', async () => {
  await using pool = await newPool();
  const unreadable = {
    get x() {
      throw new Error('mine');
    },
  };
  class Point {
    x = 1;
    length() {
      return this.x;
    }
  }
  for (const [item, why] of [
    [() => 2, /^Cannot map 'square': items\[2\] is a function$/],
    [Symbol('s'), /: items\[2\] is a symbol$/],
    [{ a: [new Point()] }, /: items\[2\]\.a\[0\] is a Point, which loses its methods/],
    [transferred(), /: items\[2\] has no memory any more: it was transferred$/],
    [Promise.resolve(1), /: items\[2\] is a Promise; await it/],
    [unreadable, /: items\[2\]\.x cannot be read, its getter throws: mine$/],
  ] as const) {
    const items = [1, 2, item] as number[];
    const completed = pool.completed;
    const error = await rejection(map(pool, meta, square, items, { chunkSize: 1 }));
    assert.instance(error, TypeError);
    assert.match(error.message, why);
    assert.is(pool.completed, completed);
    for (const call of [imap, imapUnordered]) {
      for (const chunkSize of [1, 3]) {
        const results = taken(call(pool, meta, square, items, { chunkSize }), []);
        const error = await within(rejection(results));
        assert.instance(error, TypeError);
        assert.match(error.message, why);
      }
    }
  }
  const nested = await rejection(starmap(pool, meta, power, [[1, (() => 2) as never]]));
  assert.match(nested.message, /^Cannot map 'power': items\[0\]\[1\] is a function$/);
});

test('ports are handed over, with items and with results', async () => {
  await using pool = await newPool();
  const { port1, port2 } = new MessageChannel();
  const [back] = await map(pool, meta, post, [port2]);
  assert.equal((await once(port1, 'message'))[0], 'hello');
  assert.ok(back);
  assert.equal((await once(back, 'message'))[0], 'from here');
  port1.close();
  back.close();
});

test('an iterable that throws: map rejects, and makes no call', async () => {
  await using pool = await newPool();
  const before = pool.completed;
  const results = map(pool, meta, square, failingAfter(3));
  assert.is((await rejection(results)).message, 'no more items');
  const lists = starmap(pool, meta, power, failingAfter(0) as never);
  assert.is((await rejection(lists)).message, 'no more items');
  assert.is(pool.completed, before);
});

test('the types: arguments are checked against the function, results come from it', async () => {
  await using pool = await newPool();
  const results: number[] = await map(pool, meta, slowToFast, [1]);
  assert.equal(results, [1]);
  // @ts-expect-error: the function takes numbers.
  await map(pool, meta, square, ['2']);
  // @ts-expect-error: it takes two.
  await starmap(pool, meta, power, [[2]]);
});

if (isMain(import.meta)) test.run();
