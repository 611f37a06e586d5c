/**
 * Factorials by a pool — large numbers, exact, in the order of the input.
 *
 * In Python: Pool(3).map(math.factorial, numbers); integers grow as needed.
 * Here: a pool, and bigints. A number is exact up to 2 ** 53 only, which 19! exceeds; a
 * bigint grows, and structured clone carries it, so it comes back whole.
 *
 * It is often said that the pool makes this faster. It does not: handing over a task takes
 * longer than such a product. A pool pays when each task computes for milliseconds.
 */
import { Piscina } from 'piscina';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { workerOptions } from '../core/worker-file.ts';

export function factorial(n: number): bigint {
  let product = 1n;
  for (let factor = 2n; factor <= n; factor++) product *= factor;
  return product;
}

async function main(): Promise<void> {
  await using pool = new Piscina<number, bigint>({
    filename: import.meta.url,
    name: 'factorial',
    minThreads: 3,
    maxThreads: 3,
    ...workerOptions,
  });

  // The largest first: whichever is done first, the results keep the order of the numbers.
  const numbers = [1000, 45, 20, 19, 10, 5, 1];
  const results = await Promise.all(numbers.map((n) => pool.run(n)));
  for (const [i, n] of numbers.entries()) {
    const text = String(results[i]);
    print(`${n}! = ${text.length > 60 ? `a number of ${text.length} digits` : text}`);
  }

  // Every result is exact, even where a number is not: n! divided by (n - 1)! gives n.
  const exact = numbers.every((n, i) => results[i] === BigInt(n) * factorial(n - 1));
  print(`All exact: ${exact}, by ${pool.threads.length} workers: ${pool.completed}`);
  let rounded = 1;
  for (let factor = 2; factor <= 45; factor++) rounded *= factor;
  print(`45! as a number is off by ${BigInt(rounded) - (results[1] ?? 0n)}`);
}

if (isMain(import.meta)) await main();

// Output:
// 1000! = a number of 2568 digits
// 45! = 119622220865480194561963161495657715064383733760000000000
// 20! = 2432902008176640000
// 19! = 121645100408832000
// 10! = 3628800
// 5! = 120
// 1! = 1
// All exact: true, by 3 workers: 7
// 45! as a number is off by -5986970438338188341561197467901420896256
