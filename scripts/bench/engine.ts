/**
 * What a job costs that does nothing: in a thread of this program, and through a queue on a
 * Redis server.
 *
 *   npx tsx scripts/bench/engine.ts
 *   REDIS_URL=redis://127.0.0.1:6390 npx tsx scripts/bench/engine.ts    BullMQ, too
 */
import { Redis } from 'ioredis';
import { Piscina } from 'piscina';
import type { Engine } from '../../modules/06/engine/contract.ts';
import { openEngine } from '../../modules/06/engine/engine.ts';
import { isMain } from '../../modules/core/main.ts';
import { map } from '../../modules/core/pool-map.ts';
import { print } from '../../modules/core/print.ts';
import { workerOptions } from '../../modules/core/worker-file.ts';
import { type Figure, inTurns, measured, python, report } from '../lib/bench.ts';

const ROUNDS = 3;
const JOBS = 1_000;
const ONE_BY_ONE = 200;
const WORKERS = 2;
const numbers = Array.from({ length: JOBS }, (_, i) => i);

export function same(n: number): number {
  return n;
}

/** Microseconds for each of so many jobs. */
async function usEach(jobs: number, run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return ((performance.now() - start) * 1e3) / jobs;
}

const together = (engine: Engine) => usEach(JOBS, () => engine.map(same, numbers));

const oneByOne = (engine: Engine) =>
  usEach(ONE_BY_ONE, async () => {
    for (const n of numbers.slice(0, ONE_BY_ONE)) await engine.submit(same, n);
  });

const pythonPool = (body: string) => `
import concurrent.futures, time
def same(n): return n
with concurrent.futures.ProcessPoolExecutor(${WORKERS}) as pool:
    list(pool.map(same, range(100)))
    start = time.perf_counter()
    ${body}
    print((time.perf_counter() - start) * 1e6 / jobs)`;

async function* pools(pool: Engine): AsyncGenerator<Figure> {
  const filename = import.meta.url;
  const threads = { minThreads: WORKERS, maxThreads: WORKERS };
  await using bare = new Piscina({
    filename,
    name: 'same',
    ...threads,
    ...workerOptions,
  });
  await bare.run(0);

  const many = await inTurns(ROUNDS, {
    engine: () => together(pool),
    bare: () => usEach(JOBS, () => Promise.all(numbers.map((n) => bare.run(n)))),
    chunks: () => usEach(JOBS, () => map(bare, import.meta, same, numbers)),
    python: () => python(pythonPool(`jobs = ${JOBS}; list(pool.map(same, range(jobs)))`)),
  });
  yield {
    name: 'pool, a job of a map of 1,000',
    unit: 'µs',
    value: Number(many.engine),
    limit: { name: 'bare Piscina', value: Number(many.bare) },
    peers: measured({
      "the core's map, in chunks": many.chunks,
      'CPython, ProcessPoolExecutor.map': many.python,
    }),
  };

  const single = await inTurns(ROUNDS, {
    engine: () => oneByOne(pool),
    bare: () =>
      usEach(ONE_BY_ONE, async () => {
        for (const n of numbers.slice(0, ONE_BY_ONE)) await bare.run(n);
      }),
    python: () =>
      python(
        pythonPool(
          `jobs = ${ONE_BY_ONE}\n    for n in range(jobs): pool.submit(same, n).result()`,
        ),
      ),
  });
  yield {
    name: 'pool, a job after the other',
    unit: 'µs',
    value: Number(single.engine),
    limit: { name: 'bare Piscina', value: Number(single.bare) },
    peers: measured({ 'CPython, ProcessPoolExecutor.submit': single.python }),
  };
}

async function* queues(pool: Engine, url: string): AsyncGenerator<Figure> {
  await using bullmq = await openEngine(import.meta, {
    engine: 'bullmq',
    workers: WORKERS,
  });
  const [client, other] = [new Redis(url), new Redis(url)];
  const list = `bench-${process.pid}`;
  await together(bullmq);

  const many = await inTurns(ROUNDS, {
    engine: () => together(bullmq),
    // Nothing can be taken out of a Redis by less than this: in all at once, out one by one.
    list: () =>
      usEach(JOBS, async () => {
        await client.rpush(list, ...numbers);
        for (const _ of numbers) await other.blpop(list, 1);
      }),
    pool: () => together(pool),
  });
  yield {
    name: 'bullmq, a job of a map of 1,000',
    unit: 'µs',
    value: Number(many.engine),
    limit: { name: 'a bare list in Redis, RPUSH and BLPOP', value: Number(many.list) },
    peers: measured({ pool: many.pool }),
  };

  const single = await inTurns(ROUNDS, {
    engine: () => oneByOne(bullmq),
    list: () =>
      usEach(ONE_BY_ONE, async () => {
        for (const n of numbers.slice(0, ONE_BY_ONE)) {
          await client.rpush(list, n);
          await other.blpop(list, 1);
        }
      }),
    pool: () => oneByOne(pool),
  });
  yield {
    name: 'bullmq, a job after the other',
    unit: 'µs',
    value: Number(single.engine),
    limit: { name: 'a bare list in Redis, RPUSH and BLPOP', value: Number(single.list) },
    peers: measured({ pool: single.pool }),
  };
  client.disconnect();
  other.disconnect();
}

async function* engines(): AsyncGenerator<Figure> {
  await using pool = await openEngine(import.meta, { engine: 'pool', workers: WORKERS });
  await together(pool);
  yield* pools(pool);
  const { REDIS_URL } = process.env;
  if (REDIS_URL) yield* queues(pool, REDIS_URL);
  else print('Without REDIS_URL: nothing of BullMQ');
}

if (isMain(import.meta)) await report(engines());
