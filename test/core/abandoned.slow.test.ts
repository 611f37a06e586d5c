import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Barrier } from '../../modules/core/barrier.ts';
import { Condition } from '../../modules/core/condition.ts';
import { AbandonedLockError } from '../../modules/core/errors.ts';
import { Event } from '../../modules/core/event.ts';
import { Lock } from '../../modules/core/lock.ts';
import { isMain } from '../../modules/core/main.ts';
import { RLock } from '../../modules/core/rlock.ts';
import { Semaphore } from '../../modules/core/semaphore.ts';
import { Thread } from '../../modules/core/thread.ts';
import { reaches, rejection, sharedCells, thrown } from './helpers.ts';
import { countWaits, dropNet, inThread, within, withoutNet } from './waiting.ts';

type AnyLock = Lock | RLock;

/** How a thread leaves while it holds locks. */
type End = 'return' | 'process.exit' | 'error' | 'late error' | 'terminate';
const ends: [typeof Lock | typeof RLock, End[]][] = [
  [Lock, ['return', 'process.exit', 'error', 'late error', 'terminate']],
  [RLock, ['return', 'process.exit', 'terminate']],
];

/** Takes the locks, says so, waits for the word, and ends without releasing them. */
export function dieHolding(
  locks: AnyLock[],
  holding: Event,
  go: Event,
  end: End,
): string | Promise<never> {
  for (const lock of locks) lock.acquire();
  holding.set();
  // Parked for good, when it is to be terminated: on Deno, a thread that runs, or looks
  // again every 100 ms, would survive that until the end of the program.
  dropNet();
  go.wait();
  if (end === 'process.exit') process.exit(3);
  if (end === 'error') throw new RangeError('careless');
  if (end === 'late error') {
    setTimeout(() => {
      throw new RangeError('late');
    });
    return new Promise(() => {});
  }
  return 'returned';
}

/** A thread that holds locks; `die` lets it end in its way. */
async function holderOf(
  locks: AnyLock[],
  end: End,
): Promise<{ die(): Promise<void>; ended(): Promise<void> }> {
  const [holding, go] = [new Event(), new Event()];
  const args = [locks, holding, go, end] as Parameters<typeof dieHolding>;
  const thread = new Thread(import.meta, { target: dieHolding, args, daemon: true });
  thread.start();
  await within(holding.waitAsync());
  const joined = thread.join().then(
    () => {},
    () => {},
  );
  return {
    async die() {
      if (end === 'terminate') await thread.terminate();
      else go.set();
    },
    ended: () => within(joined),
  };
}

/** What an acquire in this thread comes to: got, or the error's name. */
export function acquireHere(lock: AnyLock | Condition, waits: Int32Array): string {
  countWaits(waits);
  try {
    lock.acquire();
  } catch (error) {
    return (error as Error).name;
  }
  lock.release();
  return 'got it';
}

export function acquireWithoutNet(lock: AnyLock, waits: Int32Array): string {
  dropNet();
  return acquireHere(lock, waits);
}

/** Whether this thread was the one to recover the lock. */
export function recoverHere(lock: AnyLock, meeting: Barrier): boolean {
  meeting.wait();
  const recovered = lock.recover();
  if (recovered) lock.release();
  return recovered;
}

export function takeHere(lock: AnyLock): void {
  using _held = lock.hold();
}

for (const [Class, ways] of ends) {
  const name = Class.name;

  for (const end of ways) {
    test(`${name}, abandoned by ${end}: those who wait and those who come get the error, until one recovers it`, async () => {
      const [lock, last, waits] = [new Class('treasure'), new Lock(), sharedCells()];
      const holder = await holderOf([lock, last], end);
      assert.not(lock.recover());
      // A thread that was not terminated marks its locks by itself, and wakes who waits.
      const alone = end !== 'terminate';
      const wait = alone ? acquireWithoutNet : acquireHere;
      const parked = [inThread(import.meta, wait, lock, waits)];
      if (lock instanceof Lock) {
        const suspend = () => lock.acquireAsync().then(String, (error) => error.name);
        parked.push(alone ? withoutNet(suspend) : suspend());
      }
      await reaches(waits, 1);
      await holder.die();
      for (const told of await Promise.all(parked)) assert.is(told, 'AbandonedLockError');
      await holder.ended();

      const later = [
        () => lock.acquire(),
        () => lock.acquire({ timeout: 50 }),
        () => lock.tryAcquire(),
        () => lock.hold(),
      ];
      for (const acquire of later) assert.instance(thrown(acquire), AbandonedLockError);
      if (lock instanceof Lock) {
        for (const rejected of [lock.acquireAsync(), lock.holdAsync({ timeout: 50 })]) {
          assert.instance(await rejection(rejected), AbandonedLockError);
        }
      }
      assert.match(
        thrown(() => lock.acquire()).message,
        new RegExp(
          `^Cannot acquire <abandoned ${name} 'treasure'.*>: the thread that held it has ` +
            'ended without releasing it; .* recover\\(\\)$',
        ),
      );
      assert.ok(lock.locked());
      assert.match(String(lock), new RegExp(`^<abandoned ${name} 'treasure'`));
      assert.throws(() => lock.release(), /does not hold it/);

      assert.ok(lock.recover());
      assert.match(String(lock), /^<locked .* owner='MainThread'/);
      assert.not(lock.recover());
      lock.release();
      assert.not(lock.locked());
      assert.ok(lock.tryAcquire());
      lock.release();
    });
  }

  test(`${name}: nothing to recover while it is free, or its owner lives`, async () => {
    const lock = new Class();
    assert.not(lock.recover());
    assert.not(lock.locked());
    lock.acquire();
    assert.not(lock.recover());
    lock.release();
    assert.not(lock.locked());
  });
}

