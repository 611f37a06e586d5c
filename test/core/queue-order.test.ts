/** Who comes first at a queue, what a dead thread leaves, and loops over a queue. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { AbandonedLockError } from '../../modules/core/errors.ts';
import { Event } from '../../modules/core/event.ts';
import { GOT, PUT } from '../../modules/core/internal/queue/store.ts';
import { setProbe } from '../../modules/core/internal/sync/probe.ts';
import { isMain } from '../../modules/core/main.ts';
import {
  LifoQueue,
  PriorityQueue,
  Queue,
  QueueEmptyError,
} from '../../modules/core/queue.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleep } from '../../modules/core/time.ts';
import { inCrew } from './crew.ts';
import { reaches, rejection, sharedCells, thrown } from './helpers.ts';
import { inThread, within } from './waiting.ts';

/** Longer than a wait sleeps before it looks again: who has looked must not lose its turn. */
const LONG = 130;

// The tasks of one event loop.

test('Puts that wait are let in in the order of the calls, also after long waits', async () => {
  const queue = new Queue<number>(1);
  queue.put(0);
  const puts: Promise<void>[] = [];
  for (const item of [1, 2, 3]) {
    puts.push(queue.putAsync(item));
    await sleep(LONG / 2);
  }
  const items: number[] = [];
  for (let i = 0; i < 4; i++) items.push(await queue.getAsync());
  assert.equal(items, [0, 1, 2, 3]);
  await within(Promise.all(puts));
});

test('Gets that wait are served in the order of the calls, also after long waits', async () => {
  const queue = new Queue<string>();
  const order: string[] = [];
  const gets: Promise<void>[] = [];
  for (const name of ['first', 'second', 'third']) {
    gets.push(queue.getAsync().then((item) => void order.push(`${name} ${item}`)));
    await sleep(LONG / 2);
  }
  for (const item of ['a', 'b', 'c']) queue.put(item);
  await within(Promise.all(gets));
  assert.equal(order, ['first a', 'second b', 'third c']);
});

test('Who has just put does not overtake those who wait to put', async () => {
  const queue = new Queue<string>(1);
  const putter = async (name: string) => {
    for (let i = 0; i < 5; i++) await queue.putAsync(name);
  };
  const putters = Promise.all(['a', 'b', 'c'].map(putter));
  let order = '';
  for (let i = 0; i < 15; i++) {
    order += await queue.getAsync();
    await sleep(1);
  }
  await putters;
  assert.is(order, 'abcabcabcabcabc');
});

test('One in the middle of the line that gives up, by time or signal, costs nobody a turn', async () => {
  const queue = new Queue<number>();
  const abort = new AbortController();
  const order: number[] = [];
  const get = (n: number, options?: { timeout?: number; signal?: AbortSignal }) =>
    queue.getAsync(options).then(() => void order.push(n));
  const first = get(1);
  const aborted = rejection(get(2, { signal: abort.signal }));
  const late = rejection(get(3, { timeout: 20 }));
  const last = get(4);
  abort.abort(new Error('given up'));
  assert.is((await aborted).message, 'given up');
  assert.is((await late).name, 'QueueEmptyError');
  queue.put(0);
  queue.put(0);
  await within(Promise.all([first, last]));
  assert.equal(order, [1, 4]);
  assert.is(queue.qsize(), 0);
});

test('A thousand tasks wait to get, and each gets one, in their order', async () => {
  const queue = new Queue<number>();
  const gets = Array.from({ length: 1000 }, () => queue.getAsync());
  for (let i = 0; i < 1000; i++) queue.put(i);
  assert.equal(
    await within(Promise.all(gets)),
    Array.from({ length: 1000 }, (_, i) => i),
  );
});

// Threads.

/** Counts when this thread waits in line; that it waits for a lock of the queue is no matter. */
function countLines(queue: Queue<number>, waits: Int32Array): void {
  setProbe((event, subject) => {
    if (event === 'wait' && subject === queue) Atomics.add(waits, 0, 1);
  });
}

export function putOne(queue: Queue<number>, waits: Int32Array, item: number): void {
  countLines(queue, waits);
  queue.put(item);
}

export function getOne(queue: Queue<number>, waits: Int32Array): number {
  countLines(queue, waits);
  return queue.get();
}

test('Threads that wait to put come in in the order of coming', async () => {
  const [queue, waits] = [new Queue<number>(1), sharedCells()];
  queue.put(0);
  const puts: Promise<void>[] = [];
  for (const item of [1, 2, 3, 4]) {
    puts.push(inCrew(import.meta, putOne, queue, waits, item));
    await reaches(waits, item);
    await sleep(LONG / 3);
  }
  const items: number[] = [];
  for (let i = 0; i < 5; i++) {
    while (queue.empty()) await sleep(1);
    items.push(queue.get());
  }
  assert.equal(items, [0, 1, 2, 3, 4]);
  await within(Promise.all(puts));
});

