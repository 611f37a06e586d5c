/** Deadlocks in every schedule: exactly one thread is told, at once, and never without one. */
import { test } from 'uvu';
import { DeadlockError } from '../../modules/core/errors.ts';
import { Event } from '../../modules/core/event.ts';
import { Lock } from '../../modules/core/lock.ts';
import { isMain } from '../../modules/core/main.ts';
import { RLock } from '../../modules/core/rlock.ts';
import { scenarios } from './scenario.ts';

const scenario = scenarios(import.meta);

interface Shared {
  a: Lock | RLock;
  b: Lock | RLock;
  c: Lock | RLock;
}

const make = () => ({ a: new Lock('a'), b: new Lock('b'), c: new Lock('c') });
const makeRLocks = () => ({ a: new RLock('a'), b: new RLock('b'), c: new RLock('c') });

/** Takes one lock under the other; tells of a deadlock. */
function take(outer: Lock | RLock, inner: Lock | RLock): string {
  using _outer = outer.hold();
  try {
    using _inner = inner.hold();
    return '';
  } catch (error) {
    if (error instanceof DeadlockError) return error.message;
    throw error;
  }
}

export function takeAB({ a, b }: Shared): string {
  return take(a, b);
}

export function takeBA({ a, b }: Shared): string {
  return take(b, a);
}

export function takeBC({ b, c }: Shared): string {
  return take(b, c);
}

export function takeCA({ a, c }: Shared): string {
  return take(c, a);
}

export function takeAA({ a }: Shared): string {
  return take(a, a);
}

export function takeA({ a }: Shared): string {
  using _held = a.hold();
  return '';
}

export function takeBThenAInTime({ a, b }: Shared): string {
  using _outer = b.hold();
  if (a.acquire({ timeout: 10 })) a.release();
  return '';
}

export function takeTwiceAThenB({ a, b }: Shared): string {
  using _outer = a.hold();
  return take(a, b);
}

export function takeBThenA({ a, b }: Shared): string {
  for (const lock of [b, a]) {
    using _held = lock.hold();
  }
  return '';
}

const makeMeeting = () => ({ ...make(), there: new Event(), over: new Event() });
type Meeting = ReturnType<typeof makeMeeting>;

export function letWaitForB({ a, b, there, over }: Meeting): string {
  {
    using _held = b.hold();
    there.wait();
  }
  over.wait();
  return take(b, a);
}

/** Takes the second lock when its wait for the first one is over. */
export function waitForBThenTakeA({ a, b, there, over }: Meeting): string {
  there.set();
  {
    using _held = b.hold();
  }
  using _held = a.hold();
  over.set();
  return '';
}

/** Whether at most one is told, in these words. */
const atMostOne =
  (words: string) =>
  ({ shared, results }: { shared: Shared; results: readonly string[] }) => {
    const told = results.filter(Boolean);
    const { a, b, c } = shared;
    const free = [a, b, c].every((lock) => !lock.locked());
    return free && told.length <= 1 && told.every((each) => each === words);
  };

const none = ({ results }: { results: readonly string[] }) => !results.some(Boolean);

const OF_TWO = 'Deadlock: Worker-1 holds a, waits for b; Worker-2 holds b, waits for a';
const OF_THREE =
  'Deadlock: Worker-1 holds a, waits for b; Worker-2 holds b, waits for c; Worker-3 holds c, waits for a';

scenario('deadlock: of 2', {
  make,
  threads: [takeAB, takeBA],
  check: atMostOne(OF_TWO),
  // Both see it only if each is held up.
  bound: 3,
});
scenario('deadlock: of 2 RLocks', {
  make: makeRLocks,
  threads: [takeTwiceAThenB, takeBA],
  check: atMostOne(OF_TWO),
});
scenario('deadlock: of 3', {
  make,
  threads: [takeAB, takeBC, takeCA],
  check: atMostOne(OF_THREE),
});
scenario('deadlock: of 2, beside one that only waits', {
  make,
  threads: [takeAB, takeBA, takeA],
  check: atMostOne(OF_TWO),
});
scenario('deadlock: with oneself', {
  make,
  threads: [takeAA, takeA],
  check: ({ results }) => /^Deadlock: Worker-1 holds a, waits for a/.test(results[0]),
});
scenario('deadlock: none where the order is the same', {
  make,
  threads: [takeAB, takeAB],
  check: none,
});
scenario('deadlock: none in a chain that is no circle', {
  make,
  threads: [takeAB, takeBC, takeA],
  check: none,
});
scenario('deadlock: none where the locks come one after the other', {
  make,
  threads: [takeAB, takeBThenA],
  check: none,
});
scenario('deadlock: none from a wait that is over', {
  make: makeMeeting,
  threads: [letWaitForB, waitForBThenTakeA],
  check: none,
});
scenario('deadlock: none where a wait ends by itself', {
  make,
  threads: [takeAB, takeBThenAInTime],
  check: none,
});
scenario('deadlock: of 3, as operations', {
  make,
  threads: [takeAB, takeBC, takeCA],
  check: atMostOne(OF_THREE),
  steps: 'operations',
});

if (isMain(import.meta)) test.run();
