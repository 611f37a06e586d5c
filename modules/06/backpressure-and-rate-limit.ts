/**
 * Backpressure and rate limit — how much may wait, and how fast it may go.
 *
 * In Python: rate_limit='20/s' of a Celery task (per worker, though); a semaphore around
 * apply_async, since a broker takes whatever it is given.
 * Here: the rate belongs to the engine, which keeps it for all workers together. How much
 * waits is up to whoever submits: a producer that is faster than the workers fills the
 * queue without end, unless it waits for its own jobs. One semaphore does that, and it is
 * the same with a pool as with a queue on another machine.
 */
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Semaphore } from '../core/semaphore.ts';
import { stopwatch } from '../core/time.ts';
import { openEngine } from './engine/engine.ts';

const JOBS = 8;
const RATE = { max: 2, per: 200 };

export function square(n: number): number {
  return n * n;
}

/** Counts the jobs that were submitted and are not done. */
class Backlog {
  most = 0;
  #now = 0;

  async during<T>(job: () => Promise<T>): Promise<T> {
    this.most = Math.max(this.most, ++this.#now);
    try {
      return await job();
    } finally {
      this.#now--;
    }
  }
}

async function main(): Promise<void> {
  await using engine = await openEngine(import.meta, { workers: 2, rate: RATE });
  print(`Engine: ${engine}`);
  const numbers = Array.from({ length: JOBS }, (_, i) => i);

  // All at once: eight jobs lie in the queue. A million would, too.
  const heap = new Backlog();
  let watch = stopwatch();
  const squares = await Promise.all(
    numbers.map((n) => heap.during(() => engine.submit(square, n))),
  );
  print(`Sum: ${sum(squares)}, most in the queue: ${heap.most}`);
  // Two in each 0.2 s: the last two of eight start 0.6 s after the first.
  print(`Time taken: ${watch}`);

  // The next one is made when there is room for it. It takes no longer: the workers were
  // never out of work.
  const trickle = new Backlog();
  const room = new Semaphore(3);
  watch = stopwatch();
  const results: Promise<number>[] = [];
  for (const n of numbers) {
    await room.acquireAsync();
    const job = trickle.during(() => engine.submit(square, n));
    results.push(job.finally(() => room.release()));
  }
  print(`Sum: ${sum(await Promise.all(results))}, most in the queue: ${trickle.most}`);
  print(`Time taken: ${watch}`);
}

function sum(numbers: number[]): number {
  return numbers.reduce((a, b) => a + b);
}

if (isMain(import.meta)) await main();

// Output:
// Engine: <text> (pool without REDIS_URL, bullmq with it: apt-get install redis-server && redis-server --port 6390)
// Sum: 140, most in the queue: 8
// Time taken: <0.6 s or more>
// Sum: 140, most in the queue: 3
// Time taken: <0.6 s or more>
