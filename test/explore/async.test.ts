/**
 * The asynchronous faces in every schedule, beside threads that block: who comes first is
 * served first, and a wait that is aborted takes nothing along.
 */
import { test } from 'uvu';
import { Barrier, BrokenBarrierError } from '../../modules/core/barrier.ts';
import { Condition } from '../../modules/core/condition.ts';
import { Event } from '../../modules/core/event.ts';
import { Lock } from '../../modules/core/lock.ts';
import { isMain } from '../../modules/core/main.ts';
import { Queue } from '../../modules/core/queue.ts';
import { Semaphore } from '../../modules/core/semaphore.ts';
import { SharedValue } from '../../modules/core/shared.ts';
import { scenarios } from './scenario.ts';

const scenario = scenarios(import.meta);

const ABORTED = 'aborted';

/** What it resolves to; {@link ABORTED} when its signal was faster, at any time. */
async function unlessAborted<T>(
  action: (options: { signal: AbortSignal }) => Promise<T>,
): Promise<T | typeof ABORTED> {
  const signal = AbortSignal.timeout(10);
  try {
    return await action({ signal });
  } catch (error) {
    if (error === signal.reason) return ABORTED;
    throw error;
  }
}

interface Locked {
  lock: Lock;
  count: SharedValue;
}

const makeLock = () => ({ lock: new Lock('lock'), count: new SharedValue(Int32Array) });

export function count({ lock, count }: Locked): void {
  lock.acquire();
  count.value += 1;
  lock.release();
}

export async function countTwice({ lock, count }: Locked): Promise<string> {
  let order = '';
  const task = async (name: string) => {
    await lock.acquireAsync();
    order += name;
    count.value += 1;
    lock.release();
  };
  await Promise.all([task('a'), task('b')]);
  return order;
}

export async function countUnlessAborted({ lock, count }: Locked): Promise<number> {
  const taken = await unlessAborted((options) => lock.acquireAsync(options));
  if (taken === ABORTED) return 0;
  count.value += 1;
  lock.release();
  return 1;
}

scenario('async lock: tasks in their order, beside a thread', {
  make: makeLock,
  threads: [countTwice, count],
  check: ({ shared, results }) => shared.count.value === 3 && results[0] === 'ab',
});
scenario('async lock: an abort', {
  make: makeLock,
  threads: [countUnlessAborted, count],
  check: ({ shared, results }) => shared.count.value === 1 + results[0],
});
scenario('async lock: an aborted wait hands its wake-up on', {
  make: makeLock,
  threads: [countUnlessAborted, count, count],
  check: ({ shared, results }) => shared.count.value === 2 + results[0],
});

interface Permits {
  permits: Semaphore;
}

const makePermits = () => ({ permits: new Semaphore(0) });

export async function takeUnlessAborted({ permits }: Permits): Promise<number> {
  const taken = await unlessAborted((options) => permits.acquireAsync(options));
  return Number(taken !== ABORTED);
}

export function take({ permits }: Permits): void {
  permits.acquire();
}

export function release({ permits }: Permits): void {
  permits.release();
}

export function releaseTwo({ permits }: Permits): void {
  permits.release(2);
}

scenario('async semaphore: an abort takes no permit', {
  make: makePermits,
  threads: [takeUnlessAborted, release],
  check: ({ shared, results }) => shared.permits.level === 1 - results[0],
});
scenario('async semaphore: an aborted wait hands its wake-up on', {
  make: makePermits,
  threads: [takeUnlessAborted, take, releaseTwo],
  check: ({ shared, results }) => shared.permits.level === 1 - results[0],
});

interface Flag {
  event: Event;
}

export async function waitBoth({ event }: Flag): Promise<unknown[]> {
  return Promise.all([
    event.waitAsync(),
    unlessAborted((options) => event.waitAsync(options)),
  ]);
}

export function set({ event }: Flag): void {
  event.set();
  event.clear();
  event.set();
}

interface Signals extends Flag {
  there: Event;
}

/** Says that it is there when it waits already. */
export async function waitThenSaySo({ event, there }: Signals): Promise<boolean> {
  const waits = event.waitAsync();
  there.set();
  return waits;
}

export function setAndClearWhenThere({ event, there }: Signals): void {
  there.wait();
  event.set();
  event.clear();
}

scenario('async event: set() ends a wait, also when clear() follows', {
  make: () => ({ event: new Event(), there: new Event() }),
  threads: [waitThenSaySo, setAndClearWhenThere],
  check: ({ results }) => results[0],
});
scenario('async event: one waits, one is aborted', {
  make: () => ({ event: new Event() }),
  threads: [waitBoth, set],
  check: ({ results: [[one, other]] }) =>
    one === true && [true, ABORTED].includes(other as string),
});

interface Changed {
  changed: Condition<Lock>;
  waiting: SharedValue;
  there: Event;
}

const makeChanged = () => ({
  changed: new Condition(new Lock('lock')),
  waiting: new SharedValue(Int32Array),
  there: new Event(),
});

/** Tells whether it was notified. */
export async function waitUnlessAborted(shared: Changed): Promise<number> {
  const { changed, waiting } = shared;
  await changed.lock.acquireAsync();
  waiting.value += 1;
  const how = await unlessAborted((options) => changed.waitAsync(options));
  waiting.value -= 1;
  changed.lock.release();
  return Number(how === true);
}

/** Tells how many have to be notified by it. */
export function notifyOne({ changed, waiting }: Changed): number {
  using _held = changed.hold();
  changed.notify();
  return Math.min(1, waiting.value);
}

