/**
 * Pool.apply — one task, one result, waited for.
 *
 * In Python: pool.apply(square, (5,)) blocks until the result is there. So a loop of
 * apply() uses one worker at a time, however many there are.
 * Here: `await pool.run(5)`. Only this function waits; the event loop goes on. But in
 * a loop it is as in Python: each task begins when the one before is done. Hand them all
 * over first, as pool-apply-async does, and they run side by side.
 *
 * run() takes one argument; several go as one array or object.
 */
import { Piscina } from 'piscina';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { workerOptions } from '../core/worker-file.ts';

type Sides = { width: number; height: number };

export function area({ width, height }: Sides): number {
  print(`Worker: ${width} times ${height}`);
  return width * height;
}

async function main(): Promise<void> {
  await using pool = new Piscina<Sides, number>({
    filename: import.meta.url,
    name: 'area',
    minThreads: 2,
    maxThreads: 2,
    ...workerOptions,
  });

  print(`Result: ${await pool.run({ width: 5, height: 5 })}`);

  // There are two workers, and still each task begins when the one before is done.
  for (const width of [1, 2, 3]) {
    const result = await pool.run({ width, height: 10 });
    print(`Result: ${result}, tasks done: ${pool.completed}`);
  }
}

if (isMain(import.meta)) await main();

// Output:
// Worker: 5 times 5
// Result: 25
// Worker: 1 times 10
// Result: 10, tasks done: 2
// Worker: 2 times 10
// Result: 20, tasks done: 3
// Worker: 3 times 10
// Result: 30, tasks done: 4
