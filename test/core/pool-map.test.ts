import { EventEmitter, on, once } from 'node:events';
import { MessageChannel, type MessagePort, threadId } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Barrier } from '../../modules/core/barrier.ts';
import { registerError } from '../../modules/core/errors.ts';
import { Lock } from '../../modules/core/lock.ts';
import { isMain } from '../../modules/core/main.ts';
import { imap, imapUnordered, map, starmap } from '../../modules/core/pool-map.ts';
import { SharedValue } from '../../modules/core/shared.ts';
import { sleep } from '../../modules/core/time.ts';
import { workerOptions } from '../../modules/core/worker-file.ts';
import { aWhile, reaches, rejection, sharedCells } from './helpers.ts';
import { within } from './waiting.ts';

class PaymentError extends Error {
  amount = 0;
}
registerError(PaymentError);

/** Its filename is not used: map names its own. */
export function comeTogether(all: Barrier): void {
  all.wait();
}

/** Both workers are up: Node 22 crashes when one is ended in the middle of loading. */
async function newPool(): Promise<Piscina> {
  const pool = new Piscina({
    filename: import.meta.url,
    minThreads: 2,
    maxThreads: 2,
    ...workerOptions,
  });
  const all = new Barrier(2);
  await map(pool, import.meta, comeTogether, [all, all], { chunkSize: 1 });
  return pool;
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

/** A buffer whose memory has moved elsewhere. */
function transferred(): Uint8Array {
  const bytes = new Uint8Array(8);
  structuredClone(bytes, { transfer: [bytes.buffer] });
  return bytes;
}

/** Something that no message can carry. */
export function returnOdd(kind: string, n: number): unknown {
  let deep: unknown = n;
  for (let i = 0; i < 100_000; i++) deep = { deep };
  const odd: Record<string, unknown> = {
    function: () => n,
    symbol: Symbol('s'),
    Proxy: { in: new Proxy({}, {}) },
    depth: deep,
    getter: {
      get x() {
        throw new Error('no');
      },
    },
    Promise: [Promise.resolve()],
    gone: transferred(),
  };
  return odd[kind] ?? n;
}

export function post(port: MessagePort): MessagePort {
  port.postMessage('hello');
  const { port1, port2 } = new MessageChannel();
  port1.postMessage('from here');
  return port2;
}

export function wordLength(word: string): number {
  return word.length;
}

export function first([event]: string[]): string {
  return String(event);
}

export function addOne(value: SharedValue): SharedValue {
  return addUnder(value, 1);
}

export function exitOnTwo(n: number): number {
  return exitOn(2, n);
}

export function countUpToList([cells, bad, n]: readonly [
  Int32Array,
  number,
  number,
]): number {
  return countUpTo(cells, bad, n);
}

/** Counts who comes, and waits until the gate is open. */
export function passGate([gate, n, waits = 1]: [Int32Array, number, number?]): number {
  Atomics.add(gate, 1, 1);
  if (waits === 1) Atomics.wait(gate, 0, 0, 30_000);
  return n;
}

function openGate(gate: Int32Array): void {
  Atomics.store(gate, 0, 1);
  Atomics.notify(gate, 0);
}

test('map and starmap: results in the order of the items', async () => {
  await using pool = await newPool();
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
  await using pool = await newPool();
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
  await using pool = await newPool();
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
      within(starmap(pool, import.meta, countUpTo, lists, { chunkSize })),
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
  const results = await starmap(pool, import.meta, addUnder, lists);
  assert.is(value.value, 100);
  assert.instance(results[0], SharedValue);
  assert.is(results[99]?.value, 100);
  assert.equal(await map(pool, import.meta, takes, [new Lock()]), [true]);
});

test('the work is shared out to all workers', async () => {
  await using pool = await newPool();
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
  await using pool = await newPool();
  const nameless = (
    () => (n: number) =>
      n
  )();
  assert.instance(await rejection(map(pool, import.meta, nameless, [1])), TypeError);
  function hidden(n: number): number {
    return n;
  }
  const error = await rejection(map(pool, import.meta, hidden, [1, 2]));
  assert.instance(error, TypeError);
  assert.match(error.message, /pool-map\.test\.ts does not export it/);
});

test('a worker that dies: the map rejects, the pool goes on', async () => {
  await using pool = await newPool();
  const lists = [1, 2, 3, 4].map((n) => [2, n] as [number, number]);
  const exits = starmap(pool, import.meta, exitOn, lists, { chunkSize: 1 });
  assert.instance(await within(rejection(exits)), Error);
  assert.equal(await within(map(pool, import.meta, square, [2, 3])), [4, 9]);
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
      rejection(starmap(pool, import.meta, returnOdd, lists, { chunkSize: 2 })),
    );
    assert.instance(error, TypeError, kind);
    assert.match(error.message, /^Cannot return the result of 'returnOdd': it/, kind);
  }
  assert.equal(await within(map(pool, import.meta, square, [2, 3])), [4, 9]);
  assert.equal(
    pool.threads.map(({ threadId }) => threadId),
    threads,
  );
});

