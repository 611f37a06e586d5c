import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { setProbe } from '../../modules/core/internal/sync/probe.ts';
import { isMain } from '../../modules/core/main.ts';
import {
  LifoQueue,
  PriorityQueue,
  Queue,
  QueueEmptyError,
  QueueFullError,
  QueueShutDownError,
} from '../../modules/core/queue.ts';
import { Thread } from '../../modules/core/thread.ts';
import { inCrew } from './crew.ts';
import {
  aWhile,
  type Face,
  faces,
  reaches,
  rejection,
  sharedCells,
  takesAbout,
  thrown,
} from './helpers.ts';
import { dropNet, soonAfterWakeUps, within, withoutNet } from './waiting.ts';

/** What all three kinds of queues take; most tests use a number twice. */
type Pair = [priority: number, value: number];

const item = (n: number): Pair => [n, n];
const kinds = [Queue<Pair>, LifoQueue<Pair>, PriorityQueue<number>];

/** A call that may have to wait: a get, a join, or the put of this item. */
type Call = 'get' | 'join' | Pair;
/** What a call comes to: what it returns, 'put', or the name of its error. */
type Outcome = Pair | boolean | string;

/** Makes the call in this thread; counts in a word when it has to wait. */
export function callHere(queue: Queue<Pair>, call: Call, waits: Int32Array): Outcome {
  setProbe((event, subject) => {
    if (event === 'wait' && subject === queue) Atomics.add(waits, 0, 1);
  });
  dropNet();
  try {
    if (call === 'get') return queue.get();
    if (call === 'join') return queue.join();
    queue.put(call);
    return 'put';
  } catch (error) {
    return (error as Error).name;
  }
}

async function callAsync(
  queue: Queue<Pair>,
  call: Call,
  signal?: AbortSignal,
): Promise<Outcome> {
  const options = signal && { signal };
  try {
    if (call === 'get') return await queue.getAsync(options);
    if (call === 'join') return await queue.joinAsync(options);
    await queue.putAsync(call, options);
    return 'put';
  } catch (error) {
    return (error as Error).name;
  }
}

/** A call in a thread, or on this event loop; counted (async: at once) when it waits. */
function caller(
  face: Face,
  queue: Queue<Pair>,
  call: Call,
  waits: Int32Array,
): Promise<Outcome> {
  if (face === 'blocking') {
    const outcome = inCrew(import.meta, callHere, queue, call, waits);
    // A test that has failed by then does not look at it.
    outcome.catch(() => {});
    return outcome;
  }
  const outcome = callAsync(queue, call);
  Atomics.add(waits, 0, 1);
  return outcome;
}

/** Calls that all have to wait; comes back when all of them do. */
async function waiting(
  face: Face,
  queue: Queue<Pair>,
  calls: Call[],
): Promise<Promise<Outcome>[]> {
  const waits = sharedCells();
  const outcomes = calls.map((call) => caller(face, queue, call, waits));
  await reaches(waits, calls.length);
  return outcomes;
}

