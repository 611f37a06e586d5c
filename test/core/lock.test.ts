import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Lock } from '../../modules/core/lock.ts';
import { isMain } from '../../modules/core/main.ts';
import { RLock } from '../../modules/core/rlock.ts';
import { sleepSync } from '../../modules/core/time.ts';
import { inCrew } from './crew.ts';
import {
  aWhile,
  type Face,
  faces,
  reaches,
  rejection,
  runFixture,
  sharedCells,
  takesAbout,
  thrown,
} from './helpers.ts';

const STARTED = 0;
const DONE = 1;

export function takeOnce(lock: Lock | RLock, cells: Int32Array): void {
  Atomics.add(cells, STARTED, 1);
  lock.acquire();
  Atomics.add(cells, DONE, 1);
  lock.release();
}

async function takeOnceAsync(lock: Lock, cells: Int32Array): Promise<void> {
  Atomics.add(cells, STARTED, 1);
  await lock.acquireAsync();
  Atomics.add(cells, DONE, 1);
  lock.release();
}

export function tryFromThread(lock: Lock | RLock): {
  taken: boolean;
  locked: boolean;
  text: string;
} {
  const { text, locked } = { text: String(lock), locked: lock.locked() };
  const taken = lock.tryAcquire();
  if (taken) lock.release();
  return { taken, locked, text };
}

export function acquireWithin(lock: Lock | RLock, timeout: number): boolean {
  return lock.acquire({ timeout });
}

export function releaseFromThread(lock: Lock | RLock): void {
  lock.release();
}

export function increment(lock: Lock | RLock, counter: Int32Array, times: number): void {
  for (let i = 0; i < times; i++) {
    using _held = lock.hold();
    counter[0] = Number(counter[0]) + 1;
  }
}

export function incrementSlowly(
  lock: Lock | RLock,
  counter: Int32Array,
  times: number,
): void {
  for (let i = 0; i < times; i++) {
    using _held = lock.hold();
    const seen = Number(counter[0]);
    sleepSync(1);
    counter[0] = seen + 1;
  }
}

function contend(face: Face, lock: Lock, cells: Int32Array): Promise<void> {
  return face === 'async'
    ? takeOnceAsync(lock, cells)
    : inCrew(import.meta, takeOnce, lock, cells);
}

for (const Class of [Lock, RLock]) {
  const name = Class.name;

  test(`${name}: a free one says unlocked, a held one says locked and by whom`, () => {
    const lock = new Class('mine');
    assert.match(String(lock), new RegExp(`<unlocked ${name} 'mine'`));
    lock.acquire();
    assert.match(String(lock), new RegExp(`<locked ${name} 'mine' owner='MainThread'`));
    lock.release();
    assert.match(String(lock), /unlocked/);
  });

  test(`${name}: stray arguments are refused`, () => {
    assert.throws(() => new Class(42 as never), TypeError);
    assert.throws(() => new Class('a', 'b' as never), TypeError);
  });

  test(`${name}: acquire, then release, leaves it free`, async () => {
    const lock = new Class();
    assert.ok(lock.acquire());
    assert.ok(lock.locked());
    lock.release();
    assert.not(lock.locked());
    assert.ok((await inCrew(import.meta, tryFromThread, lock)).taken);
  });

  test(`${name}: another thread sees that it is held, and its try fails at once`, async () => {
    const lock = new Class();
    lock.acquire();
    const seen = await inCrew(import.meta, tryFromThread, lock);
    assert.equal([seen.taken, seen.locked], [false, true]);
    assert.match(seen.text, /^<locked/);
    lock.release();
  });

  test(`${name}: releasing without holding throws: never taken, given back, another thread's`, async () => {
    const lock = new Class();
    assert.match(thrown(() => lock.release()).message, /does not hold it/);
    lock.acquire();
    const error = await rejection(inCrew(import.meta, releaseFromThread, lock));
    assert.match(error.message, /does not hold it/);
    assert.ok(lock.locked());
    lock.release();
    assert.match(thrown(() => lock.release()).message, /does not hold it/);
  });

  test(`${name}: using releases at the end of the block and when it throws`, () => {
    const lock = new Class();
    {
      using _held = lock.hold();
      assert.ok(lock.locked());
    }
    assert.not(lock.locked());
    assert.throws(() => {
      using _held = lock.hold();
      throw new Error('inside');
    }, /inside/);
    assert.not(lock.locked());
  });

  test(`${name}: timeouts out of range are RangeErrors, the largest is accepted`, () => {
    const lock = new Class();
    for (const timeout of [-1, 1e100, 2 ** 31, Number.NaN]) {
      assert.instance(
        thrown(() => lock.acquire({ timeout })),
        RangeError,
      );
    }
    assert.ok(lock.acquire({ timeout: 2 ** 31 - 1 }));
    lock.release();
  });

  test(`${name}: a wait in another thread ends at its timeout, with false`, async () => {
    const lock = new Class();
    lock.acquire();
    await takesAbout(500, async () =>
      assert.not(await inCrew(import.meta, acquireWithin, lock, 500)),
    );
    // And leaves no phantom waiter behind.
    lock.release();
    assert.not(lock.locked());
    assert.ok(lock.tryAcquire());
    lock.release();
  });

  test(`${name}: four threads that hammer it lose no update`, async () => {
    const [lock, counter] = [new Class(), sharedCells()];
    const team = [1, 2, 3, 4];
    await Promise.all(
      team.map(() => inCrew(import.meta, increment, lock, counter, 25_000)),
    );
    await Promise.all(
      team.map(() => inCrew(import.meta, incrementSlowly, lock, counter, 25)),
    );
    assert.is(counter[0], 100_100);
    assert.not(lock.locked());
  });

  test(`${name}: hold with a timeout throws a TimeoutError that names the lock`, async () => {
    const lock = new Class('busy');
    lock.acquire();
    const error = await rejection(inCrew(import.meta, holdWithin, lock, 20));
    assert.is(error.name, 'TimeoutError');
    assert.match(error.message, /'busy'.*within 20 ms/);
    lock.release();
  });
}