test('an item that cannot be copied: TypeError that says which, before any call', async () => {
  await using pool = await newPool();
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
  ] as const) {
    const items = [1, 2, item] as number[];
    const completed = pool.completed;
    const error = await rejection(
      map(pool, import.meta, square, items, { chunkSize: 1 }),
    );
    assert.instance(error, TypeError);
    assert.match(error.message, why);
    assert.is(pool.completed, completed);
    for (const call of [imap, imapUnordered]) {
      for (const chunkSize of [1, 3]) {
        const results = taken(call(pool, import.meta, square, items, { chunkSize }), []);
        const error = await within(rejection(results));
        assert.instance(error, TypeError);
        assert.match(error.message, why);
      }
    }
  }
  const nested = await rejection(
    starmap(pool, import.meta, power, [[1, (() => 2) as never]]),
  );
  assert.match(nested.message, /^Cannot map 'power': items\[0\]\[1\] is a function$/);
});

test('ports are handed over, with items and with results', async () => {
  await using pool = await newPool();
  const { port1, port2 } = new MessageChannel();
  const [back] = await map(pool, import.meta, post, [port2]);
  assert.equal((await once(port1, 'message'))[0], 'hello');
  assert.ok(back);
  assert.equal((await once(back, 'message'))[0], 'from here');
  port1.close();
  back.close();
});

test('an iterable that throws: map rejects, and makes no call', async () => {
  await using pool = await newPool();
  const before = pool.completed;
  const results = map(pool, import.meta, square, failingAfter(3));
  assert.is((await rejection(results)).message, 'no more items');
  const lists = starmap(pool, import.meta, power, failingAfter(0) as never);
  assert.is((await rejection(lists)).message, 'no more items');
  assert.is(pool.completed, before);
});

/** What a loop over the results has got, also when it throws. */
async function taken<T>(results: AsyncIterable<T>, into: T[]): Promise<T[]> {
  for await (const result of results) into.push(result);
  return into;
}

function* failingAfter(count: number): Generator<number> {
  for (let n = 0; n < count; n++) yield n;
  throw new Error('no more items');
}

/** An endless iterable that counts what is taken from it. */
class Counted implements Iterable<number> {
  count = 0;
  closed = 0;

  *[Symbol.iterator](): Generator<number> {
    try {
      for (;;) yield this.count++;
    } finally {
      this.closed++;
    }
  }

  async *later(): AsyncGenerator<number> {
    try {
      for (;;) {
        await Promise.resolve();
        yield this.count++;
      }
    } finally {
      this.closed++;
    }
  }
}

const lazily = { imap, imapUnordered };

