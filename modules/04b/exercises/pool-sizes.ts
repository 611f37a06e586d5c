/**
 * Exercise — ten squares with two, four and eight workers: what do more workers gain?
 *
 * The program below computes the squares directly, and measures it. Make measure() such
 * that
 *
 * 1. it makes a pool of as many workers as it is told, and closes it at the end;
 * 2. one clock is stopped when all workers are up, which is when as many calls of arrive()
 *    have returned; another one tells how long the squares alone took;
 * 3. the workers compute the squares, ten in each pool, by square();
 * 4. the squares are in the order of NUMBERS, and the same each time.
 *
 * Then look at the times: would this work deserve a pool?
 *
 * Prepared by: 04b/process-pool-executor, 04b/worker-count-table.
 * Check it: npx tsx scripts/check.ts 04b/pool-sizes   (and with --hint)
 */
import { threadId } from 'node:worker_threads';
import { Barrier } from '../../core/barrier.ts';
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { SharedValue } from '../../core/shared.ts';
import { stopwatch } from '../../core/time.ts';

const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

// Leave these two functions as they are: they are called in the workers.

/** Returns when all workers of the pool are up, and says which one this is. */
export function arrive(meet: Barrier): number {
  meet.wait({ timeout: 15_000 });
  return threadId;
}

export function square(n: number, done: SharedValue): number {
  using _held = done.lock.hold();
  done.value += 1;
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
  // TODO: a pool, with ...workerOptions of core/worker-file.ts; and a call of arrive() for
  // each worker, with map() of core/pool-map.ts.
  const _meet = new Barrier(size);
  const ids: number[] = [];
  const workers = new Set(ids).size;
  const startMs = 0;

  // TODO: square() for each number, with starmap().
  const done = new SharedValue(Int32Array, 0);
  const job = stopwatch();
  const squares = NUMBERS.map((n) => n * n);
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
