import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Barrier } from '../../modules/core/barrier.ts';
import { Condition } from '../../modules/core/condition.ts';
import { DeadlockError } from '../../modules/core/errors.ts';
import { Event } from '../../modules/core/event.ts';
import { Lock } from '../../modules/core/lock.ts';
import { isMain } from '../../modules/core/main.ts';
import { RLock } from '../../modules/core/rlock.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleep } from '../../modules/core/time.ts';
import { aWhile, reaches, rejection, sharedCells, thrown } from './helpers.ts';
import { countWaits, dropNet, endOf, inThread, stumble, within } from './waiting.ts';

type AnyLock = Lock | RLock;

const HINT = "; a hold() without 'using' is never given back";

/** What an attempt came to: '' when it got the lock, else what the DeadlockError says. */
function attempt(lock: AnyLock): string {
  try {
    lock.acquire();
  } catch (error) {
    if (error instanceof DeadlockError) return error.message;
    throw error;
  }
  lock.release();
  return '';
}

/**
 * Takes its own lock, meets the others, and then wants the next one's; so many times.
 * Whoever is refused releases what it has, or the others could not go on.
 */
export function closeCycles(
  own: AnyLock,
  next: AnyLock,
  meeting: Barrier,
  rounds: number,
): string[] {
  return Array.from({ length: rounds }, () => {
    meeting.wait();
    using _held = own.hold();
    meeting.wait();
    return attempt(next);
  });
}

/** Threads T1, T2, …, each of which wants the lock that lies so many places on. */
function startCycle(locks: AnyLock[], step: number, rounds: number): Promise<string[]>[] {
  const meeting = new Barrier(locks.length);
  return locks.map((own, i) => {
    const next = locks[(i + step) % locks.length] as AnyLock;
    const args = [own, next, meeting, rounds] as Parameters<typeof closeCycles>;
    const named = { name: `T${i + 1}`, daemon: true };
    const thread = new Thread(import.meta, { target: closeCycles, args, ...named });
    thread.start();
    return endOf(thread);
  });
}

const cycles: [string, AnyLock[], number, string][] = [
  [
    'two Locks',
    [new Lock('a'), new Lock('b')],
    1,
    'Deadlock: T1 holds a, waits for b; T2 holds b, waits for a',
  ],
  [
    'three Locks',
    [new Lock('a'), new Lock('b'), new Lock('c')],
    1,
    'Deadlock: T1 holds a, waits for b; T2 holds b, waits for c; T3 holds c, waits for a',
  ],
  [
    'five Locks, not in the order of the threads',
    [new Lock('a'), new Lock('b'), new Lock('c'), new Lock('d'), new Lock('e')],
    2,
    'Deadlock: T1 holds a, waits for c; T3 holds c, waits for e; T5 holds e, waits for b; ' +
      'T2 holds b, waits for d; T4 holds d, waits for a',
  ],
  [
    'two RLocks',
    [new RLock('a'), new RLock('b')],
    1,
    'Deadlock: T1 holds a, waits for b; T2 holds b, waits for a',
  ],
  [
    'Locks and RLocks',
    [new Lock('a'), new RLock('b'), new Lock('c')],
    2,
    'Deadlock: T1 holds a, waits for c; T3 holds c, waits for b; T2 holds b, waits for a',
  ],
];

for (const [name, locks, step, message] of cycles) {
  test(`DeadlockError: a cycle of ${name}: one thread is told all of it, the others go on`, async () => {
    const rounds = 15;
    const told = await Promise.all(startCycle(locks, step, rounds));
    for (let i = 0; i < rounds; i++) {
      assert.equal(
        told.map((messages) => messages[i]).filter((text) => text !== ''),
        [message],
      );
    }
    for (const lock of locks) assert.not(lock.locked());
  });
}

test('DeadlockError: a thread that would wait for its own Lock is told at once', async () => {
  const lock = new Lock('mine');
  lock.acquire();
  const error = thrown(() => lock.acquire());
  assert.instance(error, DeadlockError);
  assert.is(error.message, `Deadlock: MainThread holds mine, waits for mine${HINT}`);
  assert.instance(
    thrown(() => lock.hold()),
    DeadlockError,
  );
  // It is still held, once.
  assert.ok(lock.locked());
  lock.release();
  assert.not(lock.locked());
});

/** Waits once while it holds a lock, then lives on without either. */
export function waitOnceHolding(
  own: AnyLock,
  other: AnyLock,
  waits: Int32Array,
  done: Event,
  end: Event,
): void {
  countWaits(waits);
  own.acquire();
  other.acquire();
  other.release();
  own.release();
  done.set();
  end.wait();
}

