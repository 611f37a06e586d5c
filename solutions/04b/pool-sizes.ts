/**
 * Ten squares with two, four and eight workers — the same results, and nothing gained.
 *
 * In Python: Pool(2), Pool(4) and Pool(8), timed. Often the times fall, and are read as "more
 * workers are faster". But if the clock starts when a pool is up, what is left to measure is
 * noise.
 * Here: both are timed, the start and the squares. Ten multiplications take less than a
 * microsecond, and to ask a worker for one of them takes many times that. So it is fastest
 * without any pool, and more workers only take longer to start. A pool pays for work that
 * takes milliseconds: see prime-processor.ts.
 */
import { isMainThread, threadId } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { Barrier } from '../../modules/core/barrier.ts';
import { isMain } from '../../modules/core/main.ts';
import { map, starmap } from '../../modules/core/pool-map.ts';
import { print } from '../../modules/core/print.ts';
import { SharedValue } from '../../modules/core/shared.ts';
import { stopwatch } from '../../modules/core/time.ts';
import { workerOptions } from '../../modules/core/worker-file.ts';

const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** Returns when all workers of the pool are up, and says which one this is. */
export function arrive(meet: Barrier): number {
  meet.wait({ timeout: 15_000 });
  return threadId;
}

export function square(n: number, done: SharedValue): number {
  using _held = done.lock.hold();
  if (!isMainThread) done.value += 1;
  return n * n;
}

type Measured = {
  workers: number;
  squares: number[];
  startMs: number;
  jobMs: number;
  done: number;
};

async function measure(size: number): Promise<Measured> {
  const start = stopwatch();
  await using pool = new Piscina({
    filename: import.meta.url,
    minThreads: size,
    maxThreads: size,
    ...workerOptions,
  });
  const meet = new Barrier(size);
  const ids = await map(pool, import.meta, arrive, Array(size).fill(meet));
  const workers = new Set(ids).size;
  const startMs = start.ms();

  const done = new SharedValue(Int32Array, 0);
  const job = stopwatch();
  const args = NUMBERS.map((n): Parameters<typeof square> => [n, done]);
  const squares = await starmap(pool, import.meta, square, args);
  return { workers, squares, startMs, jobMs: job.ms(), done: done.value };
}

/** The same without a pool. The best of five: the first one is also compiled. */
function measureDirectly(): number {
  const times = Array.from({ length: 5 }, () => {
    const job = stopwatch();
    NUMBERS.map((n) => n * n);
    return job.ms();
  });
  return Math.min(...times);
}

async function main(): Promise<void> {
  const direct = measureDirectly();
  print(`No pool: ${direct.toFixed(4)} ms`);
  for (const size of [2, 4, 8]) {
    const { workers, squares, startMs, jobMs, done } = await measure(size);
    print(`${workers} workers: ${jobMs.toFixed(4)} ms, start ${startMs.toFixed(1)} ms`);
    print('  Squares:', squares);
    print(`  Done by workers: ${done}, faster without: ${direct < jobMs}`);
  }
}

if (isMain(import.meta)) await main();

// Output:
// No pool: <float> ms
// 2 workers: <float> ms, start <float> ms
//   Squares: [1, 4, 9, 16, 25, 36, 49, 64, 81, 100]
//   Done by workers: 10, faster without: true
// 4 workers: <float> ms, start <float> ms
//   Squares: [1, 4, 9, 16, 25, 36, 49, 64, 81, 100]
//   Done by workers: 10, faster without: true
// 8 workers: <float> ms, start <float> ms
//   Squares: [1, 4, 9, 16, 25, 36, 49, 64, 81, 100]
//   Done by workers: 10, faster without: true
