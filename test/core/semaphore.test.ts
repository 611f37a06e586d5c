import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Barrier } from '../../modules/core/barrier.ts';
import { isMain } from '../../modules/core/main.ts';
import { BoundedSemaphore, Semaphore } from '../../modules/core/semaphore.ts';
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
import { countWaits, dropNet, soonAfterWakeUps, turns, withoutNet } from './waiting.ts';

const WAITS = 0;
const PASSED = 1;

export function acquireTimes(
  semaphore: Semaphore,
  cells: Int32Array,
  times: number,
): void {
  countWaits(cells, WAITS);
  dropNet();
  for (let i = 0; i < times; i++) {
    semaphore.acquire();
    Atomics.add(cells, PASSED, 1);
  }
}

async function acquireTimesAsync(
  semaphore: Semaphore,
  cells: Int32Array,
  times: number,
): Promise<void> {
  for (let i = 0; i < times; i++) {
    const permit = semaphore.acquireAsync();
    Atomics.add(cells, WAITS, 1);
    await permit;
    Atomics.add(cells, PASSED, 1);
  }
}

/** Takes permits and keeps them; counts its waits (async: its calls) and its permits. */
function taker(
  face: Face,
  semaphore: Semaphore,
  cells: Int32Array,
  times = 1,
): Promise<void> {
  return face === 'async'
    ? acquireTimesAsync(semaphore, cells, times)
    : inCrew(import.meta, acquireTimes, semaphore, cells, times);
}

async function passed(cells: Int32Array, count: number): Promise<void> {
  await reaches(cells, count, PASSED);
  await aWhile();
  assert.is(cells[PASSED], count);
}

export function tryTimes(semaphore: Semaphore, times: number): boolean[] {
  return Array.from({ length: times }, () => semaphore.tryAcquire());
}

export function acquireHere(semaphore: Semaphore): boolean {
  return semaphore.acquire();
}

export async function failToAcquire(
  semaphore: Semaphore,
  timeout: number,
): Promise<boolean> {
  let taken = true;
  await takesAbout(timeout, () => {
    taken = semaphore.acquire({ timeout });
  });
  return taken;
}

function acquire(
  face: Face,
  semaphore: Semaphore,
  timeout: number,
): boolean | Promise<boolean> {
  return face === 'async'
    ? semaphore.acquireAsync({ timeout })
    : semaphore.acquire({ timeout });
}

export function releaseOnce(semaphore: Semaphore): void {
  semaphore.release();
}

