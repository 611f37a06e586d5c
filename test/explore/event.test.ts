/** An Event in every schedule: a set() wakes all who wait, also when clear() follows. */
import { test } from 'uvu';
import { Event } from '../../modules/core/event.ts';
import { isMain } from '../../modules/core/main.ts';
import { scenarios } from './scenario.ts';

const scenario = scenarios(import.meta);

interface Shared {
  event: Event;
}

const make = () => ({ event: new Event() });
const makeTwo = () => ({ event: new Event(), back: new Event() });
type Two = ReturnType<typeof makeTwo>;

export function wait({ event }: Shared): boolean {
  return event.wait();
}

export function waitInTime({ event }: Shared): boolean {
  return event.wait({ timeout: 10 });
}

export function set({ event }: Shared): void {
  event.set();
}

export function setAndClear({ event }: Shared): void {
  event.set();
  event.clear();
}

export function setAndClearTwice(shared: Shared): void {
  setAndClear(shared);
  setAndClear(shared);
}

/** Each set() of the other one ends one wait here. */
export function answer({ event, back }: Two): void {
  for (let i = 0; i < 2; i++) {
    event.wait();
    event.clear();
    back.set();
  }
}

export function ask({ event, back }: Two): void {
  for (let i = 0; i < 2; i++) {
    event.set();
    back.wait();
    back.clear();
  }
}

/** Says it was there, so that set() and clear() come while it waits, or before. */
export function waitThere({ event, back }: Two): boolean {
  back.set();
  return event.wait({ timeout: 10 });
}

export function setForWhoIsThere({ event, back }: Two): void {
  back.wait();
  event.set();
  event.clear();
}

export function waitClearWait({ event }: Shared): boolean {
  event.wait();
  event.clear();
  return event.wait({ timeout: 10 });
}

const isSet = ({ shared }: { shared: Shared }) => shared.event.isSet();
const isUnset = ({ shared }: { shared: Shared }) => !shared.event.isSet();

scenario('event: all wake up', { make, threads: [wait, wait, set], check: isSet });
scenario('event: 2 that set', { make, threads: [wait, set, set], check: isSet });
scenario('event: in time or not', {
  make,
  threads: [waitInTime, wait, set],
  check: isSet,
});
scenario('event: set and clear leave it unset', {
  make,
  threads: [waitInTime, waitInTime, setAndClearTwice],
  check: isUnset,
});
scenario('event: set() and clear() of 2 threads', {
  make,
  threads: [waitInTime, setAndClear, setAndClear],
  check: isUnset,
});
scenario('event: one set ends one wait', {
  make,
  threads: [waitClearWait, set],
  check: ({ results }) => results[0] === false,
});
scenario('event: to and fro', { make: makeTwo, threads: [answer, ask], check: isUnset });
scenario('event: a set() that clear() follows', {
  make: makeTwo,
  threads: [waitThere, setForWhoIsThere],
  check: isUnset,
});

if (isMain(import.meta)) test.run();
