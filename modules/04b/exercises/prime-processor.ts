/**
 * Exercise — a processor that inspects numbers in parallel.
 *
 * The program below inspects sixteen large numbers one after the other, then, as it says,
 * in a pool; at last it looks for three primes in a long list. But mapInOrder(), which is
 * to use the pool, does everything itself. Make it so that
 *
 * 1. the workers of the pool inspect, and main inspects only the sixteen numbers of the
 *    first run;
 * 2. several workers inspect at the same time;
 * 3. the results are in the order of the items: whichever is ready first;
 * 4. each result comes as soon as it is its turn: it does not wait for a whole batch;
 * 5. a worker gets `chunkSize` items at a time;
 * 6. there are at most `ahead` chunks whose results have not been read: so items are taken
 *    only as they are needed, and a search ends when the reader has enough;
 * 7. when the reader leaves, the chunks on their way are waited for.
 *
 * The solution has mapInOrder() in a file of its own, to be copied.
 *
 * How hard: hard, about 45 minutes.
 * Prepared by: 04b/pool-worker-ids, 04b/process-pool-executor.
 * Check it: npx tsx scripts/check.ts 04b/prime-processor   (and with --hint)
 */
import { availableParallelism } from 'node:os';
import { threadId } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { Barrier } from '../../core/barrier.ts';
import { isMain } from '../../core/main.ts';
import { map } from '../../core/pool-map.ts';
import { print, show } from '../../core/print.ts';
import { sleepSync, stopwatch } from '../../core/time.ts';
import { workerOptions } from '../../core/worker-file.ts';

const WORKERS = Math.min(Math.max(availableParallelism(), 2), 4);
const TRILLION = 1_000_000_000_000;
const NUMBERS = [
  39, 61, 63, 65, 91, 121, 163, 169, 177, 179, 189, 193, 211, 271, 303, 6_000_009,
].map((n) => TRILLION + n);

type Inspected = { n: number; divisor: number; worker: number };

async function* mapInOrder<Item, Result>(
  pool: Piscina,
  meta: ImportMeta,
  fn: (item: Item) => Result,
  items: Iterable<NoInfer<Item>>,
  { chunkSize = 1, ahead = 2 * pool.options.maxThreads } = {},
): AsyncGenerator<Awaited<Result>> {
  // TODO: map(pool, meta, fn, chunk, { chunkSize }) hands over a chunk of items, and gives
  // a promise of its results.
  void [meta, chunkSize, ahead];
  for (const item of items) yield await fn(item);
}

// The checker also tries others: leave what follows as it is, and TRILLION too.

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