for (const [name, call] of Object.entries(lazily)) {
  test(`${name}: from any iterable, each item once`, async () => {
    await using pool = await newPool();
    const numbers = Array.from({ length: 100 }, (_, i) => i);
    async function* later() {
      for (const n of numbers) {
        if (n % 10 === 0) await sleep(1);
        yield n;
      }
    }
    for (const items of [numbers, new Set(numbers), later()]) {
      for (const chunkSize of [undefined, 7, 1000]) {
        const options = chunkSize === undefined ? {} : { chunkSize };
        const source = items === numbers || chunkSize === undefined ? items : numbers;
        const got = await within(
          taken(call(pool, import.meta, square, source, options), []),
        );
        const sorted = name === 'imap' ? got : got.sort((a, b) => a - b);
        assert.equal(sorted, numbers.map(square));
      }
    }
    assert.equal(await taken(call(pool, import.meta, square, []), []), []);
    assert.equal(await taken(call(pool, import.meta, wordLength, 'ab'), []), [1, 1]);
  });

  test(`${name}: by default an item a message; or as many as one says`, async () => {
    await using pool = await newPool();
    const before = pool.completed;
    await taken(call(pool, import.meta, square, [1, 2, 3, 4, 5]), []);
    assert.is(pool.completed, before + 5);
    await taken(call(pool, import.meta, square, [1, 2, 3, 4, 5], { chunkSize: 2 }), []);
    assert.is(pool.completed, before + 8);
    for (const chunkSize of [0, -1, 1.5, Number.NaN]) {
      const items = call(pool, import.meta, square, [1], { chunkSize });
      const error = await rejection(items.next());
      assert.instance(error, RangeError);
      assert.match(error.message, /'chunkSize' must be an integer of at least 1/);
    }
  });

  test(`${name}: takes no item before it is asked, and never many more than it gave`, async () => {
    await using pool = await newPool();
    for (const chunkSize of [1, 3]) {
      for (const isAsync of [false, true]) {
        const items = new Counted();
        const source = isAsync ? items.later() : items;
        const results = call(pool, import.meta, square, source, { chunkSize });
        await aWhile();
        assert.is(items.count, 0);
        const before = pool.completed;
        // Two chunks for each of two workers, and the one that is being given.
        const most = (4 + 1) * chunkSize;
        for (let given = 1; given <= 40; given++) {
          await within(results.next());
          if (given % 10 === 0) await aWhile();
          assert.ok(items.count <= given + most, `${items.count} for ${given}`);
        }
        await within(results.return());
        assert.is(items.closed, 1);
        const { count } = items;
        assert.equal(
          [pool.queueSize, pool.completed - before],
          [0, Math.ceil(count / chunkSize)],
        );
        await aWhile();
        assert.equal([items.count, items.closed], [count, 1]);
      }
    }
  });

  test(`${name}: at most two chunks for each worker are under way`, async () => {
    await using pool = await newPool();
    const [gate, items] = [sharedCells(2), new Counted()];
    const lists = (function* () {
      for (const n of items) yield [gate, n] as [Int32Array, number];
    })();
    const results = call(pool, import.meta, passGate, lists);
    const first = results.next();
    await reaches(gate, 2, 1);
    await aWhile();
    assert.equal([items.count, gate[1], pool.queueSize], [4, 2, 2]);
    openGate(gate);
    await within(first);
    await within(results.return());
    assert.is(gate[1], items.count);
  });

  test(`${name}: an error comes when the results before it have come, with its class`, async () => {
    await using pool = await newPool();
    for (const chunkSize of [1, 4, 100]) {
      const cells = sharedCells();
      const items = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => [cells, 5, n] as const);
      const got: number[] = [];
      const results = call(pool, import.meta, countUpToList, items, { chunkSize });
      const error = await within(rejection(taken(results, got)));
      assert.instance(error, PaymentError);
      assert.instance(error.cause, TypeError);
      if (name === 'imap') assert.equal(got, [0, 1, 2, 3, 4]);
      assert.not(got.includes(5));
      // What was under way when it came was waited for.
      const calls = cells[0] as number;
      await aWhile();
      assert.equal([cells[0], pool.queueSize], [calls, 0]);
      assert.equal(await results.next(), { done: true, value: undefined });
    }
  });

  test(`${name}: an error of the iterable is that very error, after the results`, async () => {
    await using pool = await newPool();
    const failure = new Error('very');
    async function* failing() {
      yield* [1, 2, 3, 4, 5];
      throw failure;
    }
    for (const chunkSize of [1, 3]) {
      const got: number[] = [];
      const results = call(pool, import.meta, square, failing(), { chunkSize });
      assert.is(await within(rejection(taken(results, got))), failure);
      if (name === 'imap') assert.equal(got, [1, 4, 9, 16, 25]);
    }
  });

  test(`${name}: an item that cannot be copied closes the iterable`, async () => {
    await using pool = await newPool();
    const items = new Counted();
    const odd = (function* () {
      for (const n of items) yield n === 2 ? () => n : n;
    })() as Iterable<number>;
    const error = await within(
      rejection(taken(call(pool, import.meta, square, odd), [])),
    );
    assert.match(error.message, /^Cannot map 'square': items\[2\] is a function$/);
    assert.equal([items.count, items.closed], [3, 1]);
  });

  test(`${name}: who leaves is not kept by an item that never comes`, async () => {
    await using pool = await newPool();
    const emitter = new EventEmitter();
    const results = call(pool, import.meta, first, on(emitter, 'item'));
    const next = results.next();
    emitter.emit('item', 'a');
    assert.equal(await within(next), { done: false, value: 'a' });
    await within(results.return());
    assert.is(emitter.listenerCount('item'), 0);
    async function* stuck() {
      yield 2;
      await new Promise(() => {});
    }
    const got: number[] = [];
    for await (const n of call(pool, import.meta, square, stuck())) {
      got.push(n);
      break;
    }
    assert.equal(got, [4]);
  });

  test(`${name}: an item that comes too late is not sent, and is the last`, async () => {
    await using pool = await newPool();
    for (const [chunkSize, closable] of [
      [1, true],
      [2, true],
      [2, false],
    ] as const) {
      let [asked, closed] = [0, false];
      let feed = (_: IteratorResult<number>) => {};
      const source = {
        next: () =>
          ++asked <= chunkSize
            ? Promise.resolve({ done: false, value: 1 })
            : new Promise<IteratorResult<number>>((resolve) => {
                feed = resolve;
              }),
        return: async () => {
          closed = true;
          return { done: true, value: undefined } as const;
        },
      };
      const iterator = closable ? source : { next: source.next };
      const items = { [Symbol.asyncIterator]: () => iterator };
      const results = call(pool, import.meta, square, items, { chunkSize });
      for (let n = 0; n < chunkSize; n++) await within(results.next());
      await within(results.return());
      const sent = pool.completed;
      feed({ done: false, value: 2 });
      await aWhile();
      assert.equal([asked, closed, pool.completed], [chunkSize + 1, closable, sent]);
    }
  });

  test(`${name}: an error of closing the iterable comes out of the loop that left`, async () => {
    await using pool = await newPool();
    function* items() {
      try {
        for (;;) yield 1;
      } finally {
        // biome-ignore lint/correctness/noUnsafeFinally: it is what is tested.
        throw new Error('cannot close');
      }
    }
    const results = call(pool, import.meta, square, items());
    await results.next();
    assert.is((await within(rejection(results.return()))).message, 'cannot close');
  });

  test(`${name}: shared primitives arrive as themselves, and come back`, async () => {
    await using pool = await newPool();
    const value = new SharedValue(Int32Array, 0);
    for await (const back of call(pool, import.meta, addOne, [value, value, value])) {
      assert.instance(back, SharedValue);
      assert.ok(back.value >= 1);
    }
    assert.is(value.value, 3);
  });

  test(`${name}: a worker that dies: an error in its place, and the pool goes on`, async () => {
    await using pool = await newPool();
    assert.instance(
      await within(
        rejection(taken(call(pool, import.meta, exitOnTwo, [1, 2, 3, 4]), [])),
      ),
      Error,
    );
    assert.equal(await within(map(pool, import.meta, square, [2, 3])), [4, 9]);
  });
}

