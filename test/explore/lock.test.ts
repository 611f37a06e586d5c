/** A Lock in every schedule: one thread at a time, and whoever waits gets it. */
import { test } from 'uvu';
import { Lock } from '../../modules/core/lock.ts';
import { isMain } from '../../modules/core/main.ts';
import { SharedValue } from '../../modules/core/shared.ts';
import { scenarios } from './scenario.ts';

const scenario = scenarios(import.meta);

interface Shared {
  lock: Lock;
  /** Changed under the lock alone: an increment that is lost, or a data race, shows. */
  count: SharedValue;
}

const make = () => ({ lock: new Lock('lock'), count: new SharedValue(Int32Array) });

function countUnderLock({ lock, count }: Shared): void {
  count.value += 1;
  lock.release();
}

export function once(shared: Shared): void {
  shared.lock.acquire();
  countUnderLock(shared);
}

export function twice(shared: Shared): void {
  once(shared);
  once(shared);
}

export function inTime(shared: Shared): number {
  const taken = shared.lock.acquire({ timeout: 10 });
  if (taken) countUnderLock(shared);
  return Number(taken);
}

export function atOnce(shared: Shared): number {
  const taken = shared.lock.tryAcquire();
  if (taken) countUnderLock(shared);
  return Number(taken);
}

/** The lock is free, and was held so often. */
const counted =
  (times: number) =>
  ({ shared }: { shared: Shared }) =>
    shared.count.value === times && !shared.lock.locked();

scenario('lock: 2 threads', { make, threads: [once, once], check: counted(2) });
scenario('lock: 2 threads, twice', { make, threads: [twice, twice], check: counted(4) });
scenario('lock: 3 threads', { make, threads: [once, once, once], check: counted(3) });
scenario('lock: one in time', {
  make,
  threads: [once, inTime],
  check: ({ shared, results }) => counted(1 + results[1])({ shared }),
});
scenario('lock: a wake-up that comes too late is handed on', {
  make,
  threads: [once, inTime, once],
  check: ({ shared, results }) => counted(2 + results[1])({ shared }),
});
scenario('lock: one does not wait', {
  make,
  threads: [twice, atOnce],
  check: ({ shared, results }) => counted(2 + results[1])({ shared }),
});
scenario('lock: 3 threads, twice, as operations', {
  make,
  threads: [twice, twice, twice],
  check: counted(6),
  steps: 'operations',
});

if (isMain(import.meta)) test.run();
