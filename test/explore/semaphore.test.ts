/** Semaphores in every schedule: no permit too many, none lost, and whoever waits gets one. */
import { test } from 'uvu';
import { isMain } from '../../modules/core/main.ts';
import { BoundedSemaphore, Semaphore } from '../../modules/core/semaphore.ts';
import { SharedValue } from '../../modules/core/shared.ts';
import { scenarios } from './scenario.ts';

const scenario = scenarios(import.meta);

interface Shared {
  permits: Semaphore;
  inside: SharedValue;
}

const withPermits = (value: number) => () => ({
  permits: new Semaphore(value),
  inside: new SharedValue(Int32Array),
});

/** The most that were inside, as this thread has seen it. */
function visit({ inside, permits }: Shared): number {
  const most = inside.add(1) + 1;
  inside.add(-1);
  permits.release();
  return most;
}

export function enter(shared: Shared): number {
  shared.permits.acquire();
  return visit(shared);
}

export function enterTwice(shared: Shared): number {
  return Math.max(enter(shared), enter(shared));
}

export function enterInTime(shared: Shared): number {
  return shared.permits.acquire({ timeout: 10 }) ? visit(shared) : 0;
}

export function enterAtOnce(shared: Shared): number {
  return shared.permits.tryAcquire() ? visit(shared) : 0;
}

export function take({ permits }: Shared): void {
  permits.acquire();
}

export function takeInTime({ permits }: Shared): number {
  return Number(permits.acquire({ timeout: 10 }));
}

export function releaseOne({ permits }: Shared): void {
  permits.release();
}

export function releaseTwo({ permits }: Shared): void {
  permits.release(2);
}

interface Bounded {
  permits: BoundedSemaphore;
}

/** Tells whether it was one too many. */
export function releaseOrThrow({ permits }: Bounded): number {
  try {
    permits.release();
    return 0;
  } catch (error) {
    if (error instanceof RangeError) return 1;
    throw error;
  }
}

/** So many were inside at the most, and all permits are back. */
const neverOver =
  (limit: number) =>
  ({ shared, results }: { shared: Shared; results: readonly number[] }) =>
    Math.max(...results) <= limit && shared.permits.level === limit;

/** So many permits are left when the time of a thread was up, one less when it was not. */
const left =
  (value: number) =>
  ({ shared, results }: { shared: Shared; results: readonly unknown[] }) =>
    shared.permits.level === value - Number(results[0]);

scenario('semaphore: 2 threads, 1 permit', {
  make: withPermits(1),
  threads: [enterTwice, enterTwice],
  check: neverOver(1),
});
scenario('semaphore: 3 threads, 1 permit', {
  make: withPermits(1),
  threads: [enter, enter, enter],
  check: neverOver(1),
});
scenario('semaphore: 3 threads, 2 permits', {
  make: withPermits(2),
  threads: [enter, enter, enter],
  check: neverOver(2),
});
scenario('semaphore: one in time, one at once', {
  make: withPermits(1),
  threads: [enter, enterInTime, enterAtOnce],
  check: neverOver(1),
});
scenario('semaphore: 2 permits wake 2', {
  make: withPermits(0),
  threads: [take, take, releaseTwo],
  check: ({ shared }) => shared.permits.level === 0,
});
scenario('semaphore: a permit that comes too late stays, or goes to the other', {
  make: withPermits(0),
  threads: [takeInTime, take, releaseTwo],
  check: left(1),
});
scenario('semaphore: 2 that release, 1 in time', {
  make: withPermits(0),
  threads: [takeInTime, releaseOne, releaseOne],
  check: left(2),
});
scenario('bounded semaphore: exactly one release too many', {
  make: () => {
    const permits = new BoundedSemaphore(2);
    permits.acquire();
    return { permits };
  },
  threads: [releaseOrThrow, releaseOrThrow],
  check: ({ shared, results }) =>
    results[0] + results[1] === 1 && shared.permits.level === 2,
});

if (isMain(import.meta)) test.run();