/** Waits until something is so, at most ten seconds. */
async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + 10_000;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`it never came: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Whether none of these has come to an end. */
async function allWait(outcomes: Promise<Outcome>[]): Promise<boolean> {
  let ended = 0;
  for (const outcome of outcomes) void outcome.then(() => ended++);
  await aWhile();
  return ended === 0;
}

// Calls of this thread, which wait a limited time or not at all.

function put(face: Face, queue: Queue<Pair>, n: number, timeout?: number) {
  const options = timeout === undefined ? undefined : { timeout };
  return face === 'async'
    ? queue.putAsync(item(n), options)
    : queue.put(item(n), options);
}

function get(face: Face, queue: Queue<Pair>, timeout?: number) {
  const options = timeout === undefined ? undefined : { timeout };
  return face === 'async' ? queue.getAsync(options) : queue.get(options);
}

function join(face: Face, queue: Queue<Pair>, timeout: number) {
  return face === 'async' ? queue.joinAsync({ timeout }) : queue.join({ timeout });
}

/** What a call throws, or rejects with. */
function failure(call: () => unknown): Promise<Error> {
  return rejection((async () => call())());
}

/** The numbers of all items that are in it, in the order in which they come out. */
function drain(queue: Queue<Pair>): number[] {
  return Array.from({ length: queue.qsize() }, () => queue.get()[1]);
}

function filled(Kind: (typeof kinds)[number], count: number): Queue<Pair> {
  const queue = new Kind(count);
  for (let n = 1; n <= count; n++) queue.put(item(n));
  return queue;
}

/** Adds up what it gets, each done when added, until it gets a negative number. */
export function addUp(queue: Queue<Pair>, sum: Int32Array): void {
  for (;;) {
    const [, n] = queue.get();
    if (n > 0) Atomics.add(sum, 0, n);
    queue.taskDone();
    if (n < 0) return;
  }
}

async function addUpAsync(queue: Queue<Pair>, sum: Int32Array): Promise<void> {
  for (;;) {
    const [, n] = await queue.getAsync();
    await Promise.resolve();
    if (n > 0) Atomics.add(sum, 0, n);
    queue.taskDone();
    if (n < 0) return;
  }
}

/** Puts until the queue is shut down; tells how many it has put. */
export function putOn(queue: Queue<Pair>): number {
  for (let count = 0; ; count++) {
    try {
      queue.put(item(count));
    } catch (error) {
      if (error instanceof QueueShutDownError) return count;
      throw error;
    }
  }
}

async function putOnAsync(queue: Queue<Pair>): Promise<number> {
  for (let count = 0; ; count++) {
    try {
      await queue.putAsync(item(count));
      // A queue without a limit would never let the others come to their turn.
      await null;
    } catch (error) {
      if (error instanceof QueueShutDownError) return count;
      throw error;
    }
  }
}

/** Gets, and says done, until the queue is shut down and empty; tells how many. */
export function getOn(queue: Queue<Pair>, all: Int32Array): number {
  for (let count = 0; ; count++) {
    try {
      queue.get();
    } catch (error) {
      if (error instanceof QueueShutDownError) return count;
      throw error;
    }
    Atomics.add(all, 0, 1);
    queue.taskDone();
  }
}

async function getOnAsync(queue: Queue<Pair>, all: Int32Array): Promise<number> {
  for (let count = 0; ; count++) {
    try {
      await queue.getAsync();
    } catch (error) {
      if (error instanceof QueueShutDownError) return count;
      throw error;
    }
    Atomics.add(all, 0, 1);
    queue.taskDone();
  }
}

export function joinHere(queue: Queue<Pair>): boolean {
  return queue.join();
}

const sumOf = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);

/** In which order each kind gives back what went in as 1, 3, 2. */
const orders: Record<string, number[]> = {
  Queue: [1, 3, 2],
  LifoQueue: [2, 3, 1],
  PriorityQueue: [1, 2, 3],
};

for (const Kind of kinds) {
  const name = Kind.name;

  test(`${name}: a limit that is no whole number of at least 0 is refused`, () => {
    for (const maxsize of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      const error = thrown(() => new Kind(maxsize));
      assert.instance(error, RangeError);
      assert.is(
        error.message,
        `Cannot limit a queue: 'maxsize' must be an integer of at least 0, received ${maxsize}`,
      );
    }
    const queue = new Kind(3);
    assert.throws(() => {
      queue.maxsize = -1;
    }, /'maxsize' must be/);
    assert.is(queue.maxsize, 3);
    assert.is(new Kind().maxsize, 0);
  });

  test(`${name}: its text says what it is, how many are in it, and whether it is shut down`, () => {
    const queue = new Kind();
    assert.is(String(queue), `<${name} 0 items>`);
    queue.put(item(1));
    queue.put(item(2));
    queue.maxsize = 5;
    assert.is(String(queue), `<${name} 2 of 5 items>`);
    queue.shutdown();
    assert.is(String(queue), `<${name} 2 of 5 items, shut down>`);
  });

  test(`${name}: without a limit it is never full`, () => {
    const queue = new Kind();
    assert.equal([queue.qsize(), queue.empty(), queue.full()], [0, true, false]);
    for (let n = 0; n < 1000; n++) queue.putNowait(item(n));
    assert.equal([queue.qsize(), queue.empty(), queue.full()], [1000, false, false]);
  });

  test(`${name}: a lower limit keeps all that is in it, and lets nothing more in`, () => {
    const queue = filled(Kind, 3);
    queue.maxsize = 1;
    assert.equal([queue.qsize(), queue.full(), queue.maxsize], [3, true, 1]);
    for (const left of [2, 1]) {
      assert.instance(
        thrown(() => queue.putNowait(item(9))),
        QueueFullError,
      );
      queue.get();
      assert.is(queue.qsize(), left);
    }
    assert.throws(() => queue.putNowait(item(9)), /is full/);
    queue.get();
    queue.putNowait(item(4));
    assert.equal(drain(queue), [4]);
  });

  test(`${name}: taskDone is refused more often than items were put`, () => {
    const queue = new Kind();
    const error = thrown(() => queue.taskDone());
    assert.instance(error, RangeError);
    assert.is(error.message, 'Cannot call taskDone() more often than items were put');
    queue.put(item(1));
    queue.taskDone();
    assert.throws(() => queue.taskDone(), /more often/);
    assert.ok(queue.join({ timeout: 0 }));
  });

  for (const face of faces) {
    test(`${name}, ${face}: gives back in its order, and knows its size, again and again`, async () => {
      const queue = new Kind(3);
      for (let round = 0; round < 3; round++) {
        assert.equal([queue.qsize(), queue.empty(), queue.full()], [0, true, false]);
        for (const n of [1, 3]) await put(face, queue, n);
        assert.equal([queue.qsize(), queue.empty(), queue.full()], [2, false, false]);
        await put(face, queue, 2);
        assert.equal([queue.qsize(), queue.empty(), queue.full()], [3, false, true]);
        const out: Pair[] = [];
        for (let i = 0; i < 3; i++) out.push(await get(face, queue));
        assert.equal(out, orders[name]?.map(item));
      }
    });

    test(`${name}, ${face}: a put into a full one and a get from an empty one fail, at once or in time`, async () => {
      const queue = new Kind(2);
      const empty = [
        await failure(() => get(face, queue, 0)),
        thrown(() => queue.getNowait()),
      ];
      await takesAbout(100, async () => {
        empty.push(await failure(() => get(face, queue, 100)));
      });
      for (const error of empty) {
        assert.instance(error, QueueEmptyError);
        assert.is(error.message, `Cannot get from <${name} 0 of 2 items>: it is empty`);
      }
      for (const n of [1, 2]) await put(face, queue, n, 0);
      const full = [
        await failure(() => put(face, queue, 3, 0)),
        thrown(() => queue.putNowait(item(3))),
      ];
      await takesAbout(100, async () => {
        full.push(await failure(() => put(face, queue, 3, 100)));
      });
      for (const error of full) {
        assert.instance(error, QueueFullError);
        assert.is(error.message, `Cannot put into <${name} 2 of 2 items>: it is full`);
      }
      assert.equal(drain(queue).sort(), [1, 2]);
    });

    test(`${name}, ${face}: timeouts out of range are RangeErrors, and nothing is put or got`, async () => {
      const queue = new Kind(2);
      await put(face, queue, 1, 2 ** 31 - 1);
      for (const timeout of [-1, 1e100, 2 ** 31, Number.NaN]) {
        for (const call of [
          () => put(face, queue, 3, timeout),
          () => get(face, queue, timeout),
          () => join(face, queue, timeout),
        ]) {
          assert.instance(await failure(call), RangeError);
        }
        assert.is(queue.qsize(), 1);
      }
      assert.equal(await get(face, queue, 2 ** 31 - 1), item(1));
    });

    test(`${name}, ${face}: a get waits for a put, a put for a get`, () =>
      withoutNet(async () => {
        const queue = new Kind(1);
        for (let round = 1; round <= 2; round++) {
          const getting = await waiting(face, queue, ['get']);
          assert.ok(await allWait(getting));
          queue.put(item(round));
          assert.equal(await Promise.all(getting), [item(round)]);

          queue.put(item(7));
          const putting = await waiting(face, queue, [item(8)]);
          assert.ok(await allWait(putting));
          assert.equal(queue.get(), item(7));
          assert.equal(await Promise.all(putting), ['put']);
          assert.equal(queue.get(), item(8));
        }
      }));

    test(`${name}, ${face}: of those who wait, each put serves one, each get lets one in`, () =>
      withoutNet(async () => {
        const queue = new Kind(1);
        const getting = await waiting(face, queue, ['get', 'get', 'get']);
        for (const n of [1, 2, 3]) {
          queue.put(item(n));
          await until(() => queue.empty());
        }
        const got = (await Promise.all(getting)) as Pair[];
        assert.equal(got.map(([, n]) => n).sort(), [1, 2, 3]);

        queue.put(item(0));
        const putting = await waiting(face, queue, [item(1), item(2), item(3)]);
        const out = [];
        for (let i = 0; i < 4; i++) out.push((await queue.getAsync())[1]);
        assert.equal(await Promise.all(putting), ['put', 'put', 'put']);
        assert.equal(out.sort(), [0, 1, 2, 3]);
        assert.ok(queue.empty());
      }));

    test(`${name}, ${face}: a higher limit lets in those who wait, as many as there is room for`, () =>
      withoutNet(async () => {
        const queue = filled(Kind, 1);
        const putting = await waiting(face, queue, [item(2), item(3), item(4)]);
        queue.maxsize = 3;
        await until(() => queue.full());
        await aWhile();
        assert.is(queue.qsize(), 3);
        queue.maxsize = 0;
        assert.equal(await Promise.all(putting), ['put', 'put', 'put']);
        assert.equal(drain(queue).sort(), [1, 2, 3, 4]);
      }));

    test(`${name}, ${face}: join waits until all that was put is done, twice`, () =>
      withoutNet(async () => {
        const [queue, sum] = [new Kind(), sharedCells()];
        const adding = [1, 2].map(() =>
          face === 'async'
            ? addUpAsync(queue, sum)
            : inCrew(import.meta, addUp, queue, sum),
        );
        const numbers = Array.from({ length: 100 }, (_, n) => n);
        for (const round of [1, 2]) {
          for (const n of numbers) queue.put(item(n));
          const joined =
            face === 'async' ? queue.joinAsync() : inCrew(import.meta, joinHere, queue);
          assert.is(await joined, true);
          assert.equal([sum[0], queue.qsize()], [round * sumOf(numbers), 0]);
        }
        for (const n of [-1, -1]) queue.put(item(n));
        await Promise.all(adding);
        assert.is(await join(face, queue, 0), true);
        assert.throws(() => queue.taskDone(), /more often/);
      }));

    test(`${name}, ${face}: a join counts what is got but not done, and ends in time with false`, async () => {
      const queue = filled(Kind, 2);
      drain(queue);
      await takesAbout(100, async () => assert.is(await join(face, queue, 100), false));
      queue.taskDone();
      assert.is(await join(face, queue, 0), false);
      queue.taskDone();
      assert.is(await join(face, queue, 0), true);
    });

    test(`${name}, ${face}: the last taskDone wakes all who join`, () =>
      withoutNet(async () => {
        const queue = filled(Kind, 2);
        const joining = await waiting(face, queue, ['join', 'join', 'join']);
        queue.taskDone();
        assert.ok(await allWait(joining));
        queue.taskDone();
        assert.equal(await Promise.all(joining), [true, true, true]);
      }));

    test(`${name}, ${face}: shut down, an empty one refuses puts and gets`, async () => {
      const queue = new Kind(2);
      assert.not(queue.isShutdown);
      queue.shutdown();
      assert.ok(queue.isShutdown);
      for (const timeout of [undefined, 0, 50]) {
        const refused = await failure(() => put(face, queue, 1, timeout));
        assert.instance(refused, QueueShutDownError);
        assert.is(
          refused.message,
          `Cannot put into <${name} 0 of 2 items, shut down>: it is shut down`,
        );
        const missing = await failure(() => get(face, queue, timeout));
        assert.instance(missing, QueueShutDownError);
        assert.is(
          missing.message,
          `Cannot get from <${name} 0 of 2 items, shut down>: it is shut down`,
        );
      }
      assert.throws(() => queue.putNowait(item(1)), /shut down/);
      assert.throws(() => queue.getNowait(), /shut down/);
    });

    test(`${name}, ${face}: shut down, what is in it can be got, also by a get in time; then no more`, async () => {
      const queue = filled(Kind, 3);
      queue.shutdown();
      assert.instance(await failure(() => put(face, queue, 4)), QueueShutDownError);
      assert.instance(await failure(() => put(face, queue, 4, 50)), QueueShutDownError);
      const out = [
        await get(face, queue),
        await get(face, queue, 50),
        await get(face, queue, 0),
      ];
      assert.equal(out.map(([, n]) => n).sort(), [1, 2, 3]);
      assert.instance(await failure(() => get(face, queue)), QueueShutDownError);
      // What was got is still to be done.
      assert.is(await join(face, queue, 0), false);
      for (let i = 0; i < 3; i++) queue.taskDone();
      assert.is(await join(face, queue, 0), true);
      assert.throws(() => queue.taskDone(), /more often/);
    });

    test(`${name}, ${face}: shut down at once, what is in it is dropped, and counts as done`, async () => {
      const queue = filled(Kind, 3);
      queue.shutdown({ immediate: true });
      assert.equal([queue.isShutdown, queue.qsize(), queue.empty()], [true, 0, true]);
      for (const timeout of [undefined, 0, 50]) {
        const refused = await failure(() => put(face, queue, 1, timeout));
        assert.instance(refused, QueueShutDownError);
        const missing = await failure(() => get(face, queue, timeout));
        assert.instance(missing, QueueShutDownError);
      }
      assert.throws(() => queue.taskDone(), /more often/);
      assert.is(await join(face, queue, 0), true);
    });

    test(`${name}, ${face}: shut down at once, what was got before is still to be done`, async () => {
      const queue = filled(Kind, 3);
      queue.get();
      queue.shutdown({ immediate: true });
      assert.is(await join(face, queue, 0), false);
      const [joining] = await waiting(face, queue, ['join']);
      queue.taskDone();
      assert.is(await joining, true);
      assert.throws(() => queue.taskDone(), /more often/);
    });

    test(`${name}, ${face}: two items and three who wait: two get one, a shutdown ends the third`, () =>
      withoutNet(async () => {
        const queue = new Kind();
        const getting = await waiting(face, queue, ['get', 'get', 'get']);
        for (const n of [1, 2]) queue.put(item(n));
        queue.shutdown();
        const outcomes = (await Promise.all(getting)).map(String);
        assert.equal(outcomes.sort(), ['1,1', '2,2', 'QueueShutDownError']);
      }));

    for (const immediate of [false, true]) {
      const how = immediate ? 'an immediate shutdown' : 'a shutdown';

      test(`${name}, ${face}: ${how} ends the gets that wait`, () =>
        withoutNet(async () => {
          const queue = new Kind();
          const getting = await waiting(face, queue, ['get', 'get', 'get']);
          assert.ok(await allWait(getting));
          queue.shutdown({ immediate });
          assert.equal(await Promise.all(getting), Array(3).fill('QueueShutDownError'));
        }));

      test(`${name}, ${face}: ${how} ends the puts that wait, and puts nothing`, () =>
        withoutNet(async () => {
          const queue = filled(Kind, 2);
          const putting = await waiting(face, queue, [item(3), item(4)]);
          queue.shutdown({ immediate });
          assert.equal(await Promise.all(putting), Array(2).fill('QueueShutDownError'));
          assert.equal(drain(queue).sort(), immediate ? [] : [1, 2]);
        }));

      test(`${name}, ${face}: ${how} and the joins that wait`, () =>
        withoutNet(async () => {
          const queue = filled(Kind, 2);
          queue.maxsize = 0;
          const joining = await waiting(face, queue, ['join', 'join']);
          queue.shutdown({ immediate });
          assert.instance(await failure(() => put(face, queue, 3)), QueueShutDownError);
          if (!immediate) {
            // They wait on, for all that is still in it.
            assert.ok(await allWait(joining));
            for (let n = 0; n < 2; n++) {
              queue.get();
              queue.taskDone();
            }
          }
          assert.equal(await Promise.all(joining), [true, true]);
        }));

      test(`${name}, ${face}: ${how} amid four that put, six that get and two that join ends them all`, () =>
        withoutNet(async () => {
          const [queue, all] = [new Kind(50), sharedCells()];
          for (let n = 0; n < 20; n++) queue.put(item(n));
          const joining = [1, 2].map(() =>
            face === 'async' ? queue.joinAsync() : inCrew(import.meta, joinHere, queue),
          );
          const getting = [1, 2, 3, 4, 5, 6].map(() =>
            face === 'async'
              ? getOnAsync(queue, all)
              : inCrew(import.meta, getOn, queue, all),
          );
          const putting = [1, 2, 3, 4].map(() =>
            face === 'async' ? putOnAsync(queue) : inCrew(import.meta, putOn, queue),
          );
          await reaches(all, 500);
          queue.shutdown({ immediate });
          const puts = sumOf(await Promise.all(putting)) + 20;
          const gets = sumOf(await Promise.all(getting));
          assert.equal(await Promise.all(joining), [true, true]);
          assert.ok(queue.empty());
          if (immediate)
            assert.ok(gets <= puts && gets >= puts - 50, `${gets} of ${puts}`);
          else assert.is(gets, puts);
          assert.throws(() => queue.taskDone(), /more often/);
        }));
    }
  }

  test(`${name}: shut down once more, at once, and once more again`, () => {
    const queue = filled(Kind, 2);
    queue.shutdown();
    assert.is(queue.qsize(), 2);
    queue.shutdown({ immediate: true });
    assert.is(queue.qsize(), 0);
    queue.shutdown({ immediate: false });
    queue.shutdown();
    assert.ok(queue.isShutdown);
    assert.throws(() => queue.put(item(1)), /shut down/);
    assert.throws(() => queue.get(), /shut down/);
  });

  test(`${name}: blocking and async getters wait in one line, and so do putters`, () =>
    withoutNet(async () => {
      const queue = new Kind(1);
      const sides: Face[] = ['async', 'blocking', 'async', 'blocking', 'async'];
      const waits = sharedCells();
      const getting = sides.map((face) => caller(face, queue, 'get', waits));
      await reaches(waits, 5);
      for (const n of [1, 2, 3, 4, 5]) await queue.putAsync(item(n));
      const got = (await Promise.all(getting)) as Pair[];
      assert.equal(got.map(([, n]) => n).sort(), [1, 2, 3, 4, 5]);

      queue.put(item(0));
      const putting = sides.map((face, n) => caller(face, queue, item(n + 1), waits));
      await reaches(waits, 10);
      const out = [];
      for (let i = 0; i < 6; i++) out.push((await queue.getAsync())[1]);
      assert.equal(out.sort(), [0, 1, 2, 3, 4, 5]);
      assert.equal(await Promise.all(putting), Array(5).fill('put'));
    }));

  for (const maxsize of [0, 5]) {
    const limit = maxsize === 0 ? 'no limit' : 'a limit';

    test(`${name}, ${limit}: many put and many get, and each item arrives exactly once`, async () => {
      const queue = new Kind(maxsize);
      const getting = [
        ...[1, 2, 3].map(() => inCrew(import.meta, getAll, queue)),
        ...[1, 2].map(() => getAllAsync(queue)),
      ];
      await Promise.all([
        ...[1, 2, 3].map((producer) => inCrew(import.meta, putAll, queue, producer)),
        ...[4, 5].map((producer) => putAllAsync(queue, producer)),
      ]);
      queue.shutdown();
      const got = await within(Promise.all(getting));
      const all = got.flat().sort((a, b) => a - b);
      const expected = [1, 2, 3, 4, 5].flatMap((producer) =>
        Array.from({ length: EACH }, (_, n) => producer * SCALE + n),
      );
      assert.ok(String(all) === String(expected), `${all.length} items`);
      if (name !== 'Queue') return;
      // What one has put comes out in that order, whoever gets it.
      for (const list of got) {
        for (const producer of [1, 2, 3, 4, 5]) {
          const own = list.filter((n) => Math.floor(n / SCALE) === producer);
          assert.ok(String(own) === String([...own].sort((a, b) => a - b)));
        }
      }
    });
  }

  test(`${name}: one that puts and one that gets keep the order of a queue, or lose nothing`, async () => {
    const queue = new Kind(3);
    const getting = inCrew(import.meta, getAll, queue);
    await putAllAsync(queue, 1);
    queue.shutdown();
    const got = await getting;
    const expected = Array.from({ length: EACH }, (_, n) => SCALE + n);
    if (name !== 'Queue') got.sort((a, b) => a - b);
    assert.ok(String(got) === String(expected));
  });

  for (const call of ['get', 'put', 'join'] as const) {
    // On Deno a thread that waits lives on after terminate(), and takes what comes.
    if (process.versions.deno) continue;
    test(`${name}: a thread that is terminated while it waits in ${call} harms nobody`, async () => {
      const queue = call === 'get' ? new Kind(2) : filled(Kind, 2);
      const waits = sharedCells();
      const args = [queue, call === 'put' ? item(99) : call, waits] as [
        Queue<Pair>,
        Call,
        Int32Array,
      ];
      const victim = new Thread(import.meta, { target: callHere, args, daemon: true });
      victim.start();
      await reaches(waits, 1);
      // Asleep, not just about to.
      await aWhile();
      await victim.terminate();
      assert.match((await rejection(victim.join())).message, /was terminated/);

      for (const face of faces) {
        if (call === 'get') {
          const getting = [1, 2, 3].map(() =>
            face === 'async'
              ? callAsync(queue, 'get')
              : inCrew(import.meta, getPatiently, queue),
          );
          for (const n of [1, 2, 3]) await within(queue.putAsync(item(n)));
          const got = (await within(Promise.all(getting))) as Pair[];
          assert.equal(got.map(([, n]) => n).sort(), [1, 2, 3]);
        } else if (call === 'put') {
          const putting = [3, 4].map((n) =>
            face === 'async'
              ? callAsync(queue, item(n))
              : inCrew(import.meta, putPatiently, queue, item(n)),
          );
          const out: number[] = [];
          for (let i = 0; i < 2; i++) out.push((await within(queue.getAsync()))[1]);
          await within(Promise.all(putting));
          out.push(...drain(queue));
          // And the item of the dead one is not among them.
          assert.equal(out.sort(), [1, 2, 3, 4]);
          for (const n of [1, 2]) queue.put(item(n));
        } else {
          const joining =
            face === 'async'
              ? callAsync(queue, 'join')
              : inCrew(import.meta, joinHere, queue);
          await aWhile();
          for (let i = 0; i < 2; i++) queue.taskDone();
          assert.is(await within(joining), true);
          for (let i = 0; i < 2; i++) queue.get();
          for (const n of [1, 2]) queue.put(item(n));
        }
      }
    });
  }
}

export function getPatiently(queue: Queue<Pair>): Pair {
  return queue.get();
}

export function putPatiently(queue: Queue<Pair>, item: Pair): void {
  queue.put(item);
}

/** How many each puts, and what keeps the numbers of one apart from another's. */
const EACH = 1000;
const SCALE = 10_000;

export function putAll(queue: Queue<Pair>, producer: number): void {
  for (let n = 0; n < EACH; n++) queue.put([n % 7, producer * SCALE + n]);
}

async function putAllAsync(queue: Queue<Pair>, producer: number): Promise<void> {
  for (let n = 0; n < EACH; n++) await queue.putAsync([n % 7, producer * SCALE + n]);
}

/** All that this thread gets until the queue is shut down and empty. */
export function getAll(queue: Queue<Pair>): number[] {
  const got: number[] = [];
  try {
    for (;;) got.push(queue.get()[1]);
  } catch (error) {
    if (error instanceof QueueShutDownError) return got;
    throw error;
  }
}

async function getAllAsync(queue: Queue<Pair>): Promise<number[]> {
  const got: number[] = [];
  try {
    for (;;) got.push((await queue.getAsync())[1]);
  } catch (error) {
    if (error instanceof QueueShutDownError) return got;
    throw error;
  }
}

export function failHere(queue: Queue<Pair>, call: 'get' | 'put', timeout: number) {
  if (call === 'get') queue.get({ timeout });
  else queue.put(item(1), { timeout });
}

test('Queue: errors of a thread arrive as what they are; a wait there ends in time, too', async () => {
  const queue = new Queue<Pair>(1);
  const fail = (call: 'get' | 'put', timeout: number) =>
    rejection(inCrew(import.meta, failHere, queue, call, timeout));
  await takesAbout(500, async () => {
    assert.instance(await fail('get', 500), QueueEmptyError);
  });
  queue.put(item(1));
  await takesAbout(500, async () => {
    assert.instance(await fail('put', 500), QueueFullError);
  });
  queue.shutdown({ immediate: true });
  for (const call of ['get', 'put'] as const) {
    assert.instance(await fail(call, 5000), QueueShutDownError);
  }
});

test('Queue: those whose time is up leave the line: the next put wakes one who still waits', async () => {
  const queue = new Queue<Pair>(1);
  for (let round = 0; round < 3; round++) {
    const impatient = [1, 2, 3].map(() => rejection(queue.getAsync({ timeout: 20 })));
    const [patient] = await waiting('blocking', queue, ['get']);
    for (const error of await Promise.all(impatient)) {
      assert.instance(error, QueueEmptyError);
    }
    queue.put(item(round));
    assert.equal(await patient, item(round));
  }
});

test('Queue, async: puts and gets of one event loop that wait are served in their order', () =>
  withoutNet(async () => {
    const queue = new Queue<number>(1);
    const getting = Array.from({ length: 10 }, () => queue.getAsync());
    for (let n = 0; n < 10; n++) await queue.putAsync(n);
    assert.equal(
      await Promise.all(getting),
      Array.from({ length: 10 }, (_, n) => n),
    );
  }));

/** Does something after a wait has begun, but before it is asleep. */
function justBeforeSleep(queue: Queue<Pair>, action: () => void): void {
  const before = setProbe((event, subject) => {
    if (event !== 'wait' || subject !== queue) return;
    setProbe(before);
    action();
  });
}

/** A call that has to wait, served by its own thread just before it sleeps. */
export function serveInTheGap(queue: Queue<Pair>, what: 'get' | 'put' | 'join'): Outcome {
  dropNet();
  if (what === 'get') {
    justBeforeSleep(queue, () => queue.put(item(1)));
    return queue.get();
  }
  queue.put(item(1));
  if (what === 'put') {
    justBeforeSleep(queue, () => void queue.get());
    queue.put(item(2));
    return 'put';
  }
  justBeforeSleep(queue, () => queue.taskDone());
  return queue.join();
}

test('Queue: what comes just before a wait is asleep ends it all the same', async () => {
  const all = (['get', 'put', 'join'] as const).map((what) =>
    inCrew(import.meta, serveInTheGap, new Queue<Pair>(1), what),
  );
  assert.equal(await Promise.all(all), [item(1), 'put', true]);
});

test('Queue, async: what comes just before a wait is asleep ends it all the same', () =>
  withoutNet(async () => {
    const [first, second, third] = [
      new Queue<Pair>(1),
      filled(Queue, 1),
      filled(Queue, 1),
    ];
    justBeforeSleep(first, () => first.put(item(1)));
    assert.equal(await first.getAsync(), item(1));
    justBeforeSleep(second, () => void second.get());
    await second.putAsync(item(2));
    justBeforeSleep(third, () => third.taskDone());
    assert.is(await third.joinAsync(), true);
  }));

/** A queue in which such a call of `callAsync` has to wait, and what lets one go on. */
const situations = {
  get: {
    make: () => new Queue<Pair>(1),
    call: 'get' as Call,
    served: (outcome: Outcome) => Array.isArray(outcome),
    serve: (queue: Queue<Pair>) => queue.put(item(5)),
  },
  put: {
    make: () => filled(Queue, 1),
    call: item(5) as Call,
    served: (outcome: Outcome) => outcome === 'put',
    serve: (queue: Queue<Pair>) => {
      queue.get();
    },
  },
};

for (const [what, { make, call, served, serve }] of Object.entries(situations)) {
  test(`Queue, async: an aborted ${what} rejects with the signal's reason, and changes nothing`, () =>
    withoutNet(async () => {
      const queue = make();
      const size = queue.qsize();
      for (const ready of [false, true]) {
        // Also when it would not have to wait.
        if (ready) serve(queue);
        const error = await rejection(
          call === 'get'
            ? queue.getAsync({ signal: AbortSignal.abort() })
            : queue.putAsync(item(5), { signal: AbortSignal.abort() }),
        );
        assert.is(error.name, 'AbortError');
        assert.is(queue.qsize(), ready ? 1 - size : size);
      }
      assert.ok(served(await callAsync(queue, call)));

      const controller = new AbortController();
      const { signal } = controller;
      const impatient = rejection(
        call === 'get'
          ? queue.getAsync({ signal })
          : queue.putAsync(item(5), { signal, timeout: 5000 }),
      );
      const patient = callAsync(queue, call);
      controller.abort(new RangeError('enough'));
      assert.is((await impatient).message, 'enough');
      serve(queue);
      assert.ok(served(await patient));
      assert.is(queue.qsize(), size);
    }));

  test(`Queue, async: a ${what} with a signal that never aborts is like any other`, () =>
    withoutNet(async () => {
      const queue = make();
      const { signal } = new AbortController();
      const waits = callAsync(queue, call, signal);
      serve(queue);
      assert.ok(served(await waits));
    }));

  for (const face of faces) {
    test(`Queue, ${face}: a ${what} is served though another one is aborted at that moment`, () =>
      withoutNet(async () => {
        for (const abortFirst of [true, false]) {
          const [queue, controller] = [make(), new AbortController()];
          const impatient = callAsync(queue, call, controller.signal);
          const [patient] = await waiting(face, queue, [call]);
          if (abortFirst) controller.abort();
          serve(queue);
          controller.abort();
          assert.is(await impatient, 'AbortError');
          assert.ok(served((await patient) as Outcome));
        }
      }));
  }

  test(`Queue, async: an abort just after the wake-up of a ${what} loses nothing`, async () => {
    for (let after = 0; after < 8; after++) {
      const [queue, controller] = [make(), new AbortController()];
      const abort = () => controller.abort();
      const action = async () => {
        const impatient = callAsync(queue, call, controller.signal);
        const patient = callAsync(queue, call);
        serve(queue);
        // Either it was served before the abort, or the other one is.
        if (served(await impatient)) serve(queue);
        assert.ok(served(await patient));
        assert.is(queue.qsize(), what === 'get' ? 0 : 1);
      };
      await withoutNet(() => soonAfterWakeUps(after, abort, action));
    }
  });
}

