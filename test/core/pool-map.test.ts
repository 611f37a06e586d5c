import { threadId } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { registerError } from '../../modules/core/errors.ts';
import { Lock } from '../../modules/core/lock.ts';
import { isMain } from '../../modules/core/main.ts';
import { map, starmap } from '../../modules/core/pool-map.ts';
import { SharedValue } from '../../modules/core/shared.ts';
import { sleep } from '../../modules/core/time.ts';
import { workerOptions } from '../../modules/core/worker-file.ts';
import { rejection, sharedCells } from './helpers.ts';
import { within } from './waiting.ts';

class PaymentError extends Error {
  amount = 0;
}
registerError(PaymentError);

/** Its filename is not used: map names its own. */
function newPool(): Piscina {
  return new Piscina({
    filename: import.meta.url,
    minThreads: 2,
    maxThreads: 2,
    ...workerOptions,
  });
}

export function square(n: number): number {
  return n * n;
}

export function power(base: number, exponent: number, label = ''): string {
  return `${label}${base ** exponent}`;
}

export async function slowToFast(n: number): Promise<number> {
  await sleep(20 - n);
  return n;
}

export function whoAndWhat(n: number): [thread: number, n: number] {
  return [threadId, n];
}

export function count(cells: Int32Array, n: number): void {
  Atomics.add(cells, 0, 1);
  if (n === 7 || n === 3) {
    const cause = new TypeError('the cause');
    throw Object.assign(new PaymentError(`no ${n}`, { cause }), { amount: n });
  }
}

export function countUpTo(cells: Int32Array, bad: number, n: number): number {
  Atomics.add(cells, 0, 1);
  if (n !== bad) return n;
  throw new PaymentError(`no ${n}`, { cause: new TypeError('the cause') });
}

export function addUnder(value: SharedValue, n: number): SharedValue {
  using _held = value.lock.hold();
  value.value += n;
  return value;
}

export function takes(lock: Lock): boolean {
  return lock instanceof Lock && lock.tryAcquire();
}

export function exitOn(bad: number, n: number): number {
  if (n === bad) process.exit(5);
  return n;
}

export function returnFunction(n: number): unknown {
  return n === 2 ? () => n : n;
}