test('DeadlockError: a thread that has long released a lock does not hide who holds it', async () => {
  const [a, b, waits] = [new Lock('a'), new Lock('b'), sharedCells()];
  const [done, end] = [new Event(), new Event()];
  b.acquire();
  const before = inThread(import.meta, waitOnceHolding, a, b, waits, done, end);
  await reaches(waits, 1);
  b.release();
  await within(done.waitAsync());
  const rounds = 15;
  const told = await Promise.all(startCycle([a, b], 1, rounds));
  assert.is(told.flat().filter((text) => text !== '').length, rounds);
  end.set();
  await before;
});

export function takeTwice(lock: Lock): void {
  using _held = lock.hold();
  using _again = lock.hold();
}

test('DeadlockError: arrives from a thread as its class; what it held is free again', async () => {
  const lock = new Lock('mine');
  const args: [Lock] = [lock];
  const thread = new Thread(import.meta, { target: takeTwice, args, name: 'Selfish' });
  thread.start();
  const error = await rejection(thread.join());
  assert.instance(error, DeadlockError);
  assert.is(error.message, `Deadlock: Selfish holds mine, waits for mine${HINT}`);
  assert.not(lock.locked());
});

test('DeadlockError: none for an RLock taken twice, nor for waits that end by themselves', () => {
  const [again, lock] = [new RLock(), new Lock()];
  again.acquire();
  assert.ok(again.acquire());
  again.release();
  again.release();
  lock.acquire();
  assert.not(lock.acquire({ timeout: 20 }));
  assert.not(lock.tryAcquire());
  lock.release();
});

/** Holds one lock, says so, and wants the other; how that ended. */
export function holdAndWant(
  own: AnyLock,
  other: AnyLock,
  cells: Int32Array,
  timeout: number | undefined,
): string {
  using _held = own.hold();
  countWaits(cells);
  if (timeout === undefined) return attempt(other);
  const taken = other.acquire({ timeout });
  if (taken) other.release();
  return taken ? 'taken' : 'not taken';
}

test('DeadlockError: the main thread can be part of a cycle', async () => {
  const [a, b, waits] = [new Lock('a'), new RLock('b'), sharedCells()];
  b.acquire();
  b.acquire();
  const other = inThread(import.meta, holdAndWant, a, b, waits, undefined);
  await reaches(waits, 1);
  const mine = attempt(a);
  b.release();
  b.release();
  const told = [mine, await other].filter((text) => text !== '');
  assert.is(told.length, 1);
  assert.match(
    String(told[0]),
    /^Deadlock: MainThread holds b, waits for a; .* holds a, waits for b$/,
  );
});

test('DeadlockError: a chain that hangs on a cycle is no part of it, and goes on', async () => {
  const [a, b, c, waits] = [new Lock('a'), new Lock('b'), new Lock('c'), sharedCells()];
  // Two threads in a row wait for the main thread's lock, which then closes the cycle
  // with the first of them only.
  a.acquire();
  const first = inThread(import.meta, holdAndWant, b, a, waits, undefined);
  await reaches(waits, 1);
  const second = inThread(import.meta, holdAndWant, c, b, waits, undefined);
  await reaches(waits, 2);
  const mine = attempt(b);
  a.release();
  const told = [mine, await first].filter((text) => text !== '');
  assert.is(told.length, 1);
  assert.match(String(told[0]), /^Deadlock: MainThread holds a, waits for b; [^;]*$/);
  assert.is(await second, '');
});

/**
 * Holds a lock, and at the word closes a cycle; is held up when it has published that it
 * waits, but not yet looked whether that closes one: the cycle stays closed so long.
 */
export function closeSlowly(
  own: Lock,
  other: Lock,
  holding: Event,
  word: Event,
  closing: Event,
  go: Event,
): string {
  using _held = own.hold();
  holding.set();
  word.wait();
  const { load, store } = Atomics;
  // Held up at the first word that it reads after it has written one.
  const slowLoad = (cells: Int32Array, index: number) => {
    Object.assign(Atomics, { load, store });
    closing.set();
    go.wait();
    return load(cells, index);
  };
  const arming = (cells: Int32Array, index: number, value: number) => {
    Object.assign(Atomics, { load: slowLoad });
    return store(cells, index, value);
  };
  Object.assign(Atomics, { store: arming });
  return attempt(other);
}