test('Queue, async: an aborted join rejects; those who join on are told', () =>
  withoutNet(async () => {
    const queue = filled(Queue, 1);
    const early = queue.joinAsync({ signal: AbortSignal.abort() });
    assert.is((await rejection(early)).name, 'AbortError');
    const controller = new AbortController();
    const impatient = rejection(queue.joinAsync({ signal: controller.signal }));
    const patient = queue.joinAsync();
    controller.abort(new RangeError('enough'));
    assert.is((await impatient).message, 'enough');
    queue.taskDone();
    assert.is(await patient, true);
  }));

test('Queue, async: an abort just after the wake-up of a join leaves nobody waiting', async () => {
  for (let after = 0; after < 8; after++) {
    const [queue, controller] = [filled(Queue, 1), new AbortController()];
    const abort = () => controller.abort();
    const action = async () => {
      const either = callAsync(queue, 'join', controller.signal);
      const patient = queue.joinAsync();
      queue.taskDone();
      assert.ok([true, 'AbortError'].includes((await either) as never));
      assert.ok(await patient);
    };
    await withoutNet(() => soonAfterWakeUps(after, abort, action));
  }
});

/** The values of a queue in the order of their priorities. */
function sorted<T>(pairs: [number, T][]): T[] {
  const queue = new PriorityQueue<T>();
  for (const pair of pairs) queue.put(pair);
  return pairs.map(() => queue.get()[1]);
}

