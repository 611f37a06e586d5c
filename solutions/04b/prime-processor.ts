/**
 * A parallel processor — primes found by a pool, with results in order and no end of input.
 *
 * In Python: Pool.map over a list, and the time of both ways. (Numbers of
 * six digits take microseconds each: with those a pool is slower than none at all.)
 * Here: numbers of thirteen digits, some 10 ms each, for which a message is worth its while.
 * The pool is started before the clock, as one that is used again and again would be. The
 * speedup is your machine's: at best the number of workers, less when the cores are busy.
 *
 * Pool.map takes the whole input and gives the whole output. mapInOrder() takes a little
 * at a time and yields results as they come, so input may be larger than memory, and the
 * search for three primes ends when it has them. It is made to be copied.
 */
import { availableParallelism } from 'node:os';
import { threadId } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { Barrier } from '../../modules/core/barrier.ts';
import { isMain } from '../../modules/core/main.ts';
import { map } from '../../modules/core/pool-map.ts';
import { print, show } from '../../modules/core/print.ts';
import { sleepSync, stopwatch } from '../../modules/core/time.ts';
import { workerOptions } from '../../modules/core/worker-file.ts';
import { mapInOrder } from './prime-processor/map-in-order.ts';

const WORKERS = Math.min(Math.max(availableParallelism(), 2), 4);
const TRILLION = 1_000_000_000_000;
const NUMBERS = [
  39, 61, 63, 65, 91, 121, 163, 169, 177, 179, 189, 193, 211, 271, 303, 6_000_009,
].map((n) => TRILLION + n);

type Inspected = { n: number; divisor: number; worker: number };

/** In a worker that has not yet inspected anything. */
let others: Barrier | undefined;

/** Finds the smallest divisor; a prime has none but itself. */
export function inspect(n: number): Inspected {
  // For the sake of the lesson: nobody is done with a number before each worker has one.
  others?.wait({ timeout: 12_000 });
  others = undefined;
  sleepSync(1); // reads the record that belongs to the number
  let divisor = n % 2 === 0 ? 2 : 3;
  while (divisor * divisor <= n && n % divisor !== 0) divisor += 2;
  if (divisor * divisor > n) divisor = n;
  sleepSync(1); // and writes it back
  return { n, divisor, worker: threadId };
}

/** Returns when all workers of the pool are up. */
export function arrive(meet: Barrier): void {
  meet.wait({ timeout: 8000 });
  others = meet;
}

async function startPool(): Promise<Piscina> {
  const pool = new Piscina({
    filename: import.meta.url,
    minThreads: WORKERS,
    maxThreads: WORKERS,
    ...workerOptions,
  });
  await map(pool, import.meta, arrive, Array(WORKERS).fill(new Barrier(WORKERS)));
  return pool;
}

/** As if without end: whoever asks for hundreds takes in the whole input, and is told. */
function* oddNumbers(from: number) {
  for (let n = from; n < from + 1000; n += 2) yield n;
  throw new RangeError('Nobody needs that many');
}

async function main(): Promise<void> {
  const sequential = stopwatch();
  const expected = NUMBERS.map(inspect);
  const ms = sequential.ms();
  print(`One after the other: ${sequential}`);

  await using pool = await startPool();
  const parallel = stopwatch();
  const results: Inspected[] = [];
  for await (const result of mapInOrder(pool, import.meta, inspect, NUMBERS)) {
    results.push(result);
  }
  print(`In a pool: ${parallel}, speedup ${(ms / parallel.ms()).toFixed(2)}`);
  const primes = results.filter(({ n, divisor }) => n === divisor).length;
  const plain = (all: Inspected[]) => all.map(({ n, divisor }) => ({ n, divisor }));
  print(`${primes} of ${results.length} are primes`);
  print('The last:', plain(results).at(-1));
  const same = show(plain(results)) === show(plain(expected));
  print(`Same results in the same order: ${same}`);
  const workers = new Set(results.map(({ worker }) => worker));
  print(`All workers: ${workers.size === WORKERS}, main: ${workers.has(threadId)}`);

  // Chunks of four, since most of these numbers are no primes, and take no time.
  const options = { chunkSize: 4, ahead: 4 };
  const odd = oddNumbers(TRILLION + 1);
  const search = mapInOrder(pool, import.meta, inspect, odd, options);
  const found: number[] = [];
  for await (const { n, divisor } of search) {
    if (n === divisor) found.push(n - TRILLION);
    if (found.length === 3) break;
  }
  print('The first three primes above a trillion, less a trillion:', found);
}

if (isMain(import.meta)) await main();

// Output:
// One after the other: <float> s
// In a pool: <float> s, speedup <float>
// 13 of 16 are primes
// The last: {n: 1000006000009, divisor: 1000003}
// Same results in the same order: true
// All workers: true, main: false
// The first three primes above a trillion, less a trillion: [39, 61, 63]
