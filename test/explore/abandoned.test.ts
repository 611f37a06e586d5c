/** Owners that end in every schedule: who waits is told, and one of them mends it. */
import { test } from 'uvu';
import { Condition } from '../../modules/core/condition.ts';
import { AbandonedLockError } from '../../modules/core/errors.ts';
import { Lock } from '../../modules/core/lock.ts';
import { isMain } from '../../modules/core/main.ts';
import { RLock } from '../../modules/core/rlock.ts';
import { SharedValue } from '../../modules/core/shared.ts';
import { scenarios } from './scenario.ts';

const scenario = scenarios(import.meta);

interface Shared {
  lock: Lock | RLock;
  count: SharedValue;
}

const withLock = (make: () => Lock | RLock) => () => ({
  lock: make(),
  count: new SharedValue(Int32Array),
});
const make = withLock(() => new Lock('lock'));
const makeRLock = withLock(() => new RLock('lock'));

/** Ends without giving the lock back. */
export function leaveBehind({ lock, count }: Shared): void {
  if (!taken(lock, count)) lock.recover();
}

export function leaveBehindTwice({ lock, count }: Shared): void {
  if (taken(lock, count)) lock.acquire();
}

function taken(lock: Lock | RLock, count: SharedValue, timeout?: number): boolean {
  try {
    if (!lock.acquire(timeout === undefined ? undefined : { timeout })) return false;
    count.value += 1;
    return true;
  } catch (error) {
    if (error instanceof AbandonedLockError) return false;
    throw error;
  }
}

/** Counts under the lock; tells how often it had to mend it. */
export function countAndMend({ lock, count }: Shared): number {
  let mended = 0;
  while (!taken(lock, count)) {
    if (!lock.recover()) continue;
    mended++;
    lock.release();
  }
  lock.release();
  return mended;
}

export function countInTime({ lock, count }: Shared): number {
  if (!taken(lock, count, 10)) return 0;
  lock.release();
  return 1;
}

/** Somebody mended it exactly once, or nobody came after the one who left it. */
const mendedOnce = ({
  shared,
  results,
}: {
  shared: Shared;
  results: readonly unknown[];
}) => {
  const mended = results.reduce<number>((sum, each) => sum + Number(each ?? 0), 0);
  return (
    shared.count.value === results.length && mended === (shared.lock.locked() ? 0 : 1)
  );
};

interface Changed {
  changed: Condition;
}

/** Tells how its wait has ended. */
export function waitForChange({ changed }: Changed): string {
  try {
    changed.acquire();
    const notified = changed.wait({ timeout: 10 });
    changed.release();
    return notified ? 'notified' : 'late';
  } catch (error) {
    return (error as Error).name;
  }
}

export function notifyAndLeave({ changed }: Changed): void {
  changed.acquire();
  changed.notify();
}

scenario('abandoned: one mends it', {
  make,
  threads: [leaveBehind, countAndMend],
  check: mendedOnce,
});
scenario('abandoned: one of 2 mends it', {
  make,
  threads: [leaveBehind, countAndMend, countAndMend],
  check: mendedOnce,
});
scenario('abandoned: an RLock, taken twice', {
  make: makeRLock,
  threads: [leaveBehindTwice, countAndMend],
  check: mendedOnce,
});
scenario('abandoned: by 2, one after the other', {
  make,
  threads: [leaveBehind, leaveBehind, countAndMend],
  check: ({ results }) => results[2] <= 2,
});
scenario('abandoned: a wait with a time', {
  make,
  threads: [leaveBehind, countInTime],
  check: ({ shared, results }) =>
    shared.lock.locked() && shared.count.value === 1 + results[1],
});
scenario('abandoned: the lock of a condition', {
  make: () => ({ changed: new Condition() }),
  threads: [waitForChange, notifyAndLeave],
  check: ({ shared, results }) =>
    shared.changed.lock.locked() &&
    shared.changed.places.waiting() === 0 &&
    results[0] !== 'notified',
});

if (isMain(import.meta)) test.run();