test('DeadlockError: only for the one that closed the cycle, however long that takes it', async () => {
  const [a, b, c, waits] = [new Lock('a'), new Lock('b'), new Lock('c'), sharedCells()];
  const [holding, word, closing, go] = [
    new Event(),
    new Event(),
    new Event(),
    new Event(),
  ];
  const args = [b, a, holding, word, closing, go] as const;
  const closer = inThread(import.meta, closeSlowly, ...args);
  await within(holding.waitAsync());
  const first = inThread(import.meta, holdAndWant, a, b, waits, undefined);
  await reaches(waits, 1);
  word.set();
  await within(closing.waitAsync());
  // Closed now. One more comes to wait from outside; it and the first keep looking.
  const outsider = inThread(import.meta, holdAndWant, c, a, waits, undefined);
  await reaches(waits, 2);
  await sleep(250);
  go.set();
  assert.match(await closer, / holds b, waits for a; .* holds a, waits for b$/);
  assert.equal(await Promise.all([first, outsider]), ['', '']);
});

/**
 * Takes a lock, and at the word wants another; is held up before the so-manyth word that
 * it writes on the way.
 */
export function wantHeldUp(
  own: AnyLock,
  other: AnyLock,
  nth: number,
  heldUp: Event,
  go: Event,
): string {
  dropNet();
  using _held = own.hold();
  const { store } = Atomics;
  let count = 0;
  const slowStore = (cells: Int32Array, index: number, value: number) => {
    if (++count === nth) {
      Object.assign(Atomics, { store });
      heldUp.set();
      go.wait();
    }
    return store(cells, index, value);
  };
  Object.assign(Atomics, { store: slowStore });
  return attempt(other);
}

export function wantAtTheWord(
  own: AnyLock,
  other: AnyLock,
  holding: Event,
  word: Event,
  waits: Int32Array,
): string {
  dropNet();
  using _held = own.hold();
  holding.set();
  word.wait();
  countWaits(waits);
  return attempt(other);
}

for (const nth of [1, 2, 3]) {
  test(`DeadlockError: found without looking again, the other one held up before word ${nth} of what it publishes`, async () => {
    const [a, b, waits] = [new Lock('a'), new RLock('b'), sharedCells()];
    const [holding, word] = [new Event(), new Event()];
    const [heldUp, go] = [new Event(), new Event()];
    const second = inThread(import.meta, wantAtTheWord, b, a, holding, word, waits);
    await within(holding.waitAsync());
    const first = inThread(import.meta, wantHeldUp, a, b, nth, heldUp, go);
    await within(heldUp.waitAsync());
    word.set();
    await reaches(waits, 1);
    go.set();
    const told = (await Promise.all([first, second])).filter((text) => text !== '');
    assert.is(told.length, 1);
  });
}

test('DeadlockError: a thousand circles of two and of three, each found at once, by one', async () => {
  for (const names of ['ab', 'abc']) {
    const locks = [...names].map((name) => new Lock(name));
    const meeting = new Barrier(locks.length);
    const told = await Promise.all(
      locks.map((own, i) => {
        const next = locks[(i + 1) % locks.length] as Lock;
        return inThread(import.meta, closeWithoutNet, own, next, meeting, 500);
      }),
    );
    for (let i = 0; i < 500; i++) {
      assert.is(told.filter((messages) => messages[i] !== '').length, 1);
    }
  }
});

/** Like {@link closeCycles}; a cycle that is not seen at once is never seen. */
export function closeWithoutNet(
  ...args: Parameters<typeof closeCycles>
): ReturnType<typeof closeCycles> {
  dropNet();
  return closeCycles(...args);
}

export function waitUnder(
  condition: Condition<Lock>,
  outer: Lock,
  ready: Event,
): string | boolean {
  using _outer = outer.hold();
  condition.acquire();
  ready.set();
  try {
    const told = condition.wait();
    condition.release();
    return told;
  } catch (error) {
    return (error as Error).message;
  }
}

test('DeadlockError: taking the lock again after a wait can close a cycle, too', async () => {
  const condition = new Condition(new Lock('inner'));
  const [outer, ready] = [new Lock('outer'), new Event()];
  const thread = inThread(import.meta, waitUnder, condition, outer, ready);
  await ready.waitAsync();
  condition.acquire();
  condition.notify();
  const mine = attempt(outer);
  condition.release();
  const told = [mine, await thread].filter((text) => typeof text === 'string' && text);
  assert.is(told.length, 1);
  assert.match(
    String(told[0]),
    /^Deadlock: MainThread holds inner, waits for outer; .* holds outer, waits for inner$/,
  );
});

