/**
 * What locks cost: alone, between two threads, and on the event loop.
 *
 *   npx tsx scripts/bench/locks.ts
 */
import { Barrier } from '../../modules/core/barrier.ts';
import { Lock } from '../../modules/core/lock.ts';
import { isMain } from '../../modules/core/main.ts';
import { Thread } from '../../modules/core/thread.ts';
import { type Figure, inTurns, measured, python, report } from '../lib/bench.ts';

const ROUNDS = 7;
const TIMES = 1_000_000;

/** Nanoseconds for each run of the body, which is a loop of its own: nothing is called. */
function nsEach(loop: (times: number) => void): number {
  const start = performance.now();
  loop(TIMES);
  return ((performance.now() - start) * 1e6) / TIMES;
}

async function nsEachAsync(loop: (times: number) => Promise<void>): Promise<number> {
  const start = performance.now();
  await loop(TIMES / 10);
  return ((performance.now() - start) * 1e6) / (TIMES / 10);
}

/** Milliseconds on one clock for all threads. */
const now = () => performance.timeOrigin + performance.now();

export function incrementLocked(
  lock: Lock,
  counter: Int32Array,
  ready: Barrier,
): number[] {
  ready.wait();
  const start = now();
  for (let i = 0; i < TIMES; i++) {
    lock.acquire();
    counter[0] = (counter[0] as number) + 1;
    lock.release();
  }
  return [start, now()];
}

export function incrementAtomically(
  _: Lock,
  counter: Int32Array,
  ready: Barrier,
): number[] {
  ready.wait();
  const start = now();
  for (let i = 0; i < TIMES; i++) Atomics.add(counter, 0, 1);
  return [start, now()];
}

/** How long two threads take together, from the first's start to the last one's end. */
async function msOfTwo(target: typeof incrementLocked): Promise<number> {
  const [lock, ready] = [new Lock(), new Barrier(2)];
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const threads = [1, 2].map(
    () => new Thread(import.meta, { target, args: [lock, counter, ready] }),
  );
  for (const thread of threads) thread.start();
  const times = await Promise.all(threads.map((thread) => thread.join()));
  if (counter[0] !== 2 * TIMES) throw new Error(`Lost updates: ${counter[0]}`);
  return Math.max(...times.flat()) - Math.min(...times.flat());
}

/** So many tasks of one thread hand a lock on. */
const TASKS = 10;

/** Nanoseconds for each turn of tasks that all want it, of which each takes it in order. */
async function nsEachTurn(turn: () => Promise<void>): Promise<number> {
  const turns = TIMES / 100 / TASKS;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: TASKS }, async () => {
      for (let i = 0; i < turns; i++) await turn();
    }),
  );
  return ((performance.now() - start) * 1e6) / (turns * TASKS);
}

/** The least that hands on in order: each waits for the promise of who came before it. */
function chain() {
  let last = Promise.resolve();
  return (work: () => Promise<void>) => {
    last = last.then(work);
    return last;
  };
}

const pythonLock = `
import threading, time
lock = threading.Lock()
start = time.perf_counter()
for _ in range(${TIMES}):
    with lock: pass
print((time.perf_counter() - start) * 1e9 / ${TIMES})`;

const pythonTwoThreads = `
import threading, time
lock, n = threading.Lock(), 0
ready = threading.Barrier(3)
def work():
    global n
    ready.wait()
    for _ in range(${TIMES}):
        with lock: n += 1
threads = [threading.Thread(target=work) for _ in range(2)]
for t in threads: t.start()
ready.wait()
start = time.perf_counter()
for t in threads: t.join()
print((time.perf_counter() - start) * 1e3)`;

const pythonTwoProcesses = `
import multiprocessing as mp, time
def work(value, ready):
    ready.wait()
    for _ in range(${TIMES / 10}):
        with value.get_lock(): value.value += 1
value, ready = mp.Value('i', 0), mp.Barrier(3)
ps = [mp.Process(target=work, args=(value, ready)) for _ in range(2)]
for p in ps: p.start()
ready.wait()
start = time.perf_counter()
for p in ps: p.join()
print((time.perf_counter() - start) * 1e3 * 10)`;