export function holdWithin(lock: Lock | RLock, timeout: number): void {
  using _held = lock.hold({ timeout });
}

for (const face of faces) {
  test(`Lock, ${face}: five wait, none gets it before the release, then all do`, async () => {
    const [lock, cells] = [new Lock(), sharedCells(2)];
    lock.acquire();
    const all = [1, 2, 3, 4, 5].map(() => contend(face, lock, cells));
    await reaches(cells, 5, STARTED);
    await aWhile();
    assert.is(cells[DONE], 0);
    lock.release();
    await Promise.all(all);
    assert.is(cells[DONE], 5);
    assert.not(lock.locked());
  });
}

test('Lock: blocking and async waiters wait in one line', async () => {
  const [lock, cells] = [new Lock(), sharedCells(2)];
  lock.acquire();
  const all = faces.flatMap((face) => [1, 2, 3].map(() => contend(face, lock, cells)));
  await reaches(cells, 6, STARTED);
  lock.release();
  await Promise.all(all);
  assert.is(cells[DONE], 6);
});

test('Lock, async: a second acquire by another task waits, a blocking one is a deadlock', async () => {
  const lock = new Lock('mine');
  await lock.acquireAsync();
  const second = lock.acquireAsync();
  assert.is(thrown(() => lock.acquire()).name, 'DeadlockError');
  lock.release();
  assert.ok(await second);
  lock.release();
});

test('Lock, async: a timeout ends the wait with false, and leaves no phantom waiter', async () => {
  const lock = new Lock();
  lock.acquire();
  await takesAbout(100, async () =>
    assert.not(await lock.acquireAsync({ timeout: 100 })),
  );
  assert.not(lock.acquire({ timeout: 10 }));
  lock.release();
  assert.not(lock.locked());
  assert.instance(await rejection(lock.acquireAsync({ timeout: -1 })), RangeError);
});

test('Lock, async: an aborted signal rejects with its reason and takes nothing', async () => {
  const lock = new Lock();
  const early = rejection(lock.acquireAsync({ signal: AbortSignal.abort() }));
  assert.is((await early).name, 'AbortError');
  assert.not(lock.locked());

  lock.acquire();
  const controller = new AbortController();
  const aborted = rejection(lock.acquireAsync({ signal: controller.signal }));
  const patient = lock.acquireAsync();
  controller.abort(new RangeError('enough'));
  assert.is((await aborted).message, 'enough');
  // The one that goes on waiting gets its turn: the wake-up is not lost on the other.
  lock.release();
  await takesAbout(20, async () => assert.ok(await patient)).catch(() => {});
  assert.ok(lock.locked());
  lock.release();
});

