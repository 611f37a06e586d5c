import { EventEmitter, on } from 'node:events';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isMain } from '../../modules/core/main.ts';
import { imap, imapUnordered, map } from '../../modules/core/pool-map.ts';
import { SharedValue } from '../../modules/core/shared.ts';
import { sleep } from '../../modules/core/time.ts';
import { aWhile, reaches, rejection, sharedCells } from './helpers.ts';
import {
  addOne,
  countUpToList,
  exitOnTwo,
  first,
  meta,
  newPool,
  openGate,
  PaymentError,
  passGate,
  square,
  taken,
  wordLength,
} from './pool-targets.ts';
import { within } from './waiting.ts';

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
        const got = await within(taken(call(pool, meta, square, source, options), []));
        const sorted = name === 'imap' ? got : got.sort((a, b) => a - b);
        assert.equal(sorted, numbers.map(square));
      }
    }
    assert.equal(await taken(call(pool, meta, square, []), []), []);
    assert.equal(await taken(call(pool, meta, wordLength, 'ab'), []), [1, 1]);
  });

  test(`${name}: by default an item a message; or as many as one says`, async () => {
    await using pool = await newPool();
    const before = pool.completed;
    await taken(call(pool, meta, square, [1, 2, 3, 4, 5]), []);
    assert.is(pool.completed, before + 5);
    await taken(call(pool, meta, square, [1, 2, 3, 4, 5], { chunkSize: 2 }), []);
    assert.is(pool.completed, before + 8);
    for (const chunkSize of [0, -1, 1.5, Number.NaN]) {
      const items = call(pool, meta, square, [1], { chunkSize });
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
        const results = call(pool, meta, square, source, { chunkSize });
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
    const results = call(pool, meta, passGate, lists);
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
      const results = call(pool, meta, countUpToList, items, { chunkSize });
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
      const results = call(pool, meta, square, failing(), { chunkSize });
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
    const error = await within(rejection(taken(call(pool, meta, square, odd), [])));
    assert.match(error.message, /^Cannot map 'square': items\[2\] is a function$/);
    assert.equal([items.count, items.closed], [3, 1]);
  });

  test(`${name}: who leaves is not kept by an item that never comes`, async () => {
    await using pool = await newPool();
    const emitter = new EventEmitter();
    const results = call(pool, meta, first, on(emitter, 'item'));
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
    for await (const n of call(pool, meta, square, stuck())) {
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
      const results = call(pool, meta, square, items, { chunkSize });
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
    const results = call(pool, meta, square, items());
    await results.next();
    assert.is((await within(rejection(results.return()))).message, 'cannot close');
  });

  test(`${name}: shared primitives arrive as themselves, and come back`, async () => {
    await using pool = await newPool();
    const value = new SharedValue(Int32Array, 0);
    for await (const back of call(pool, meta, addOne, [value, value, value])) {
      assert.instance(back, SharedValue);
      assert.ok(back.value >= 1);
    }
    assert.is(value.value, 3);
  });

  test(`${name}: a worker that dies: an error in its place, and the pool goes on`, async () => {
    await using pool = await newPool();
    assert.instance(
      await within(rejection(taken(call(pool, meta, exitOnTwo, [1, 2, 3, 4]), []))),
      Error,
    );
    assert.equal(await within(map(pool, meta, square, [2, 3])), [4, 9]);
  });
}

test('imapUnordered gives what is done first; imap waits for its turn', async () => {
  await using pool = await newPool();
  const gate = sharedCells(2);
  const lists = [1, 0, 0].map(
    (waits, n) => [gate, n, waits] as [Int32Array, number, number],
  );
  const got: number[] = [];
  for await (const n of imapUnordered(pool, meta, passGate, lists)) {
    if (got.push(n) === 2) openGate(gate);
  }
  assert.equal(got, [1, 2, 0]);
  const again = sharedCells(2);
  const same = lists.map(
    ([, n, waits]) => [again, n, waits] as [Int32Array, number, number],
  );
  const ordered = taken(imap(pool, meta, passGate, same), []);
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
  for await (const n of imap(pool, meta, square, items())) {
    got.push(n);
    feed(n + 1);
  }
  assert.equal(got, [1, 4]);
});

if (isMain(import.meta)) test.run();