test('Lock, abandoned: of three threads exactly one recovers it', async () => {
  const [lock, meeting] = [new Lock(), new Barrier(3)];
  const holder = await holderOf([lock], 'return');
  await holder.die();
  await holder.ended();
  const racing = [1, 2, 3].map(() => inThread(import.meta, recoverHere, lock, meeting));
  assert.is((await Promise.all(racing)).filter(Boolean).length, 1);
  assert.not(lock.locked());
});

test('Lock, recovered: those who wait for the one that mends get it afterwards', async () => {
  const [lock, waits] = [new Lock(), sharedCells()];
  const holder = await holderOf([lock], 'process.exit');
  await holder.die();
  await holder.ended();
  assert.ok(lock.recover());
  const waiting = [1, 2].map(() => inThread(import.meta, acquireWithoutNet, lock, waits));
  await reaches(waits, 2);
  lock.release();
  assert.equal(await Promise.all(waiting), ['got it', 'got it']);
});

test('Lock, abandoned: the error arrives from a thread as its class', async () => {
  const lock = new Lock();
  const holder = await holderOf([lock], 'return');
  await holder.die();
  await holder.ended();
  const error = await rejection(inThread(import.meta, takeHere, lock));
  assert.instance(error, AbandonedLockError);
});

export function recoverAndDie(lock: AnyLock, holding: Event, go: Event): boolean {
  const recovered = lock.recover();
  holding.set();
  go.wait();
  return recovered;
}

test('Lock: abandoned once more, by the thread that had recovered it', async () => {
  const [lock, waits] = [new Lock(), sharedCells()];
  const holder = await holderOf([lock], 'return');
  await holder.die();
  await holder.ended();
  const [holding, go] = [new Event(), new Event()];
  const second = inThread(import.meta, recoverAndDie, lock, holding, go);
  await within(holding.waitAsync());
  const waiting = inThread(import.meta, acquireWithoutNet, lock, waits);
  await reaches(waits, 1);
  go.set();
  assert.is(await waiting, 'AbandonedLockError');
  assert.ok(await second);
  assert.ok(lock.recover());
  lock.release();
});

test('Lock: a main thread that blocks hears of it, too', async () => {
  const lock = new Lock();
  const holder = await holderOf([lock], 'process.exit');
  await holder.die();
  assert.instance(
    thrown(() => lock.acquire()),
    AbandonedLockError,
  );
  await holder.ended();
});

for (const end of ['return', 'terminate'] as const) {
  test(`Abandoned by ${end}: every lock that the thread held, however deep, and no other`, async () => {
    const [first, deep, last, other] = [new Lock(), new RLock(), new Lock(), new Lock()];
    other.acquire();
    const holder = await holderOf([first, deep, deep, deep, last], end);
    await holder.die();
    await holder.ended();
    for (const lock of [last, deep, first]) {
      assert.instance(
        thrown(() => lock.acquire()),
        AbandonedLockError,
      );
      // One release frees it, however often its owner had taken it.
      assert.ok(lock.recover());
      lock.release();
      assert.not(lock.locked());
    }
    assert.match(String(other), /owner='MainThread'/);
    other.release();
  });
}

export function sendBack(lock: Lock): Lock {
  return lock;
}

/** Takes and releases in many ways, and throws inside a block that holds. */
export async function leaveClean(lock: Lock, deep: RLock): Promise<void> {
  // The same lock, but another object.
  const same = await inThread(import.meta, sendBack, lock);
  assert.is.not(same, lock);
  for (let i = 0; i < 3; i++) {
    lock.acquire();
    deep.acquire();
    same.release();
    deep.acquire();
    deep.release();
    deep.release();
  }
  using _held = same.hold();
  using _deep = deep.hold();
  throw new RangeError('inside');
}

test('Not abandoned: what the thread had released, also by an error that left the block', async () => {
  const [lock, deep] = [new Lock(), new RLock()];
  const error = await rejection(inThread(import.meta, leaveClean, lock, deep));
  assert.instance(error, RangeError);
  for (const free of [lock, deep]) {
    assert.not(free.locked());
    assert.ok(free.tryAcquire());
    free.release();
  }
});

export async function dieHoldingLast(
  first: Lock,
  last: Lock,
  holding: Event,
  go: Event,
): Promise<void> {
  const same = await inThread(import.meta, sendBack, first);
  first.acquire();
  last.acquire();
  same.release();
  holding.set();
  go.wait();
}