test('Lock, async: holdAsync releases at the end of the block', async () => {
  const lock = new Lock();
  {
    using _held = await lock.holdAsync();
    assert.ok(lock.locked());
    assert.is((await rejection(lock.holdAsync({ timeout: 5 }))).name, 'TimeoutError');
  }
  assert.not(lock.locked());
});

test('Lock, async: twenty tasks through one lock, one at a time, in the order of asking', async () => {
  const lock = new Lock();
  const order: number[] = [];
  let inside = 0;
  await Promise.all(
    Array.from({ length: 20 }, async (_, i) => {
      using _held = await lock.holdAsync();
      assert.is(++inside, 1);
      await Promise.resolve();
      order.push(i);
      inside--;
    }),
  );
  assert.equal(
    order,
    Array.from({ length: 20 }, (_, i) => i),
  );
});

test('RLock: its owner takes and releases it in any balanced order', async () => {
  const lock = new RLock();
  for (const step of [1, 1, -1, 1, 1, -1, -1]) step > 0 ? lock.acquire() : lock.release();
  assert.ok(lock.locked());
  assert.not((await inCrew(import.meta, tryFromThread, lock)).taken);
  lock.release();
  assert.not(lock.locked());
  assert.ok((await inCrew(import.meta, tryFromThread, lock)).taken);
});

test('RLock: says how often it is taken, also to another thread', async () => {
  const lock = new RLock();
  assert.match(String(lock), /count=0/);
  lock.acquire();
  lock.acquire();
  assert.match(String(lock), /count=2/);
  assert.match((await inCrew(import.meta, tryFromThread, lock)).text, /count=2/);
  lock.release();
  lock.release();
});

test('RLock: is owned by its owner at every depth, and by nobody else', async () => {
  const lock = new RLock();
  assert.not(lock.isOwned());
  lock.acquire();
  lock.acquire();
  assert.ok(lock.isOwned());
  assert.not(await inCrew(import.meta, isOwnedHere, lock));
  lock.release();
  assert.ok(lock.isOwned());
  lock.release();
  assert.not(lock.isOwned());
  assert.throws(() => lock.releaseAll(), /does not hold it/);
});

export function isOwnedHere(lock: RLock): boolean {
  return lock.isOwned();
}

test('using takes what was held, never the lock itself', () => {
  const [lock, again] = [new Lock(), new RLock()];
  assert.throws(() => {
    // @ts-expect-error A lock is not given back at the end of a block: hold() is.
    using _lock = lock;
  }, TypeError);
  assert.throws(() => {
    // @ts-expect-error Nor is this one.
    using _lock = again;
  }, TypeError);
});

for (const Class of [Lock, RLock]) {
  test(`${Class.name}: hold gives it back once, however often it is disposed of`, () => {
    const lock = new Class();
    const first = lock.hold();
    first[Symbol.dispose]();
    const second = lock.hold();
    first[Symbol.dispose]();
    assert.ok(lock.locked());
    second[Symbol.dispose]();
    second[Symbol.dispose]();
    assert.not(lock.locked());
  });
}

test('Lock, async: holdAsync gives it back once, however often it is disposed of', async () => {
  const lock = new Lock();
  const first = await lock.holdAsync();
  first[Symbol.dispose]();
  using _second = await lock.holdAsync();
  first[Symbol.dispose]();
  assert.ok(lock.locked());
});

test('the longest waits are waits: no spinning, nothing on stderr', async () => {
  const { stdout, stderr, code } = await runFixture('long-waits');
  assert.equal([stdout, stderr, code], ['slept\n', '', 0]);
});

test('a traced program adds one exit listener to its own', async () => {
  const { stdout, stderr, code } = await runFixture('traced');
  assert.equal([stdout, stderr, code], ['1 more\n', '', 0]);
});

test('a held lock does not keep the program from ending', async () => {
  const { stdout, stderr, code } = await runFixture('held-lock');
  assert.equal([stdout, stderr, code], ['end\n', '', 0]);
});

test('an async wait keeps the program alive until it is over', async () => {
  const { stdout, stderr, code } = await runFixture('async-wait');
  assert.equal([stdout, stderr, code], ['got it\n', '', 0]);
});

if (isMain(import.meta)) test.run();
