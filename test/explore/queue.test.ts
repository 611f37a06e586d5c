/** Queues in every schedule: each item once, in the order of its producer; nobody forgotten. */
import { test } from 'uvu';
import { isMain } from '../../modules/core/main.ts';
import {
  LifoQueue,
  PriorityQueue,
  Queue,
  QueueEmptyError,
  QueueFullError,
  QueueShutDownError,
} from '../../modules/core/queue.ts';
import { scenarios } from './scenario.ts';

const scenario = scenarios(import.meta);

interface Shared {
  items: Queue<number>;
}

/** A queue with some items in it. */
const holding =
  (items: number[], maxsize = 0) =>
  () => {
    const queue = new Queue<number>(maxsize);
    for (const item of items) queue.put(item);
    return { items: queue };
  };
const make = holding([]);

const ENDED = -1;

/** Does it; tells when time was up, or the queue was shut down. */
function unlessEnded(action: () => number): number {
  try {
    return action();
  } catch (error) {
    const ends = [QueueEmptyError, QueueFullError, QueueShutDownError];
    if (ends.some((End) => error instanceof End)) return ENDED;
    throw error;
  }
}

function put({ items }: Shared, item: number, options?: { timeout: number }): number {
  return unlessEnded(() => {
    items.put(item, options);
    return item;
  });
}

export function putOne(shared: Shared): number {
  return put(shared, 1);
}

export function putTwo(shared: Shared): number {
  return put(shared, 2);
}

export function putOneTwo(shared: Shared): number[] {
  return [put(shared, 1), put(shared, 2)];
}

export function putThreeFour(shared: Shared): number[] {
  return [put(shared, 3), put(shared, 4)];
}

export function putThreeInTime(shared: Shared): number {
  return put(shared, 3, { timeout: 10 });
}

export function putOneAtOnce(shared: Shared): number {
  return put(shared, 1, { timeout: 0 });
}

export function putTwoAtOnce(shared: Shared): number {
  return put(shared, 2, { timeout: 0 });
}

export function getOne({ items }: Shared): number {
  return unlessEnded(() => items.get());
}

export function getTwo(shared: Shared): number[] {
  return [getOne(shared), getOne(shared)];
}

export function getFour(shared: Shared): number[] {
  return [...getTwo(shared), ...getTwo(shared)];
}

export function getInTime({ items }: Shared): number {
  return unlessEnded(() => items.get({ timeout: 10 }));
}

export function getAtOnce({ items }: Shared): number {
  return unlessEnded(() => items.getNowait());
}

export function shutDown({ items }: Shared): void {
  items.shutdown();
}

export function shutDownAtOnce({ items }: Shared): void {
  items.shutdown({ immediate: true });
}

export function raiseLimit({ items }: Shared): void {
  items.maxsize = 2;
}

/** Calls one that waits to put, and takes the room away again, for a while. */
export function getAndLimitAndGet({ items }: Shared): void {
  items.get();
  items.maxsize = 1;
  items.get();
}

export function work({ items }: Shared): void {
  items.get();
  items.taskDone();
}

/** Tells whether all was done, and that it was. */
export function join({ items }: Shared): boolean {
  return items.join() && items.empty();
}

export function joinInTime({ items }: Shared): boolean {
  return items.join({ timeout: 10 });
}

interface Run {
  shared: Shared;
  results: readonly unknown[];
}

/** Whether the items of each producer have come in their order. */
const inTheirOrder = ({ results }: Run) => {
  const came = results.at(-1) as number[];
  const [first, second] = [
    came.filter((each) => each < 3),
    came.filter((each) => each > 2),
  ];
  return first.join() === '1,2' && second.join() === '3,4';
};

/** What is left in it. */
function rest({ items }: Shared): number[] {
  return Array.from({ length: items.qsize() }, () => items.get({ timeout: 0 }));
}

/** Whether what went in, as the first so many threads say, came out once, or is there. */
const eachOnce =
  (producers: number, ...first: number[]) =>
  ({ shared, results }: Run) => {
    const numbers = (some: readonly unknown[]) =>
      some.flat().filter((each) => typeof each === 'number' && each !== ENDED);
    const went = [...first, ...numbers(results.slice(0, producers))].sort().join();
    const came = numbers(results.slice(producers));
    return [...came, ...rest(shared)].sort().join() === went;
  };

const nobodyIsLeft = ({ items }: Shared) =>
  items.getters.waiting() === 0 && items.putters.waiting() === 0;