test('PriorityQueue: the smallest comes first: negative ones, fractions, infinite ones', () => {
  const priorities = [
    3,
    -1,
    0.5,
    Number.POSITIVE_INFINITY,
    -0.25,
    1e300,
    Number.NEGATIVE_INFINITY,
    2 ** 53,
    -(2 ** 31),
    Number.MIN_VALUE,
    0,
    2 ** 31,
    0.1 + 0.2,
    0.3,
  ];
  assert.equal(
    sorted(priorities.map((priority) => [priority, priority])),
    [...priorities].sort((a, b) => a - b),
  );
});

test('PriorityQueue: a pair comes out as it went in, whatever the value', () => {
  const queue = new PriorityQueue<unknown>();
  for (const pair of [
    [-0, 'zero'],
    [1.5, { a: [1] }],
    [2, undefined],
    [Number.POSITIVE_INFINITY, new Map([[1, 2]])],
  ] as [number, unknown][]) {
    queue.put(pair);
    const out = queue.get();
    assert.equal(out, pair);
    assert.ok(Object.is(out[0], pair[0]));
  }
});

test('PriorityQueue: of equal priorities the one that went in first comes first', () => {
  const pairs = Array.from({ length: 1000 }, (_, i): [number, number] => [i % 3, i]);
  assert.equal(
    sorted(pairs),
    [...pairs].sort(([a, i], [b, k]) => a - b || i - k).map(([, i]) => i),
  );
  assert.equal(
    sorted([
      [0, 'a'],
      [-0, 'b'],
      [0, 'c'],
      [-0, 'd'],
    ]),
    ['a', 'b', 'c', 'd'],
  );
  // Also when some have left in between.
  const queue = new PriorityQueue<number>();
  const out = [];
  for (let i = 0; i < 500; i++) {
    queue.put([1, i]);
    if (i % 2 === 1) out.push(queue.get()[1]);
  }
  out.push(...Array.from({ length: queue.qsize() }, () => queue.get()[1]));
  assert.equal(
    out,
    Array.from({ length: 500 }, (_, i) => i),
  );
});

