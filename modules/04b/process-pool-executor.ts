/**
 * The executor — submit single tasks, and map many in chunks.
 *
 * In Python: ProcessPoolExecutor: submit() gives a future, map(chunksize=) the results.
 * Here: pool.run() gives a promise, and the core's map() sends the items in chunks. A
 * message costs many times what a tiny task does, so 1000 tiny tasks should not be 1000
 * messages. The workers are threads of this process, each with its own heap: what Python
 * has processes for (cores to compute on, nothing shared by accident) they give as well;
 * only a crash of the runtime itself takes all of them down.
 *
 * A call that throws stops no other, not even in its chunk (Python skips the rest of that).
 * The error comes when all are done, with class, message and cause.
 */
import { Piscina } from 'piscina';
import { registerError } from '../core/errors.ts';
import { isMain } from '../core/main.ts';
import { map, starmap } from '../core/pool-map.ts';
import { print } from '../core/print.ts';
import { SharedValue } from '../core/shared.ts';
import { workerOptions } from '../core/worker-file.ts';

export class PriceError extends Error {}
registerError(PriceError);

export function sumSquares(n: number): bigint {
  let sum = 0n;
  for (let i = 0n; i < n; i++) sum += i * i;
  return sum;
}

export function square(n: number): number {
  return n * n;
}

export function price(text: string, done: SharedValue): number {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PriceError(`no price: ${text}`, { cause });
  } finally {
    using _held = done.lock.hold();
    done.value += 1;
  }
}

async function main(): Promise<void> {
  await using pool = new Piscina({
    filename: import.meta.url,
    minThreads: 2,
    maxThreads: 2,
    ...workerOptions,
  });

  // submit: four tasks at once, a promise for each; await is Python's result().
  const futures = [1, 2, 3, 4].map(() => pool.run(1_000_000, { name: 'sumSquares' }));
  print(`Submitted: ${futures.length}, done: ${pool.completed}`);
  for (const sum of await Promise.all(futures)) print(`Sum of squares: ${sum}`);

  print('Squared:', await map(pool, import.meta, square, Array(10).keys()));

  // 1000 items in chunks of 250 are four messages, and by default, a quarter of each
  // worker's share, eight.
  const numbers = Array.from({ length: 1000 }, (_, i) => i);
  for (const options of [{ chunkSize: 250 }, {}, { chunkSize: 1 }]) {
    const before = pool.completed;
    const squares = await map(pool, import.meta, square, numbers, options);
    print(`${squares.length} results by ${pool.completed - before} messages`);
  }

  // One of 100 tiny tasks throws, in the middle of a chunk.
  const done = new SharedValue(Int32Array, 0);
  const texts = numbers.slice(0, 100).map((n) => (n === 50 ? 'free' : `${n}.5`));
  try {
    await starmap(
      pool,
      import.meta,
      price,
      texts.map((text): [string, SharedValue] => [text, done]),
    );
  } catch (error) {
    const { message, cause } = error as Error;
    print(`Thrown: ${message}, a PriceError: ${error instanceof PriceError}`);
    print(`Its cause, a SyntaxError: ${cause instanceof SyntaxError}`);
  }
  print(`Calls done when it came: ${done.value}`);
}

if (isMain(import.meta)) await main();

// Output:
// Submitted: 4, done: 0
// Sum of squares: 333332833333500000
// Sum of squares: 333332833333500000
// Sum of squares: 333332833333500000
// Sum of squares: 333332833333500000
// Squared: [0, 1, 4, 9, 16, 25, 36, 49, 64, 81]
// 1000 results by 4 messages
// 1000 results by 8 messages
// 1000 results by 1000 messages
// Thrown: no price: free, a PriceError: true
// Its cause, a SyntaxError: true
// Calls done when it came: 100