for (const Class of [Lock, RLock]) {
  test(`No false alarm: a wait with a timeout for a ${Class.name} opens the cycle by itself`, async () => {
    const [a, b, waits] = [new Lock('a'), new Class('b'), sharedCells()];
    b.acquire();
    const timed = inThread(import.meta, holdAndWant, a, b, waits, 200);
    await reaches(waits, 1);
    // Without a time limit of its own: it goes on when the other has given up.
    assert.is(attempt(a), '');
    assert.is(await timed, 'not taken');
    b.release();
  });
}

test("No false alarm: async waits of the main thread's tasks are no links of a cycle", async () => {
  const [a, b, waits] = [new Lock('a'), new Lock('b'), sharedCells()];
  await a.acquireAsync();
  const thread = inThread(import.meta, holdAndWant, b, a, waits, undefined);
  await reaches(waits, 1);
  // The thread waits for this one's lock, and one task here for the thread's …
  const task = b.acquireAsync();
  await aWhile();
  // … but another task can still release it.
  a.release();
  assert.is(await within(thread), '');
  assert.ok(await within(task));
  b.release();
});

test('No false alarm: tasks of one loop that wait for each other are not seen; time ends it', async () => {
  const [a, b] = [new Lock(), new Lock()];
  const holdBoth = async (first: Lock, second: Lock) => {
    using _first = await first.holdAsync();
    const taken = await second.acquireAsync({ timeout: 50 });
    if (taken) second.release();
    return taken;
  };
  // One gives up, and that may be in time for the other; or both do.
  const taken = await Promise.all([holdBoth(a, b), holdBoth(b, a)]);
  assert.ok(taken.includes(false));
  assert.not(a.locked());
  assert.not(b.locked());
});

/** Takes two locks in their order, again and again; how often. */
export function takeInOrder(
  locks: AnyLock[],
  meeting: Barrier,
  seed: number,
  ms: number,
): number {
  meeting.wait();
  if (seed % 2 === 0) stumble(seed);
  const end = performance.now() + ms;
  let times = 0;
  for (let random = seed; performance.now() < end; times++) {
    random = (Math.imul(random, 1103515245) + 12345) >>> 0;
    const low = (random >>> 8) % (locks.length - 1);
    const high = low + 1 + ((random >>> 16) % (locks.length - 1 - low));
    using _low = locks[low]?.hold();
    using _high = locks[high]?.hold();
    // The wrong way round is allowed with a time limit.
    if (random % 5 === 0 && locks[0]?.acquire({ timeout: 0.1 })) locks[0].release();
  }
  return times;
}

test('No false alarm: four threads that hand locks on, always in one order', async () => {
  const locks = [new Lock(), new RLock(), new Lock(), new RLock()];
  const meeting = new Barrier(4);
  const times = await Promise.all(
    [1, 2, 3, 4].map((seed) =>
      inThread(import.meta, takeInOrder, locks, meeting, seed, 400),
    ),
  );
  assert.ok(times.every((count) => count > 0));
  for (const lock of locks) assert.not(lock.locked());
});

/** Takes each lock of a ring while it holds the one before it; what it was told. */
export function goRound(
  ring: Lock[],
  meeting: Barrier,
  start: number,
  laps: number,
): string[] {
  meeting.wait();
  if (start % 2 === 0) stumble(start);
  const told: string[] = [];
  for (let i = start; i < start + laps; i++) {
    using _held = ring[i % ring.length]?.hold();
    const text = attempt(ring[(i + 1) % ring.length] as Lock);
    if (text !== '') told.push(text);
  }
  return told;
}

test('DeadlockError: in a ring of three locks and four threads each one is found, and none is made up', async () => {
  const [ring, meeting] = [['a', 'b', 'c'].map((name) => new Lock(name)), new Barrier(4)];
  const told = await Promise.all(
    [1, 2, 3, 4].map((start) =>
      inThread(import.meta, goRound, ring, meeting, start, 400),
    ),
  );
  // How many there were is chance; but all have come to their end, and there is only one
  // way to be stuck: three threads, each with one lock.
  const links = (text: string) =>
    [...text.matchAll(/holds (\w), waits for (\w)/g)]
      .map(([, held, wanted]) => `${held}${wanted}`)
      .sort();
  for (const text of told.flat()) assert.equal(links(text), ['ab', 'bc', 'ca']);
  for (const lock of ring) assert.not(lock.locked());
});

if (isMain(import.meta)) test.run();