test('imapUnordered gives what is done first; imap waits for its turn', async () => {
  await using pool = await newPool();
  const gate = sharedCells(2);
  const lists = [1, 0, 0].map(
    (waits, n) => [gate, n, waits] as [Int32Array, number, number],
  );
  const got: number[] = [];
  for await (const n of imapUnordered(pool, import.meta, passGate, lists)) {
    if (got.push(n) === 2) openGate(gate);
  }
  assert.equal(got, [1, 2, 0]);
  const again = sharedCells(2);
  const same = lists.map(
    ([, n, waits]) => [again, n, waits] as [Int32Array, number, number],
  );
  const ordered = taken(imap(pool, import.meta, passGate, same), []);
  await reaches(again, 3, 1);
  openGate(again);
  assert.equal(await ordered, [0, 1, 2]);
});

test('imap gives a result while the next item is not there yet', async () => {
  await using pool = await newPool();
  let feed = (_: number) => {};
  async function* items() {
    yield 1;
    yield await new Promise<number>((resolve) => {
      feed = resolve;
    });
  }
  const got: number[] = [];
  for await (const n of imap(pool, import.meta, square, items())) {
    got.push(n);
    feed(n + 1);
  }
  assert.equal(got, [1, 4]);
});

test('the types: arguments are checked against the function, results come from it', async () => {
  await using pool = await newPool();
  const results: number[] = await map(pool, import.meta, slowToFast, [1]);
  assert.equal(results, [1]);
  // @ts-expect-error: the function takes numbers.
  await map(pool, import.meta, square, ['2']);
  // @ts-expect-error: it takes two.
  await starmap(pool, import.meta, power, [[2]]);
});

if (isMain(import.meta)) test.run();
