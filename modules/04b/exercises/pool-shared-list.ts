/**
 * Exercise — five workers of a pool collect ten squares in one list.
 *
 * The program below has the pool, and a list. But each worker gets a copy of the list, and
 * adds to that; the one in main stays empty. Make it so that
 *
 * 1. all five workers add squares, two each, and main adds none: by add();
 * 2. it is one list, which a Manager keeps: each worker sees what the others have added;
 * 3. a task ends when its square is in the list: it waits for that, and does not sleep;
 * 4. main prints the numbers that are in the list, in order: also others;
 * 5. the pool is closed, and then the manager.
 *
 * How hard: medium, about 25 minutes.
 * Prepared by: 04b/manager-list, 04b/pool, 04b/process-pool-executor.
 * Check it: npx tsx scripts/check.ts 04b/pool-shared-list   (and with --hint)
 */
import { Piscina } from 'piscina';
import { Barrier } from '../../core/barrier.ts';
import { isMain } from '../../core/main.ts';
import type { ListProxy } from '../../core/manager.ts';
import { starmap } from '../../core/pool-map.ts';
import { print } from '../../core/print.ts';
import { sleep } from '../../core/time.ts';
import { workerOptions } from '../../core/worker-file.ts';

// The checker also tries others: leave this line, add(), and the file's last line as they are.
const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const WORKERS = 5;

/** Returns how long the list is then. */
export async function addSquare(
  n: number,
  squares: number[],
  allBusy: Barrier,
): Promise<number> {
  allBusy.wait({ timeout: 8000 }); // workers start at different times
  // TODO: take a ListProxy<number> instead of the array, and use add().
  squares.push(n * n);
  return squares.length;
}

/** Adds a square, in its own time, and returns how long the list is then. */
export async function add(squares: ListProxy<number>, square: number): Promise<number> {
  await sleep(110 - square); // small numbers take longest
  await squares.append(square);
  return squares.length();
}

async function main(): Promise<void> {
  // TODO: start a manager, and let it keep the list.
  await using pool = new Piscina({
    filename: import.meta.url,
    minThreads: WORKERS,
    maxThreads: WORKERS,
    ...workerOptions,
  });

  const squares: number[] = [];
  const allBusy = new Barrier(WORKERS);
  const args = NUMBERS.map((n): Parameters<typeof addSquare> => [n, squares, allBusy]);
  const lengths = await starmap(pool, import.meta, addSquare, args);
  print(`The longest list that a worker saw: ${Math.max(...lengths)}`);
  // TODO: the list that the manager keeps, sorted.
  print('In main, sorted:', squares);
}

if (isMain(import.meta)) await main();