test('A put that comes when one is called who waits to put comes after it', async () => {
  const [queue, waits] = [new Queue<number>(1), sharedCells()];
  for (let i = 0; i < 5; i++) {
    queue.put(0);
    const waiting = inCrew(import.meta, putOne, queue, waits, 1);
    await reaches(waits, i + 1);
    // There is room now, and the thread on its way.
    queue.get();
    const late = queue.putAsync(2);
    assert.equal([await queue.getAsync(), await queue.getAsync()], [1, 2]);
    await within(Promise.all([waiting, late]));
  }
});

test('One who does not wait takes nothing that is meant for one who is called', async () => {
  const [queue, waits] = [new Queue<number>(), sharedCells()];
  for (let i = 0; i < 20; i++) {
    const thread = inCrew(import.meta, getOne, queue, waits);
    await reaches(waits, i + 1);
    queue.put(i);
    assert.instance(
      thrown(() => queue.getNowait()),
      QueueEmptyError,
    );
    assert.is(await within(thread), i);
  }
});

test('Threads that wait to get are served in the order of coming, a task among them', async () => {
  const [queue, waits] = [new Queue<number>(), sharedCells()];
  const gets: Promise<number>[] = [];
  for (let i = 1; i <= 2; i++) {
    gets.push(inCrew(import.meta, getOne, queue, waits));
    await reaches(waits, i);
  }
  const task = queue.getAsync();
  gets.push(inCrew(import.meta, getOne, queue, waits));
  await reaches(waits, 3);
  await sleep(LONG);
  for (const item of [1, 2]) queue.put(item);
  assert.equal(await within(Promise.all(gets.slice(0, 2))), [1, 2]);
  queue.put(3);
  assert.is(await within(task), 3);
  queue.put(4);
  assert.is(await within(gets[2] as Promise<number>), 4);
});

test('A task whose event loop blocks does not hold up the threads behind it', async () => {
  const [queue, waits] = [new Queue<number>(), sharedCells()];
  const task = queue.getAsync();
  const thread = inCrew(import.meta, getOne, queue, waits);
  await reaches(waits, 1);
  queue.put(1);
  // This loop does not turn now: the thread takes what was meant for the task.
  const end = performance.now() + 10_000;
  while (!queue.empty() && performance.now() < end);
  assert.ok(queue.empty());
  assert.is(await within(thread), 1);
  queue.put(2);
  assert.is(await within(task), 2);
});

test('A thread that blocks in get does not wait for a task of its own that came before', async () => {
  const queue = new Queue<number>();
  const task = queue.getAsync();
  queue.put(1);
  assert.is(queue.getNowait(), 1);
  queue.put(2);
  assert.is(await within(task), 2);
});

// Threads that die.

export function pump(queue: Queue<string>, going: Int32Array): void {
  const text = 'x'.repeat(20_000);
  for (;;) {
    queue.put(text);
    queue.get();
    Atomics.store(going, 0, 1);
  }
}

// On Deno a busy thread runs on for a while, and puts and gets as before.
const terminated = process.versions.deno ? test.skip : test;

terminated(
  'A thread that is terminated inside put or get leaves a queue that works',
  async () => {
    for (let i = 0; i < 8; i++) {
      const [queue, going] = [new Queue<string>(), sharedCells()];
      const thread = new Thread(import.meta, { target: pump, args: [queue, going] });
      thread.start();
      await reaches(going, 1);
      await sleep(i % 3);
      await thread.terminate();
      await thread.join().catch(() => {});
      queue.put('after', { timeout: 5000 });
      let last = '';
      while (!queue.empty()) last = queue.get({ timeout: 5000 });
      assert.is(last, 'after');
    }
  },
);

/** Ends this thread when it is about to count what it has put, or got. */
export function dieUncounted(queue: Queue<string>, call: 'put' | 'get'): void {
  const { store } = Atomics;
  const dying = (cells: Int32Array, index: number, value: number) => {
    const isCount =
      cells === queue.store.counts && index === (call === 'put' ? PUT : GOT);
    return isCount ? process.exit(0) : store(cells, index, value);
  };
  Atomics.store = dying as typeof store;
  if (call === 'put') queue.put('of the dead');
  else queue.get();
}

for (const call of ['put', 'get'] as const) {
  test(`Queue: a ${call} that was not counted has not been, with items of any length`, async () => {
    for (const before of [1, 2]) {
      const queue = new Queue<string>();
      const items = Array.from({ length: 6 }, (_, i) => `${i}`.repeat(1 + 700 * i));
      for (const item of items.slice(0, before)) queue.put(item);
      const args: Parameters<typeof dieUncounted> = [queue, call];
      const thread = new Thread(import.meta, { target: dieUncounted, args });
      thread.start();
      await thread.join();
      for (const item of items.slice(before)) queue.put(item);
      assert.equal(
        items.map(() => queue.getNowait()),
        items,
      );
      assert.ok(queue.empty());
    }
  });
}