test('map and starmap: results in the order of the items', async () => {
  await using pool = newPool();
  const numbers = Array.from({ length: 1000 }, (_, i) => i);
  assert.equal(
    await within(map(pool, import.meta, square, numbers)),
    numbers.map(square),
  );
  const few = numbers.slice(0, 20);
  assert.equal(await map(pool, import.meta, slowToFast, few, { chunkSize: 1 }), few);
  assert.equal(await map(pool, import.meta, square, new Set([3, 2])), [9, 4]);
  assert.equal(
    await starmap(pool, import.meta, power, [
      [2, 3],
      [10, 2, 'is '],
    ]),
    ['8', 'is 100'],
  );
  assert.equal(await map(pool, import.meta, square, []), []);
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
  const results = await map(pool, import.meta, square, numbers, options);
  assert.equal(results, numbers.map(square));
  return pool.completed - before;
}

test("chunks: by default four for each worker, as Python's; or of the size that one says", async () => {
  await using pool = newPool();
  assert.is(await messages(pool, 100), 8);
  assert.is(await messages(pool, 101), 8);
  assert.is(await messages(pool, 3), 3);
  assert.is(await messages(pool, 100, 30), 4);
  assert.is(await messages(pool, 100, 1), 100);
  for (const chunkSize of [0, -1, 1.5, Number.NaN]) {
    const error = await rejection(map(pool, import.meta, square, [1], { chunkSize }));
    assert.instance(error, RangeError);
    assert.match(error.message, /'chunkSize' must be an integer of at least 1/);
  }
});

test('an error: all other calls are done, then the first in the order of the items is thrown', async () => {
  await using pool = newPool();
  for (const chunkSize of [1, 4, 100]) {
    const cells = sharedCells();
    // The second of the two that fail comes first in the list.
    const lists = [1, 2, 7, 4, 5, 6, 3, 8].map((n) => [cells, n] as [Int32Array, number]);
    const error = await rejection(
      starmap(pool, import.meta, count, lists, { chunkSize }),
    );
    assert.instance(error, PaymentError);
    assert.is(error.message, 'no 7');
    assert.is((error as PaymentError).amount, 7);
    assert.instance(error.cause, TypeError);
    assert.match(String(error.stack), /pool-map\.test\.ts/);
    assert.is(cells[0], 8);
  }
});

test('thousands of calls, one of which throws in the middle: all are made, none hangs', async () => {
  await using pool = newPool();
  for (const [calls, chunkSize] of [
    [2000, 1],
    [10_000, 100],
  ] as const) {
    const cells = sharedCells();
    const lists = Array.from({ length: calls }, (_, n) => {
      return [cells, calls / 2, n] as [Int32Array, number, number];
    });
    const error = await rejection(
      within(starmap(pool, import.meta, countUpTo, lists, { chunkSize })),
    );
    assert.instance(error, PaymentError);
    assert.instance(error.cause, TypeError);
    assert.is(cells[0], calls);
    assert.is(pool.queueSize, 0);
  }
});

test('shared primitives arrive as themselves, and come back', async () => {
  await using pool = newPool();
  const value = new SharedValue(Int32Array, 0);
  const lists = Array.from({ length: 100 }, () => [value, 1] as [SharedValue, number]);
  const results = await starmap(pool, import.meta, addUnder, lists);
  assert.is(value.value, 100);
  assert.instance(results[0], SharedValue);
  assert.is(results[99]?.value, 100);
  assert.equal(await map(pool, import.meta, takes, [new Lock()]), [true]);
});

test('the work is shared out to all workers', async () => {
  await using pool = newPool();
  const cells = sharedCells();
  const lists = [1, 2].map(() => [cells, 2] as [Int32Array, number]);
  // Each waits for the other: one worker alone would wait in vain.
  const threads = await within(starmap(pool, import.meta, meet, lists));
  assert.is(new Set(threads).size, 2);
});

export function meet(cells: Int32Array, count: number): number {
  Atomics.add(cells, 0, 1);
  const end = performance.now() + 10_000;
  while (Atomics.load(cells, 0) < count) {
    if (performance.now() > end) throw new Error('nobody else came');
  }
  return threadId;
}

test('a function that cannot be found: TypeError, also for what is not exported', async () => {
  await using pool = newPool();
  const nameless = (
    () => (n: number) =>
      n
  )();
  assert.throws(() => map(pool, import.meta, nameless, [1]), TypeError);
  function hidden(n: number): number {
    return n;
  }
  const error = await rejection(map(pool, import.meta, hidden, [1, 2]));
  assert.instance(error, TypeError);
  assert.match(error.message, /pool-map\.test\.ts does not export it/);
});

test('a worker that dies: the map rejects, the pool goes on', async () => {
  await using pool = newPool();
  const lists = [1, 2, 3, 4].map((n) => [2, n] as [number, number]);
  const exits = starmap(pool, import.meta, exitOn, lists, { chunkSize: 1 });
  assert.instance(await within(rejection(exits)), Error);
  assert.equal(await within(map(pool, import.meta, square, [2, 3])), [4, 9]);
});

test('an item or a result that cannot be sent: TypeError, and no worker dies', async () => {
  await using pool = newPool();
  const threads = pool.threads.map(({ threadId }) => threadId);
  const result = await within(
    rejection(map(pool, import.meta, returnFunction, [1, 2, 3])),
  );
  assert.instance(result, TypeError);
  assert.match(result.message, /^Cannot return the result of 'returnFunction': /);
  const item = await within(
    rejection(map(pool, import.meta, returnFunction, [1, () => 2] as number[])),
  );
  assert.instance(item, TypeError);
  assert.match(item.message, /^Cannot map 'returnFunction': an item cannot be sent /);
  assert.equal(await within(map(pool, import.meta, square, [2, 3])), [4, 9]);
  assert.equal(
    pool.threads.map(({ threadId }) => threadId),
    threads,
  );
});

test('the types: arguments are checked against the function, results come from it', async () => {
  await using pool = newPool();
  const results: number[] = await map(pool, import.meta, slowToFast, [1]);
  assert.equal(results, [1]);
  // @ts-expect-error: the function takes numbers.
  await map(pool, import.meta, square, ['2']);
  // @ts-expect-error: it takes two.
  await starmap(pool, import.meta, power, [[2]]);
});

if (isMain(import.meta)) test.run();
