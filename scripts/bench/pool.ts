/**
 * What a pool brings: how much faster it is on long work, from which size of task on it
 * pays, and how many small tasks it gets through.
 *
 *   npx tsx scripts/bench/pool.ts
 */
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { isMain } from '../../modules/core/main.ts';
import { Pipe, type PipeEnd } from '../../modules/core/pipe.ts';
import { map } from '../../modules/core/pool-map.ts';
import { Process } from '../../modules/core/process.ts';
import { Thread } from '../../modules/core/thread.ts';
import { workerOptions } from '../../modules/core/worker-file.ts';
import { type Figure, inTurns, measured, python, report } from '../lib/bench.ts';

const WORKERS = availableParallelism();
const ROUNDS = 5;

/** Long work: so many pieces of some 40 ms. */
const PIECES = 12 * WORKERS;
const PIECE = 20_000_000;

/** Small tasks, with a message each and in chunks. */
const SINGLE = 20_000;
const CHUNKED = 1_000_000;

/** The largest task, of some 2 ms, for which the pool is given a chance to pay. */
const LARGEST = 1_000_000;

/** Computes without touching memory, of which cores have none to themselves. */
export function spin(times: number): number {
  let x = 1;
  for (let i = 0; i < times; i++) x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d) + i;
  return x;
}

export function square(n: number): number {
  return n * n;
}

/** A process that spins whenever it is told to. */
export async function spinOnDemand(end: PipeEnd<number>): Promise<void> {
  for await (const times of end) await end.send(spin(times));
}

/** The least that a worker can be: numbers in, squares out, until the other end closes. */
export async function squareForPort(port: MessagePort): Promise<void> {
  port.on('message', (numbers: number[]) => port.postMessage(numbers.map(square)));
  await once(port, 'close');
}