scenario('async condition: an abort', {
  make: makeChanged,
  threads: [waitUnlessAborted, notifyOne],
  check: ({ shared, results }) =>
    results[0] <= results[1] && shared.changed.places.waiting() === 0,
});

/** The notification that one of two has got goes to the other one: by itself, or by hand. */
export async function waitOrPassOn({ changed }: Changed): Promise<void> {
  await changed.lock.acquireAsync();
  const how = await unlessAborted((options) => changed.waitAsync(options));
  if (how !== ABORTED) changed.notify();
  changed.lock.release();
}

export function waitThere({ changed, there }: Changed): void {
  using _held = changed.hold();
  there.set();
  changed.wait();
}

export function notifyWhenThere({ changed, there }: Changed): void {
  there.wait();
  using _held = changed.hold();
  changed.notify();
}

scenario('async condition: an aborted wait hands its notification on', {
  make: makeChanged,
  threads: [waitOrPassOn, waitThere, notifyWhenThere],
  check: ({ shared }) =>
    shared.changed.places.waiting() === 0 && !shared.changed.lock.locked(),
  bound: 1,
});

interface Meeting {
  barrier: Barrier;
}

const makeMeeting = () => ({ barrier: new Barrier(2) });

/** Its number in the round, or why it has none. */
export async function meetUnlessAborted({ barrier }: Meeting): Promise<unknown> {
  try {
    return await unlessAborted((options) => barrier.waitAsync(options));
  } catch (error) {
    if (error instanceof BrokenBarrierError) return error.name;
    throw error;
  }
}

export function meetInTime({ barrier }: Meeting): unknown {
  try {
    return barrier.wait({ timeout: 10 });
  } catch (error) {
    if (error instanceof BrokenBarrierError) return error.name;
    throw error;
  }
}

export async function meetTwice({ barrier }: Meeting): Promise<number[]> {
  return Promise.all([barrier.waitAsync(), barrier.waitAsync()]);
}

/** All have passed that were in a round, and nobody is counted who is gone. */
const bothOrNone = ({
  shared,
  results,
}: {
  shared: Meeting;
  results: readonly unknown[];
}) => {
  const passed = results.filter((each) => typeof each === 'number');
  return passed.length % 2 === 0 && shared.barrier.waiting === 0;
};

scenario('async barrier: 2 tasks of one thread', {
  make: makeMeeting,
  threads: [meetTwice],
  check: ({ results }) => results[0].join() === '0,1',
});
scenario('async barrier: an abort as the last one comes', {
  make: makeMeeting,
  threads: [meetUnlessAborted, meetInTime],
  check: bothOrNone,
});
scenario('async barrier: an abort beside 2 others', {
  make: makeMeeting,
  threads: [meetUnlessAborted, meetInTime, meetInTime],
  check: bothOrNone,
});

interface Items {
  items: Queue<number>;
}

const makeItems = (maxsize: number) => () => ({ items: new Queue<number>(maxsize) });

export async function getUnlessAborted({ items }: Items): Promise<unknown> {
  return unlessAborted((options) => items.getAsync(options));
}

export async function getTwice({ items }: Items): Promise<number[]> {
  return Promise.all([items.getAsync(), items.getAsync()]);
}

export async function putUnlessAborted({ items }: Items): Promise<unknown> {
  const put = await unlessAborted((options) => items.putAsync(2, options));
  return put === ABORTED ? ABORTED : 2;
}

export function get({ items }: Items): number {
  return items.get();
}

export function put({ items }: Items): void {
  items.put(1);
}

export function putTwo({ items }: Items): void {
  items.put(1);
  items.put(2);
}

scenario('async queue: tasks get in their order', {
  make: makeItems(0),
  threads: [getTwice, putTwo],
  check: ({ results }) => results[0].join() === '1,2',
});
interface Line extends Items {
  there: Event;
}

/** Says that it is there when it waits already. */
export async function getThenSaySo({ items, there }: Line): Promise<number> {
  const item = items.getAsync();
  there.set();
  return item;
}

export function getAfterIt({ items, there }: Line): number {
  there.wait();
  return items.get();
}

export function putTwoAfterIt({ items, there }: Line): void {
  there.wait();
  putTwo({ items });
}

scenario('async queue: who waits longest gets the first, whichever thread', {
  make: () => ({ ...makeItems(0)(), there: new Event() }),
  threads: [getThenSaySo, getAfterIt, putTwoAfterIt],
  check: ({ results }) => results[0] === 1 && results[1] === 2,
  bound: 1,
});
scenario('async queue: an aborted get takes nothing', {
  make: makeItems(0),
  threads: [getUnlessAborted, put],
  check: ({ shared, results }) =>
    shared.items.qsize() === (results[0] === ABORTED ? 1 : 0),
});
scenario('async queue: an aborted get leaves the item to the next one', {
  make: makeItems(0),
  threads: [getUnlessAborted, get, putTwo],
  check: ({ shared, results }) =>
    shared.items.qsize() === (results[0] === ABORTED ? 1 : 0),
  bound: 1,
});
scenario('async queue: an aborted put puts nothing', {
  make: () => {
    const made = makeItems(1)();
    made.items.put(0);
    return made;
  },
  threads: [putUnlessAborted, get],
  check: ({ shared, results }) =>
    results[1] === 0 && shared.items.qsize() === (results[0] === ABORTED ? 0 : 1),
});

if (isMain(import.meta)) test.run();
