/**
 * What a schedule costs the explorer, beside the bare hand-over of a turn between threads.
 *
 *   npx tsx scripts/bench/explore.ts
 */
import { explore, type Scenario } from '../../modules/core/explore.ts';
import { Lock } from '../../modules/core/lock.ts';
import { isMain } from '../../modules/core/main.ts';
import { Queue } from '../../modules/core/queue.ts';
import { SharedValue } from '../../modules/core/shared.ts';
import { Thread } from '../../modules/core/thread.ts';
import { type Figure, inTurns, report } from '../lib/bench.ts';

const ROUNDS = 3;
const HANDOVERS = 20_000;
/** How often each thread does what it does in a schedule. */
const TIMES = 6;

interface Counter {
  counter: SharedValue;
}

export function add({ counter }: Counter): void {
  for (let i = 0; i < TIMES; i++) counter.value += 1;
}

export function addLocked({ counter }: Counter): void {
  for (let i = 0; i < TIMES; i++) {
    using _held = counter.lock.hold();
    counter.value += 1;
  }
}

const makeCounter = () => ({ counter: new SharedValue(Int32Array) });

interface Items {
  items: Queue<number>;
}

export function put({ items }: Items): void {
  for (let i = 0; i < TIMES; i++) items.put(i);
}

export function get({ items }: Items): number {
  let sum = 0;
  for (let i = 0; i < TIMES; i++) sum += items.get();
  return sum;
}

interface Shared {
  lock: Lock;
  cells: Int32Array;
}

export function lockBare({ lock, cells }: Shared): void {
  for (let i = 0; i < TIMES; i++) {
    using _held = lock.hold();
    Atomics.add(cells, 0, 1);
  }
}

const SCHEDULES = 2000;

/** Schedules a second, of the first ones of a search, once the threads are there. */
async function schedules<S extends object, R extends readonly unknown[]>(
  scenario: Scenario<S, R> & { steps?: 'atomics' },
): Promise<number> {
  const options = { ...scenario, preemptions: Number.POSITIVE_INFINITY, races: false };
  await explore(import.meta, { ...options, limit: { schedules: 100 } });
  const start = performance.now();
  // More than once, where there are fewer.
  let count = 0;
  while (count < SCHEDULES) {
    const limit = { schedules: SCHEDULES - count };
    count += (await explore(import.meta, { ...options, limit })).schedules;
  }
  return count / ((performance.now() - start) / 1000);
}

/** Each waits for its turn, and gives it to the other one. */
export function takeTurns(turns: Int32Array, me: number): number {
  const start = performance.now();
  for (let i = 0; i < HANDOVERS / 2; i++) {
    while (Atomics.load(turns, me) === 0) Atomics.wait(turns, me, 0);
    Atomics.store(turns, me, 0);
    Atomics.store(turns, 16 - me, 1);
    Atomics.notify(turns, 16 - me, 1);
  }
  return performance.now() - start;
}

/** How many a second. */
async function handOver(): Promise<number> {
  const turns = new Int32Array(new SharedArrayBuffer(4 * 17));
  turns[0] = 1;
  const threads = [0, 16].map(
    (me) => new Thread(import.meta, { target: takeTurns, args: [turns, me] }),
  );
  for (const thread of threads) thread.start();
  const times = await Promise.all(threads.map((thread) => thread.join()));
  return HANDOVERS / (Math.max(...times) / 1000);
}

const SCENARIOS: Record<string, () => Promise<number>> = {
  'Two threads, six increments each': () =>
    schedules({ make: makeCounter, threads: [add, add] }),
  'The same, each under a lock': () =>
    schedules({ make: makeCounter, threads: [addLocked, addLocked] }),
  'Six items through a queue with one place': () =>
    schedules({
      make: () => ({ items: new Queue<number>(1) }),
      threads: [put, get],
    }),
  'A lock, each Atomics operation a step': () =>
    schedules({
      make: () => ({
        lock: new Lock(),
        cells: new Int32Array(new SharedArrayBuffer(4)),
      }),
      threads: [lockBare, lockBare],
      steps: 'atomics',
    }),
};

async function* explorer(): AsyncGenerator<Figure> {
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    const figures = await inTurns(ROUNDS, { scenario, handOver });
    // To the one thread, to the other, and back to the one that explores.
    const limit = {
      name: 'three bare hand-overs, the fewest it takes',
      value: Number(figures.handOver) / 3,
    };
    yield { name, unit: '1/s', value: Number(figures.scenario), limit, peers: [] };
  }
}

if (isMain(import.meta)) await report(explorer());