test('PriorityQueue: an item that is no pair with a priority is refused', async () => {
  const queue = new PriorityQueue<unknown>();
  queue.put([1, 'a']);
  for (const wrong of [
    [Number.NaN, 'a'],
    [undefined, 'a'],
    [],
    'a',
    5,
    null,
    undefined,
    { 0: 1, 1: 'a' },
  ]) {
    for (const error of [
      thrown(() => queue.put(wrong as never)),
      thrown(() => queue.putNowait(wrong as never)),
      await rejection(queue.putAsync(wrong as never)),
    ]) {
      assert.instance(error, TypeError);
      assert.match(error.message, /^Cannot put this into a PriorityQueue: .*'priority'/);
    }
  }
  assert.is(queue.qsize(), 1);
  assert.equal(queue.get(), [1, 'a']);
});

test('PriorityQueue: the priority counts that it had at the put, also of a put that waits', async () => {
  const queue = new PriorityQueue<string>(2);
  queue.put([1, 'a']);
  queue.put([4, 'd']);
  const changing: [number, string] = [3, 'c'];
  const waits = within(queue.putAsync(changing));
  changing[0] = 10;
  assert.equal(queue.get(), [1, 'a']);
  await waits;
  queue.maxsize = 0;
  queue.put([2, 'b']);
  queue.put([5, 'e']);
  assert.equal(
    [queue.get(), queue.get(), queue.get(), queue.get()],
    [
      [2, 'b'],
      [3, 'c'],
      [4, 'd'],
      [5, 'e'],
    ],
  );
});