/** Milliseconds that it takes. */
async function ms(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const loop = (tasks: number, times: number) => {
  for (let i = 0; i < tasks; i++) spin(times);
};

/** Each item in a message of its own. */
function runEach(pool: Piscina, name: string, items: number[]): Promise<unknown> {
  return Promise.all(items.map((item) => pool.run(item, { name })));
}

/** How many times as fast as a loop a pool is, and processes that take the same pieces. */
async function speedUps(pool: Piscina) {
  const ends = Array.from({ length: WORKERS }, () => {
    const { left, right } = new Pipe<number>();
    new Process(import.meta, { target: spinOnDemand, args: [right] }).start();
    return left;
  });
  const byProcesses = () => {
    let left = PIECES;
    return Promise.all(
      ends.map(async (end) => {
        while (left-- > 0) {
          await end.send(PIECE);
          await end.receive();
        }
      }),
    );
  };
  await byProcesses();
  const figures = await inTurns(ROUNDS, {
    loop: () => ms(() => loop(PIECES, PIECE)),
    pool: () => ms(() => runEach(pool, 'spin', Array(PIECES).fill(PIECE))),
    processes: () => ms(byProcesses),
  });
  for (const end of ends) end.close();
  const { pool: pooled, processes } = figures;
  return {
    pool: Number(figures.loop) / Number(pooled),
    processes: Number(figures.loop) / Number(processes),
  };
}

/**
 * How long a task has to take, in µs, for the pool to beat a loop. Found by halving the
 * distance between one that is too small and one that is large enough; undefined where no
 * size is, as on one core.
 */
async function breakEven(
  run: (items: number[]) => Promise<unknown>,
): Promise<number | undefined> {
  let [small, large] = [10, LARGEST];
  const msEach = (await ms(() => loop(1, PIECE))) / PIECE;
  while (large > 1.1 * small) {
    const times = Math.round(Math.sqrt(small * large));
    // Some 50 ms for the loop, but not more than fits well into a list.
    const tasks = Math.min(Math.ceil(50 / (times * msEach)), 200_000);
    const items = Array(tasks).fill(times);
    const figures = await inTurns(5, {
      loop: () => ms(() => loop(tasks, times)),
      pool: () => ms(() => run(items)),
    });
    if (Number(figures.pool) < Number(figures.loop)) large = times;
    else small = times;
  }
  return large < LARGEST ? large * msEach * 1000 : undefined;
}

/** Thousands of tasks a second over bare ports, so many in a message. */
async function overPorts(count: number, chunk: number): Promise<number> {
  const ports = Array.from({ length: WORKERS }, () => {
    const { port1, port2 } = new MessageChannel();
    new Thread(import.meta, { target: squareForPort, args: [port2] }).start();
    return port1;
  });
  const squareAll = () =>
    new Promise<void>((done) => {
      let left = count;
      const onMessage = (squares: number[]) => {
        left -= squares.length;
        if (left <= 0) done();
      };
      for (const port of ports) port.removeAllListeners().on('message', onMessage);
      for (let i = 0; i < count; i += chunk) {
        const numbers = Array.from({ length: chunk }, (_, k) => i + k);
        ports[(i / chunk) % WORKERS]?.postMessage(numbers);
      }
    });
  await squareAll();
  const figure = count / (await ms(squareAll));
  for (const port of ports) port.close();
  return figure;
}

const pythonMap = (count: number, chunkSize?: number) => `
import multiprocessing, time
def square(n): return n * n
with multiprocessing.get_context('fork').Pool(${WORKERS}) as pool:
    pool.map(square, range(1000))
    start = time.perf_counter()
    pool.map(square, range(${count}), chunksize=${chunkSize ?? 'None'})
    print(${count} / (time.perf_counter() - start) / 1000)`;

async function* pools(): AsyncGenerator<Figure> {
  await using pool = new Piscina({
    filename: import.meta.url,
    minThreads: WORKERS,
    maxThreads: WORKERS,
    ...workerOptions,
  });
  const spinInChunks = (items: number[]) => map(pool, import.meta, spin, items);
  // Starts the workers, and lets them compile what is measured.
  loop(WORKERS, PIECE);
  await runEach(pool, 'spin', Array(4 * WORKERS).fill(PIECE));

  const { pool: faster, processes } = await speedUps(pool);
  yield {
    name: `Pool of ${WORKERS}, long tasks, against a loop`,
    unit: 'times',
    value: faster,
    limit: { name: 'as many processes, the same pieces', value: processes },
    peers: [],
  };

  const each = await breakEven((items) => runEach(pool, 'spin', items));
  const inChunks = await breakEven(spinInChunks);
  if (each !== undefined) {
    yield {
      name: 'Pool pays for tasks from, a message each',
      unit: 'µs',
      value: each,
      peers: measured({ 'in chunks, core/pool-map': inChunks }),
    };
  }

  const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
  const [few, many] = [numbers(SINGLE), numbers(CHUNKED)];
  const single = await inTurns(ROUNDS, {
    pool: async () => SINGLE / (await ms(() => runEach(pool, 'square', few))),
    ports: () => overPorts(SINGLE, 1),
    python: () => python(pythonMap(SINGLE, 1)),
  });
  yield {
    name: 'Small tasks through a pool, a message each',
    unit: 'thousand/s',
    value: Number(single.pool),
    limit: { name: 'bare postMessage, there and back', value: Number(single.ports) },
    peers: measured({ 'CPython, Pool.map, chunksize=1': single.python }),
  };

  const chunk = CHUNKED / (4 * WORKERS);
  const chunked = await inTurns(ROUNDS, {
    map: async () => CHUNKED / (await ms(() => map(pool, import.meta, square, many))),
    ports: () => overPorts(CHUNKED, chunk),
    python: () => python(pythonMap(CHUNKED)),
  });
  yield {
    name: 'Small tasks through a pool, in chunks, core/pool-map',
    unit: 'thousand/s',
    value: Number(chunked.map),
    limit: { name: 'bare postMessage, the same chunks', value: Number(chunked.ports) },
    peers: measured({ 'CPython, Pool.map': chunked.python }),
  };
}

if (isMain(import.meta)) await report(pools());
