/**
 * Independent squares — the simplest work to share out.
 *
 * In Python: a Process for each number, or Pool.map.
 * Here: a pool with a worker for each number. No task needs anything of another: nothing
 * is shared, nothing is locked, and it does not matter who is done first. Work of this
 * kind is called embarrassingly parallel; look for it before you reach for a lock.
 *
 * Each task takes 0.5 s here; all four together take little more.
 */
import { Piscina } from 'piscina';
import { Barrier } from '../core/barrier.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { revive } from '../core/revive.ts';
import { sleepSync, stopwatch } from '../core/time.ts';
import { workerOptions } from '../core/worker-file.ts';

export function square(n: number): { squared: number; arrival: number } {
  // Not needed for the work, only to show that all four are at it at once: nobody gets
  // past this line before everybody has reached it, and it tells each its place.
  const arrival = revive<Barrier>(Piscina.workerData).wait();
  sleepSync(500);
  print(`The square of ${n} is ${n * n}`);
  return { squared: n * n, arrival };
}

async function main(): Promise<void> {
  const numbers = [23, 26, 35, 64];
  await using pool = new Piscina<number, ReturnType<typeof square>>({
    filename: import.meta.url,
    name: 'square',
    minThreads: numbers.length,
    maxThreads: numbers.length,
    workerData: new Barrier(numbers.length),
    ...workerOptions,
  });

  const watch = stopwatch();
  const results = await Promise.all(numbers.map((n) => pool.run(n)));
  print(
    'In the order of the numbers:',
    results.map(({ squared }) => squared),
  );
  print('At it at once, by arrival:', results.map(({ arrival }) => arrival).sort());
  print(`Time taken: ${watch}, one after the other 2.00 s`);
}

if (isMain(import.meta)) await main();

// Output:
// --- any order ---
// The square of 23 is 529
// The square of 26 is 676
// The square of 35 is 1225
// The square of 64 is 4096
// --- end ---
// In the order of the numbers: [529, 676, 1225, 4096]
// At it at once, by arrival: [0, 1, 2, 3]
// Time taken: <0.5 s or more>, one after the other 2.00 s