const large = 30_000;
const disorder = (i: number) => (i * 48_271) % 65_537;
for (const [how, priorityOf] of Object.entries({
  'in order': (i: number) => i,
  'in reverse order': (i: number) => -i,
  'all equal': () => 0,
  'in no order': disorder,
})) {
  test(`PriorityQueue: many items put ${how} come out in order`, () => {
    const queue = new PriorityQueue<number>();
    for (let i = 0; i < large; i++) queue.put([priorityOf(i), i]);
    assert.is(queue.qsize(), large);
    let [before, last] = queue.get();
    for (let i = 1; i < large; i++) {
      const [priority, number] = queue.get();
      if (priority < before || (priority === before && number < last)) {
        assert.unreachable(`${priority} came after ${before}`);
      }
      [before, last] = [priority, number];
    }
    assert.ok(queue.empty());
  });
}

test('PriorityQueue: what several threads put comes out in order, those of one in theirs', async () => {
  const queue = new PriorityQueue<number>();
  await Promise.all(
    [1, 2, 3].map((producer) => inCrew(import.meta, putAll, queue, producer)),
  );
  let before: Pair = [-1, 0];
  const last = new Map<string, number>();
  for (let i = 0; i < 3 * EACH; i++) {
    const next = queue.get();
    assert.ok(next[0] >= before[0]);
    const key = `${next[0]} of ${Math.floor(next[1] / SCALE)}`;
    assert.ok(next[1] > (last.get(key) ?? 0));
    last.set(key, next[1]);
    before = next;
  }
});

if (isMain(import.meta)) test.run();