const pythonAsync = `
import asyncio, time
async def main():
    lock = asyncio.Lock()
    start = time.perf_counter()
    for _ in range(${TIMES / 10}):
        async with lock: pass
    print((time.perf_counter() - start) * 1e9 / ${TIMES / 10})
asyncio.run(main())`;

const pythonTurns = `
import asyncio, time
async def work(lock):
    for _ in range(${TIMES / 100 / TASKS}):
        async with lock: await asyncio.sleep(0)
async def main():
    lock = asyncio.Lock()
    start = time.perf_counter()
    await asyncio.gather(*[work(lock) for _ in range(${TASKS})])
    print((time.perf_counter() - start) * 1e9 / ${TIMES / 100})
asyncio.run(main())`;

async function* locks(): AsyncGenerator<Figure> {
  const lock = new Lock();
  const cells = new Int32Array(new SharedArrayBuffer(4));
  const alone = await inTurns(ROUNDS, {
    lock: () =>
      nsEach((times) => {
        for (let i = 0; i < times; i++) {
          lock.acquire();
          lock.release();
        }
      }),
    atomics: () =>
      nsEach((times) => {
        for (let i = 0; i < times; i++) {
          Atomics.compareExchange(cells, 0, 0, 1);
          Atomics.compareExchange(cells, 0, 1, 0);
        }
      }),
    python: () => python(pythonLock),
  });
  yield {
    name: 'acquire + release, nobody else wants it',
    unit: 'ns',
    value: Number(alone.lock),
    limit: { name: 'two bare Atomics operations', value: Number(alone.atomics) },
    peers: measured({ 'CPython, with lock': alone.python }),
  };

  const two = await inTurns(3, {
    lock: () => msOfTwo(incrementLocked),
    atomics: () => msOfTwo(incrementAtomically),
    threading: () => python(pythonTwoThreads),
    multiprocessing: () => python(pythonTwoProcesses),
  });
  yield {
    name: '2 threads, 1,000,000 locked increments each',
    unit: 'ms',
    value: Number(two.lock),
    limit: { name: 'Atomics.add, without a lock', value: Number(two.atomics) },
    peers: measured({
      'CPython, threading.Lock': two.threading,
      'CPython, multiprocessing.Value': two.multiprocessing,
    }),
  };

  const loop = await inTurns(ROUNDS, {
    lock: () =>
      nsEachAsync(async (times) => {
        for (let i = 0; i < times; i++) {
          await lock.acquireAsync();
          lock.release();
        }
      }),
    await: () =>
      nsEachAsync(async (times) => {
        const nothing = Promise.resolve();
        for (let i = 0; i < times; i++) await nothing;
      }),
    asyncio: () => python(pythonAsync),
  });
  yield {
    name: 'acquireAsync + release, nobody else wants it',
    unit: 'ns',
    value: Number(loop.lock),
    limit: { name: 'one await', value: Number(loop.await) },
    peers: measured({ 'CPython, asyncio.Lock': loop.asyncio }),
  };

  const inOrder = chain();
  const turns = await inTurns(3, {
    lock: () =>
      nsEachTurn(async () => {
        await lock.acquireAsync();
        await Promise.resolve();
        lock.release();
      }),
    chain: () => nsEachTurn(() => inOrder(() => Promise.resolve())),
    asyncio: () => python(pythonTurns),
  });
  yield {
    name: '10 tasks hand on a lock, first come, first served',
    unit: 'ns',
    value: Number(turns.lock),
    limit: { name: 'a chain of promises', value: Number(turns.chain) },
    peers: measured({ 'CPython, asyncio.Lock': turns.asyncio }),
  };
}

if (isMain(import.meta)) await report(locks());
