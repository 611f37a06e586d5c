/**
 * Exercise — ten squares with two, four and eight workers: what do more workers gain?
 *
 * The program below computes the squares directly, and measures it; measure() is to do so
 * with a pool. Make it so that
 *
 * 1. the workers of each pool compute ten squares: by square();
 * 2. each pool has as many workers as measure() is told, all of which are up before the
 *    squares: that is when as many calls of arrive() have returned;
 * 3. the squares are those that square() returns, in the order of NUMBERS;
 * 4. two clocks tell how long it took until all workers were up, and how long the squares
 *    took: what one counts the other does not;
 * 5. each pool is closed before measure() returns.
 *
 * Then look at the times: would this work deserve a pool?
 *
 * How hard: medium, about 25 minutes.
 * Prepared by: 04b/process-pool-executor, 04b/worker-count-table.
 * Check it: npx tsx scripts/check.ts 04b/pool-sizes   (and with --hint)
 */
import { isMainThread, threadId } from 'node:worker_threads';
import { Barrier } from '../../core/barrier.ts';
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { SharedValue } from '../../core/shared.ts';
import { stopwatch } from '../../core/time.ts';

const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

// The checker also tries others: leave these two functions, which are called in the workers,
// and the main function and what follows it as they are.

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
  // TODO: a pool, with ...workerOptions of core/worker-file.ts; and a call of arrive() for
  // each worker, with map() of core/pool-map.ts; the time that takes is startMs.
  const _meet = new Barrier(size);
  const ids: number[] = [];
  const workers = new Set(ids).size;
  const startMs = 0;

  // TODO: square() for each number, with starmap(); the time that takes is jobMs.
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