/** Ends this thread in the middle of the next change of a heap: before entries move. */
export function dieIn(
  queue: LifoQueue | PriorityQueue,
  call: 'put' | 'get',
  moves: number,
) {
  const { copyWithin } = Int32Array.prototype;
  let left = moves;
  Int32Array.prototype.copyWithin = function (...args) {
    if (left-- === 0) process.exit(0);
    return copyWithin.apply(this, args);
  };
  if (call === 'get') queue.get();
  else queue.put([-1, 'new'] as never);
}

for (const call of ['put', 'get'] as const) {
  for (const moves of [0, 1, 2]) {
    test(`PriorityQueue: half changed by a thread that dies in ${call}, after ${moves} moves, it says so and can be mended`, async () => {
      const queue = new PriorityQueue<string>();
      for (let i = 0; i < 20; i++) queue.put([i % 7, 'x'.repeat(i)]);
      const thread = new Thread(import.meta, {
        target: dieIn,
        args: [queue, call, moves],
      });
      thread.start();
      await thread.join().catch(() => {});
      for (const action of [() => queue.put([1, 'a']), () => queue.get()]) {
        const error = thrown(action);
        assert.instance(error, AbandonedLockError);
        assert.match(
          error.message,
          /<PriorityQueue .*half|while it was changing it.*recover\(\)/,
        );
      }
      assert.ok(queue.recover());
      assert.not.ok(queue.recover());
      const left: number[] = [];
      while (!queue.empty()) left.push(queue.get()[0]);
      assert.equal(
        left,
        left.toSorted((a, b) => a - b),
      );
      // The one that was just going may be gone, no other.
      assert.ok(
        left.length >= (call === 'get' ? 19 : 20) && left.length <= 20,
        `${left}`,
      );
      queue.put([3, 'works']);
      assert.equal(queue.get(), [3, 'works']);
    });
  }
}

// Priorities.

test('PriorityQueue: text and bigints are priorities, too', () => {
  const words = new PriorityQueue<number, string>();
  for (const word of ['pear', 'apple', '', 'äpfel', 'fig'.repeat(100)])
    words.put([word, 1]);
  const out = Array.from({ length: 5 }, () => words.get()[0]);
  assert.equal(out, ['', 'apple', 'fig'.repeat(100), 'pear', 'äpfel']);
  const big = new PriorityQueue<string, number | bigint>();
  for (const n of [2n ** 70n, 5, -(2n ** 70n), 5n, 1.5]) big.put([n, String(n)]);
  const order = Array.from({ length: 5 }, () => big.get()[1]);
  assert.equal(order, [String(-(2n ** 70n)), '1.5', '5', '5', String(2n ** 70n)]);
});

test('PriorityQueue: text among numbers is refused, and nothing is changed', () => {
  const queue = new PriorityQueue<string, number | string>();
  queue.put([1, 'a']);
  assert.throws(() => queue.put(['1', 'b']), /text and numbers have no order/);
  assert.is(queue.qsize(), 1);
  assert.equal(queue.get(), [1, 'a']);
  queue.put(['1', 'b']);
  assert.equal(queue.get(), ['1', 'b']);
});

// Loops.

for (const Kind of [Queue<number>, LifoQueue<number>]) {
  test(`${Kind.name}: a loop over it takes what comes, and ends at its shutdown`, async () => {
    const queue = new Kind();
    for (const item of [1, 2, 3]) queue.put(item);
    queue.shutdown();
    const expected = Kind.name === 'Queue' ? [1, 2, 3] : [3, 2, 1];
    assert.equal([...queue], expected);
    const later = new Kind();
    const items: number[] = [];
    const first = new Event();
    const loop = (async () => {
      for await (const item of later) {
        items.push(item);
        first.set();
      }
    })();
    later.put(1);
    // Until the loop has the first: a stack that holds both gives the second before it.
    await within(first.waitAsync());
    later.put(2);
    later.shutdown();
    await within(loop);
    assert.equal(items, [1, 2]);
  });
}

export function sum(queue: Queue<number>): number {
  let total = 0;
  for (const item of queue) total += item;
  return total;
}

test('Two threads share a queue by loops: each item comes to one of them', async () => {
  const queue = new Queue<number>(3);
  const sums = [1, 2].map(() => inThread(import.meta, sum, queue));
  for (let i = 1; i <= 100; i++) await queue.putAsync(i);
  queue.shutdown();
  const [a = 0, b = 0] = await within(Promise.all(sums));
  assert.is(a + b, 5050);
});

if (isMain(import.meta)) test.run();
