/** A Condition in every schedule: it wakes exactly those who are meant, and forgets nobody. */
import { test } from 'uvu';
import { Condition } from '../../modules/core/condition.ts';
import { isMain } from '../../modules/core/main.ts';
import { SharedValue } from '../../modules/core/shared.ts';
import { scenarios } from './scenario.ts';

const scenario = scenarios(import.meta);

interface Shared {
  changed: Condition;
  /** How many wait, or how many items there are; changed under the lock alone. */
  count: SharedValue;
}

const make = () => ({ changed: new Condition(), count: new SharedValue(Int32Array) });

/** Tells whether it was notified. */
export function waitInTime({ changed, count }: Shared): number {
  using _held = changed.hold();
  count.value += 1;
  const notified = changed.wait({ timeout: 10 });
  count.value -= 1;
  return Number(notified);
}

/** Tells how many have to be notified by it. */
function notify({ changed, count }: Shared, n: number): number {
  using _held = changed.hold();
  changed.notify(n);
  return Math.min(n, count.value);
}

export function notifyOne(shared: Shared): number {
  return notify(shared, 1);
}

export function notifyTwo(shared: Shared): number {
  return notify(shared, 2);
}

export function notifyAll(shared: Shared): number {
  using _held = shared.changed.hold();
  shared.changed.notifyAll();
  return shared.count.value;
}

/** Notifies who may be notified already: then the next one is meant. */
export function notifyOneTwice({ changed, count }: Shared): number {
  using _held = changed.hold();
  changed.notify();
  changed.notify();
  return Math.min(2, count.value);
}

export function takeItem({ changed, count }: Shared): void {
  using _held = changed.hold();
  changed.waitFor(() => count.value > 0);
  count.value -= 1;
}

export function takeItemNested(shared: Shared): void {
  using _held = shared.changed.hold();
  takeItem(shared);
}

export function putItem({ changed, count }: Shared): void {
  using _held = changed.hold();
  count.value += 1;
  changed.notify();
}

export function putTwoItems({ changed, count }: Shared): void {
  using _held = changed.hold();
  count.value += 2;
  changed.notifyAll();
}

/** Of those who waited, as many were notified as the last thread says. */
const exactly = ({ results }: { results: readonly number[] }) => {
  const woken = results.slice(0, -1).reduce((sum, each) => sum + each, 0);
  return woken === results.at(-1);
};

const nothingLeft = ({ shared }: { shared: Shared }) =>
  shared.count.value === 0 &&
  shared.changed.places.waiting() === 0 &&
  !shared.changed.lock.locked();

scenario('condition: in time, or notified', {
  make,
  threads: [waitInTime, notifyOne],
  check: exactly,
});
scenario('condition: notify() wakes one of 2', {
  make,
  threads: [waitInTime, waitInTime, notifyOne],
  check: exactly,
  bound: 1,
});
scenario('condition: notify(2) wakes 2', {
  make,
  threads: [waitInTime, waitInTime, notifyTwo],
  check: exactly,
  bound: 1,
});
scenario('condition: notify() twice wakes 2', {
  make,
  threads: [waitInTime, waitInTime, notifyOneTwice],
  check: exactly,
  bound: 1,
});
scenario('condition: notifyAll() wakes all', {
  make,
  threads: [waitInTime, waitInTime, notifyAll],
  check: exactly,
  bound: 1,
});
scenario('condition: an item for one that waits for it', {
  make,
  threads: [takeItem, putItem],
  check: nothingLeft,
});
scenario('condition: all of a nested lock is given back', {
  make,
  threads: [takeItemNested, putItem],
  check: nothingLeft,
});
scenario('condition: 2 items for 2', {
  make,
  threads: [takeItem, takeItem, putTwoItems],
  check: nothingLeft,
  bound: 1,
});
scenario('condition: 2 that put, 2 that take, as operations', {
  make,
  threads: [takeItem, takeItem, putItem, putItem],
  check: nothingLeft,
  steps: 'operations',
});

if (isMain(import.meta)) test.run();