/** Releases and takes in turn; the most permits seen, and how many it has added. */
export function releaseAndTry(
  semaphore: BoundedSemaphore,
  meeting: Barrier,
  times: number,
): number[] {
  meeting.wait();
  let [most, added] = [0, 0];
  for (let i = 0; i < times; i++) {
    try {
      semaphore.release();
      added++;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
    most = Math.max(most, permitsOf(semaphore));
    if (semaphore.tryAcquire()) added--;
  }
  return [most, added];
}

/** What the semaphore says about itself: how many permits there are. */
function permitsOf(semaphore: Semaphore): number {
  return Number(/value=(\d+)/.exec(String(semaphore))?.[1]);
}

/** The most that were inside at once, as far as this thread has seen. */
export function goInAndOut(
  semaphore: Semaphore,
  meeting: Barrier,
  inside: Int32Array,
  times: number,
): number {
  meeting.wait();
  let most = 0;
  for (let i = 0; i < times; i++) {
    using _permit = semaphore.hold();
    most = Math.max(most, Atomics.add(inside, 0, 1) + 1);
    Atomics.sub(inside, 0, 1);
  }
  return most;
}

async function goInAndOutAsync(
  semaphore: Semaphore,
  inside: Int32Array,
  times: number,
): Promise<number> {
  let most = 0;
  for (let i = 0; i < times; i++) {
    using _permit = await semaphore.holdAsync();
    most = Math.max(most, Atomics.add(inside, 0, 1) + 1);
    await turns(3);
    Atomics.sub(inside, 0, 1);
  }
  return most;
}

for (const Class of [Semaphore, BoundedSemaphore]) {
  const name = Class.name;

  test(`${name}: a first value that is no whole number of at least 0 is refused`, () => {
    for (const value of [-1, 1.5, Number.NaN]) {
      const error = thrown(() => new Class(value));
      assert.instance(error, RangeError);
      assert.is(
        error.message,
        `Cannot create ${name}: 'value' must be an integer of at least 0, received ${value}`,
      );
    }
    const tooMuch = thrown(() => new Class(2 ** 31));
    assert.match(tooMuch.message, /of at most 2147483647, received 2147483648/);
    assert.not(new Class(0).tryAcquire());
  });

  test(`${name}: there are as many permits as it was given, by default one`, async () => {
    const three = new Class(3);
    assert.equal([three.acquire(), three.acquire(), three.acquire()], [true, true, true]);
    assert.not(three.tryAcquire());
    const other = new Class(3);
    const permits = [1, 2, 3].map(() => other.acquireAsync());
    assert.equal(await Promise.all(permits), [true, true, true]);
    assert.not(other.tryAcquire());
    const one = new Class();
    assert.equal([one.tryAcquire(), one.tryAcquire()], [true, false]);
  });

  test(`${name}: a try takes a permit if there is one, and never waits`, () => {
    const semaphore = new Class(2);
    assert.ok(semaphore.tryAcquire());
    assert.ok(semaphore.tryAcquire());
    assert.not(semaphore.tryAcquire());
    semaphore.release();
    assert.ok(semaphore.tryAcquire());
  });

  test(`${name}: of ten tries in five threads for three permits, three succeed`, async () => {
    const semaphore = new Class(4);
    semaphore.acquire();
    const tries = await Promise.all(
      [1, 2, 3, 4, 5].map(() => inCrew(import.meta, tryTimes, semaphore, 2)),
    );
    const told = tries.flat();
    assert.equal([told.length, told.filter(Boolean).length], [10, 3]);
  });

  test(`${name}: using gives the permit back at the end of the block, also of a nested one`, async () => {
    const semaphore = new Class(2);
    const left = () => permitsOf(semaphore);
    {
      using _first = semaphore.hold();
      assert.is(left(), 1);
      {
        using _second = await semaphore.holdAsync();
        assert.is(left(), 0);
      }
      assert.is(left(), 1);
    }
    assert.is(left(), 2);
    assert.throws(() => {
      using _permit = semaphore.hold();
      throw new Error('inside');
    }, /inside/);
    assert.is(left(), 2);
  });

  test(`${name}: hold with a timeout throws a TimeoutError that names it`, async () => {
    const semaphore = new Class(0);
    const error = thrown(() => semaphore.hold({ timeout: 5 }));
    assert.is(error.name, 'TimeoutError');
    assert.match(error.message, new RegExp(`<${name} value=0.*> within 5 ms`));
    const rejected = await rejection(semaphore.holdAsync({ timeout: 5 }));
    assert.is(rejected.name, 'TimeoutError');
  });

  test(`${name}: a number of releases that is no whole number of at least 1 is refused`, () => {
    const semaphore = new Class(1);
    semaphore.acquire();
    for (const n of [0, -1, 1.5, Number.NaN]) {
      assert.instance(
        thrown(() => semaphore.release(n)),
        RangeError,
      );
    }
    assert.not(semaphore.tryAcquire());
  });

  test(`${name}: a permit has no owner: any thread may give it back`, async () => {
    const semaphore = new Class(1);
    // The thread ends and keeps its permit.
    assert.ok(await inCrew(import.meta, acquireHere, semaphore));
    assert.not(semaphore.tryAcquire());
    await inCrew(import.meta, releaseOnce, semaphore);
    assert.ok(semaphore.tryAcquire());
    // A second acquire of the thread that has the permit waits; it is no mistake.
    assert.not(semaphore.acquire({ timeout: 10 }));
  });

  for (const face of faces) {
    test(`${name}, ${face}: a wait ends at its timeout, with false, and takes nothing`, async () => {
      const semaphore = new Class(1);
      assert.is(await acquire(face, semaphore, 0), true);
      assert.is(await acquire(face, semaphore, 0), false);
      await takesAbout(100, async () =>
        assert.is(await acquire(face, semaphore, 100), false),
      );
      semaphore.release();
      assert.ok(semaphore.tryAcquire());
    });

    test(`${name}, ${face}: timeouts out of range are RangeErrors, and take nothing`, async () => {
      const semaphore = new Class(1);
      for (const timeout of [-1, 1e100, 2 ** 31, Number.NaN]) {
        const error =
          face === 'async'
            ? await rejection(semaphore.acquireAsync({ timeout }))
            : thrown(() => semaphore.acquire({ timeout }));
        assert.instance(error, RangeError);
      }
      assert.is(await acquire(face, semaphore, 2 ** 31 - 1), true);
    });

    test(`${name}, ${face}: twenty acquires: six pass at once, then as many as are released`, () =>
      withoutNet(async () => {
        const [semaphore, cells] = [new Class(7), sharedCells(2)];
        semaphore.acquire();
        const all = Array.from({ length: 10 }, () => taker(face, semaphore, cells, 2));
        await passed(cells, 6);
        for (let i = 0; i < 7; i++) semaphore.release();
        await passed(cells, 13);
        for (let i = 0; i < 6; i++) semaphore.release();
        await passed(cells, 19);
        assert.not(semaphore.tryAcquire());
        semaphore.release();
        await Promise.all(all);
        assert.is(cells[PASSED], 20);
      }));

    test(`${name}, ${face}: one release of n lets exactly n of those who wait pass`, () =>
      withoutNet(async () => {
        const [semaphore, cells] = [new Class(5), sharedCells(2)];
        for (let i = 0; i < 5; i++) semaphore.acquire();
        const all = [1, 2, 3, 4, 5].map(() => taker(face, semaphore, cells));
        await reaches(cells, 5, WAITS);
        await passed(cells, 0);
        semaphore.release(3);
        await passed(cells, 3);
        assert.not(semaphore.tryAcquire());
        semaphore.release(2);
        await Promise.all(all);
        assert.not(semaphore.tryAcquire());
      }));
  }
}

test('Semaphore: a wait in another thread ends at its timeout, too', async () => {
  assert.not(await inCrew(import.meta, failToAcquire, new Semaphore(0), 500));
});

for (const face of faces) {
  test(`Semaphore, ${face}: with the default of one permit, a second acquire waits for a release`, () =>
    withoutNet(async () => {
      const [semaphore, cells] = [new Semaphore(), sharedCells(2)];
      const both = taker(face, semaphore, cells, 2);
      await passed(cells, 1);
      semaphore.release();
      await both;
      assert.is(cells[PASSED], 2);
    }));
}

test('Semaphore: blocking and async waiters wait in one line', () =>
  withoutNet(async () => {
    const [semaphore, cells] = [new Semaphore(0), sharedCells(2)];
    const order: Face[] = ['async', 'blocking', 'async', 'blocking', 'async', 'blocking'];
    const all = order.map((face) => taker(face, semaphore, cells));
    await reaches(cells, 6, WAITS);
    for (let count = 1; count <= 4; count++) {
      semaphore.release();
      await reaches(cells, count, PASSED);
    }
    await passed(cells, 4);
    semaphore.release(2);
    await Promise.all(all);
  }));

test('Semaphore: never more than three inside, however threads and tasks hammer it', async () => {
  const [semaphore, meeting, inside] = [new Semaphore(3), new Barrier(5), sharedCells()];
  const threads = [1, 2, 3, 4].map(() =>
    inCrew(import.meta, goInAndOut, semaphore, meeting, inside, 50_000),
  );
  await meeting.waitAsync();
  const tasks = [1, 2, 3, 4, 5].map(() => goInAndOutAsync(semaphore, inside, 100));
  const most = await Promise.all([...threads, ...tasks]);
  assert.ok(Math.max(...most) <= 3, `${most}`);
  assert.is(inside[0], 0);
  assert.is(String(semaphore), '<Semaphore value=3>');
});

test('Semaphore, async: tasks fill it to its limit, and not over', async () => {
  const [semaphore, inside] = [new Semaphore(3), sharedCells()];
  const most = await Promise.all(
    Array.from({ length: 9 }, () => goInAndOutAsync(semaphore, inside, 10)),
  );
  assert.is(Math.max(...most), 3);
});

test('Semaphore: releases may exceed the first value; its text says how many there are', () => {
  const semaphore = new Semaphore(3);
  assert.is(String(semaphore), '<Semaphore value=3>');
  semaphore.acquire();
  assert.is(String(semaphore), '<Semaphore value=2>');
  semaphore.release();
  semaphore.release();
  assert.is(String(semaphore), '<Semaphore value=4>');
  semaphore.release(3);
  assert.is(String(semaphore), '<Semaphore value=7>');
});

test('Semaphore: hold gives a permit back once, however often it is disposed of', async () => {
  const semaphore = new Semaphore(2);
  for (const held of [semaphore.hold(), await semaphore.holdAsync()]) {
    held[Symbol.dispose]();
    held[Symbol.dispose]();
  }
  assert.is(String(semaphore), '<Semaphore value=2>');
  assert.throws(() => {
    // @ts-expect-error A semaphore is not given back at the end of a block: hold() is.
    using _semaphore = new Semaphore(2);
  }, TypeError);
});

test('Semaphore: more permits than it can count are refused, and change nothing', () => {
  const semaphore = new Semaphore(2 ** 31 - 1);
  assert.instance(
    thrown(() => semaphore.release()),
    RangeError,
  );
  semaphore.acquire();
  semaphore.release();
  assert.is(String(semaphore), '<Semaphore value=2147483647>');
});

test('BoundedSemaphore: a release too many is refused and changes nothing', () => {
  const semaphore = new BoundedSemaphore(3);
  const tooMany = (n?: number) => {
    const error = thrown(() => semaphore.release(n));
    assert.instance(error, RangeError);
    assert.match(error.message, /more often than it was acquired/);
  };
  tooMany();
  semaphore.acquire();
  assert.is(String(semaphore), '<BoundedSemaphore value=2/3>');
  semaphore.release();
  tooMany();
  semaphore.acquire();
  tooMany(2);
  assert.is(String(semaphore), '<BoundedSemaphore value=2/3>');
});

test('BoundedSemaphore: for limits of 1 to 9, as many acquires and releases, and no more', async () => {
  for (let limit = 1; limit <= 9; limit++) {
    const semaphore = new BoundedSemaphore(limit);
    const all = Array.from({ length: limit }, () => semaphore.acquireAsync());
    assert.ok((await Promise.all(all)).every(Boolean));
    assert.not(semaphore.tryAcquire());
    for (let i = 0; i < limit; i++) semaphore.release();
    assert.instance(
      thrown(() => semaphore.release()),
      RangeError,
    );
  }
});

test('BoundedSemaphore: never more permits than its bound, however releases race', async () => {
  const [semaphore, meeting] = [new BoundedSemaphore(1), new Barrier(3)];
  const told = await Promise.all(
    [1, 2, 3].map(() => inCrew(import.meta, releaseAndTry, semaphore, meeting, 10_000)),
  );
  assert.ok(told.every(([most = 0]) => most <= 1));
  const added = told.reduce((sum, [, added = 0]) => sum + added, 0);
  assert.is(permitsOf(semaphore), 1 + added);
});

test('Semaphore, async: an aborted signal rejects with its reason and takes no permit', () =>
  withoutNet(async () => {
    const semaphore = new Semaphore(1);
    const early = semaphore.acquireAsync({ signal: AbortSignal.abort() });
    assert.is((await rejection(early)).name, 'AbortError');
    assert.is(String(semaphore), '<Semaphore value=1>');

    semaphore.acquire();
    const controller = new AbortController();
    const impatient = semaphore.acquireAsync({ signal: controller.signal });
    const patient = semaphore.acquireAsync();
    controller.abort(new RangeError('enough'));
    assert.is((await rejection(impatient)).message, 'enough');
    // The one that waits on gets the permit: the wake-up is not lost on the other.
    semaphore.release();
    assert.ok(await patient);
    assert.is(String(semaphore), '<Semaphore value=0>');
  }));

for (const face of faces) {
  test(`Semaphore, async: an abort at the moment of the release passes the permit on, ${face}`, () =>
    withoutNet(async () => {
      for (const abortFirst of [true, false]) {
        const [semaphore, cells] = [new Semaphore(0), sharedCells(2)];
        const controller = new AbortController();
        const impatient = semaphore.acquireAsync({ signal: controller.signal });
        const patient = taker(face, semaphore, cells);
        await reaches(cells, 1, WAITS);
        if (abortFirst) controller.abort();
        semaphore.release();
        controller.abort();
        assert.is((await rejection(impatient)).name, 'AbortError');
        await patient;
        assert.is(String(semaphore), '<Semaphore value=0>');
      }
    }));
}

test('Semaphore, async: an abort just after the wake-up loses no permit', async () => {
  for (let after = 0; after < 8; after++) {
    const [semaphore, controller] = [new Semaphore(0), new AbortController()];
    const abort = () => controller.abort();
    await soonAfterWakeUps(after, abort, async () => {
      const impatient = semaphore
        .acquireAsync({ signal: controller.signal })
        .catch((error) => error.name);
      const patient = semaphore.acquireAsync();
      semaphore.release();
      // Either it got the permit before the abort, and gives it back, or it did not.
      if ((await impatient) === true) semaphore.release();
      assert.ok(await patient);
      assert.is(String(semaphore), '<Semaphore value=0>');
    });
  }
});

if (isMain(import.meta)) test.run();
