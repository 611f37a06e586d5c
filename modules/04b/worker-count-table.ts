/**
 * How many workers — the same work with 1, 2, 4 and 8, and where it stops paying.
 *
 * In Python: a table of threads and processes; the threads' column stays flat because of
 * the GIL.
 * Here: a pool of threads. More workers help until all cores are busy. Beyond that they
 * only cost: each takes tens of milliseconds and megabytes to start. So a pool that
 * computes has as many workers as there are cores, which is what availableParallelism()
 * tells; one that waits may have more.
 *
 * The course shows times that always fall. Measured again they often do not: a table like
 * this says something about one machine at one moment. The last column cannot vary.
 */
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { stopwatch } from '../core/time.ts';
import { workerOptions } from '../core/worker-file.ts';

const RANGE = 25_000;

export function countPrimes(from: number): number {
  let count = 0;
  for (let n = Math.max(from, 2); n < from + RANGE; n++) {
    let divisor = 2;
    while (divisor * divisor <= n && n % divisor !== 0) divisor++;
    if (divisor * divisor > n) count++;
  }
  return count;
}

async function measure(workers: number): Promise<{ ms: number; primes: number }> {
  const ranges = Array.from({ length: 16 }, (_, i) => i * RANGE);
  const watch = stopwatch();
  await using pool = new Piscina<number, number>({
    filename: import.meta.url,
    name: 'countPrimes',
    minThreads: workers,
    maxThreads: workers,
    ...workerOptions,
  });
  const counts = await Promise.all(ranges.map((from) => pool.run(from)));
  return { ms: watch.ms(), primes: counts.reduce((a, b) => a + b) };
}

async function main(): Promise<void> {
  print(`Cores: ${availableParallelism()}`);
  print('workers    time  against one  primes below 400000');
  let one = 0;
  for (const workers of [1, 2, 4, 8]) {
    const { ms, primes } = await measure(workers);
    one ||= ms;
    const cells = [
      String(workers).padStart(7),
      `${(ms / 1000).toFixed(2)} s`.padStart(7),
      `${(one / ms).toFixed(2)}`.padStart(12),
      String(primes).padStart(20),
    ];
    print(cells.join(' '));
  }
}

if (isMain(import.meta)) await main();

// Output:
// Cores: <int >= 1>
// workers    time  against one  primes below 400000
//       1 <float> s <float> 33860
//       2 <float> s <float> 33860
//       4 <float> s <float> 33860
//       8 <float> s <float> 33860