test('Abandoned: the right one of two, when the other was released as another object', async () => {
  const [first, last, waits] = [new Lock(), new Lock(), sharedCells()];
  const [holding, go] = [new Event(), new Event()];
  const dying = inThread(import.meta, dieHoldingLast, first, last, holding, go);
  await within(holding.waitAsync());
  const waiting = inThread(import.meta, acquireWithoutNet, last, waits);
  await reaches(waits, 1);
  go.set();
  assert.is(await waiting, 'AbandonedLockError');
  await dying;
  assert.not(first.locked());
});

export function takePermit(semaphore: Semaphore): void {
  semaphore.acquire();
  process.exit(0);
}

test('Not abandoned: a permit of a semaphore, which has no owner', async () => {
  const semaphore = new Semaphore(1);
  await inThread(import.meta, takePermit, semaphore);
  assert.not(semaphore.tryAcquire());
  semaphore.release();
  assert.ok(semaphore.tryAcquire());
});

/** What a wait in this thread comes to: told true or false, or the error's name. */
export function waitHere(
  condition: Condition<Lock> | Condition<RLock>,
  waits: Int32Array,
  timeout: number | undefined,
): string {
  condition.acquire();
  Atomics.add(waits, 0, 1);
  try {
    const told = condition.wait(timeout === undefined ? {} : { timeout });
    condition.release();
    return `told ${told}`;
  } catch (error) {
    return (error as Error).name;
  }
}

async function waitHereAsync(condition: Condition<Lock>): Promise<string> {
  await condition.lock.acquireAsync();
  try {
    const told = await condition.waitAsync();
    condition.release();
    return `told ${told}`;
  } catch (error) {
    return (error as Error).name;
  }
}

export function notifyAndDie(
  condition: Condition<Lock> | Condition<RLock>,
  end: 'process.exit' | 'error',
): void {
  condition.acquire();
  condition.notifyAll();
  if (end === 'process.exit') process.exit(3);
  throw new RangeError('careless');
}

export function takeAndExit(lock: AnyLock, ready: Event, go: Event): void {
  ready.set();
  go.wait();
  lock.acquire();
  process.exit(3);
}

const conditions: [
  string,
  () => Condition<Lock> | Condition<RLock>,
  'process.exit' | 'error',
][] = [
  ['a Lock', () => new Condition<Lock>(new Lock()), 'process.exit'],
  ['an RLock', () => new Condition<RLock>(new RLock()), 'error'],
];

for (const [over, create, end] of conditions) {
  test(`Condition over ${over}, abandoned: a notified wait ends with the error, and so does all that takes the lock`, async () => {
    const [condition, waits] = [create(), sharedCells()];
    const waiting = inThread(import.meta, waitHere, condition, waits, undefined);
    const suspended =
      condition.lock instanceof Lock ? [waitHereAsync(condition as Condition<Lock>)] : [];
    await reaches(waits, 1);
    await rejection(inThread(import.meta, notifyAndDie, condition, end));
    for (const told of [waiting, ...suspended]) {
      assert.is(await within(told), 'AbandonedLockError');
    }
    for (const refused of [
      () => condition.acquire(),
      () => condition.tryAcquire(),
      () => condition.hold(),
    ]) {
      assert.instance(thrown(refused), AbandonedLockError);
    }
    // Who does not hold the lock can neither wait nor notify.
    assert.throws(() => condition.wait(), /take the lock of the condition first/);
    assert.throws(() => condition.notify(), /take the lock of the condition first/);
  });

  test(`Condition over ${over}, abandoned: who waits unnotified goes on waiting, and is served after a recovery`, async () => {
    const [condition, waits] = [create(), sharedCells()];
    const patient = inThread(import.meta, waitHere, condition, waits, undefined);
    await reaches(waits, 1);
    const holder = await holderOf([condition.lock], 'terminate');
    await holder.die();
    await holder.ended();
    assert.match(String(condition), /^<Condition 1 waiting/);
    assert.ok(condition.lock.recover());
    const timed = inThread(import.meta, waitHere, condition, waits, 60_000);
    // It can begin to wait only when the lock is free.
    condition.release();
    await reaches(waits, 2);
    {
      using _held = condition.hold();
      condition.notifyAll();
    }
    assert.equal(await Promise.all([patient, timed]), ['told true', 'told true']);
  });

  test(`Condition over ${over}, abandoned: a wait whose time is up ends with the error`, async () => {
    const [condition, waits] = [create(), sharedCells()];
    const [ready, go] = [new Event(), new Event()];
    const { lock } = condition;
    const dying = rejection(inThread(import.meta, takeAndExit, lock, ready, go));
    await within(ready.waitAsync());
    const timed = inThread(import.meta, waitHere, condition, waits, 500);
    await reaches(waits, 1);
    go.set();
    assert.is(await timed, 'AbandonedLockError');
    await dying;
  });
}

if (isMain(import.meta)) test.run();
