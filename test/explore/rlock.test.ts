/** An RLock in every schedule: free when it was released as often as it was taken. */
import { test } from 'uvu';
import { isMain } from '../../modules/core/main.ts';
import { RLock } from '../../modules/core/rlock.ts';
import { SharedValue } from '../../modules/core/shared.ts';
import { scenarios } from './scenario.ts';

const scenario = scenarios(import.meta);

interface Shared {
  lock: RLock;
  count: SharedValue;
}

const make = () => ({ lock: new RLock('lock'), count: new SharedValue(Int32Array) });

export function once({ lock, count }: Shared): void {
  lock.acquire();
  count.value += 1;
  lock.release();
}

export function nested(shared: Shared): void {
  shared.lock.acquire();
  once(shared);
  // Still held: another thread that counts now would be a data race.
  shared.count.value += 1;
  shared.lock.release();
}

export function inTime({ lock, count }: Shared): number {
  if (!lock.acquire({ timeout: 10 })) return 0;
  lock.acquire({ timeout: 10 });
  count.value += 1;
  lock.release();
  lock.release();
  return 1;
}

const counted =
  (times: number) =>
  ({ shared }: { shared: Shared }) =>
    shared.count.value === times && !shared.lock.locked();

scenario('rlock: 2 threads, nested', {
  make,
  threads: [nested, nested],
  check: counted(4),
});
scenario('rlock: 3 threads', { make, threads: [nested, once, once], check: counted(4) });
scenario('rlock: one in time', {
  make,
  threads: [nested, inTime],
  check: ({ shared, results }) => counted(2 + results[1])({ shared }),
});
scenario('rlock: 3 threads, nested, as operations', {
  make,
  threads: [nested, nested, nested],
  check: counted(6),
  steps: 'operations',
});

if (isMain(import.meta)) test.run();