scenario('queue: an item for one that waits', {
  make,
  threads: [putOne, getOne],
  check: (run) => eachOnce(1)(run) && run.results[1] === 1,
});
scenario('queue: 2 items in their order', {
  make,
  threads: [putOneTwo, getTwo],
  check: ({ results }) => results[1].join() === '1,2',
});
scenario('queue: 2 items through a queue for 1', {
  make: holding([], 1),
  threads: [putOneTwo, getTwo],
  check: ({ results }) => results[1].join() === '1,2',
});
scenario('queue: 2 producers, 1 consumer', {
  make,
  threads: [putOne, putTwo, getTwo],
  check: eachOnce(2),
});
scenario('queue: 2 producers, each in its order', {
  make,
  threads: [putOneTwo, putThreeFour, getFour],
  check: inTheirOrder,
  bound: 1,
});
scenario('queue: 1 producer, 2 consumers', {
  make,
  threads: [putOneTwo, getOne, getOne],
  check: eachOnce(1),
  bound: 1,
});
scenario('queue: 2 producers at a full queue', {
  make: holding([0], 1),
  threads: [putOne, putTwo, getTwo],
  check: eachOnce(2, 0),
  bound: 1,
});
scenario('queue: a get in time', {
  make,
  threads: [putOne, getInTime],
  check: eachOnce(1),
});
scenario('queue: a get in time before another one', {
  make,
  threads: [putOneTwo, getInTime, getOne],
  check: (run) => eachOnce(1)(run) && run.results[2] !== ENDED,
  bound: 1,
});
scenario('queue: a put in time', {
  make: holding([0], 1),
  threads: [putThreeInTime, getOne],
  check: (run) => eachOnce(1, 0)(run) && run.results[1] === 0,
});
scenario('queue: a put in time before another one', {
  make: holding([0], 1),
  threads: [putThreeInTime, putOne, getTwo],
  check: (run) => eachOnce(2, 0)(run) && run.results[1] === 1,
  bound: 1,
});
scenario('queue: one that does not wait', {
  make: holding([0]),
  threads: [putOne, getAtOnce, getAtOnce],
  check: (run) => eachOnce(1, 0)(run) && run.results.includes(0),
  bound: 1,
});
scenario('queue: two that do not wait, and an item for each', {
  make: holding([0, 1]),
  threads: [getAtOnce, getAtOnce],
  check: ({ results }) => results.join() === '0,1' || results.join() === '1,0',
});
scenario('queue: two that do not wait, and a place for each', {
  make: holding([0], 3),
  threads: [putOneAtOnce, putTwoAtOnce],
  check: ({ shared }) => rest(shared).sort().join() === '0,1,2',
});
scenario('queue: shutdown() tells who gets', {
  make,
  threads: [putOne, getTwo, shutDown],
  check: (run) =>
    eachOnce(1)(run) && nobodyIsLeft(run.shared) && rest(run.shared).length === 0,
  bound: 1,
});
scenario('queue: what was put before shutdown() comes out', {
  make,
  threads: [putOne, getOne, shutDown],
  check: ({ results }) => results[0] === results[1],
  bound: 1,
});
scenario('queue: shutdown() tells who puts', {
  make: holding([0], 1),
  threads: [putOne, shutDown],
  check: ({ shared, results }) =>
    results[0] === ENDED && nobodyIsLeft(shared) && rest(shared).join() === '0',
});
scenario('queue: shutdown({ immediate }) leaves nothing', {
  make: holding([0]),
  threads: [getOne, joinInTime, shutDownAtOnce],
  check: ({ shared, results }) =>
    shared.items.empty() && nobodyIsLeft(shared) && [0, ENDED].includes(results[0]),
  bound: 1,
});
scenario('queue: a higher limit lets one in', {
  make: holding([0], 1),
  threads: [putOne, raiseLimit],
  check: ({ shared }) => rest(shared).join() === '0,1',
});
scenario('queue: one that was called in vain is called again', {
  make: holding([0, 0], 2),
  threads: [putOne, getAndLimitAndGet],
  check: ({ shared }) => rest(shared).join() === '1',
});
scenario('queue: join() waits for all', {
  make: holding([0]),
  threads: [work, join],
  check: ({ results }) => results[1],
});
scenario('queue: join() waits for both', {
  make: holding([0, 0]),
  threads: [work, work, join],
  check: ({ results }) => results[2],
  bound: 1,
});
scenario('stack: each item once', {
  make: () => ({ items: new LifoQueue<number>() }),
  threads: [putOneTwo, getTwo],
  check: eachOnce(1),
});
scenario('queue: 2 producers, 2 consumers, as operations', {
  make: holding([], 1),
  threads: [putOneTwo, putThreeInTime, getOne, getOne],
  check: eachOnce(2),
  steps: 'operations',
});

interface Urgent {
  items: PriorityQueue<string>;
}

export function putUrgent({ items }: Urgent): void {
  items.put([1, 'urgent']);
}

export function putLater({ items }: Urgent): void {
  items.put([2, 'later']);
}

export function getBoth({ items }: Urgent): string[] {
  return [items.get()[1], items.get()[1]];
}

scenario('priority queue: each item once', {
  make: () => ({ items: new PriorityQueue<string>() }),
  threads: [putLater, putUrgent, getBoth],
  check: ({ results }) => [...results[2]].sort().join() === 'later,urgent',
  bound: 1,
});

if (isMain(import.meta)) test.run();
