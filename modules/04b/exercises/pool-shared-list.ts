/**
 * Exercise — five workers of a pool collect ten squares in one list.
 *
 * The program below has the pool, and a list. But each worker gets a copy of the list, and
 * adds to that; the one in main stays empty. Make it so that
 *
 * 1. all five workers compute squares, two each, and main computes none;
 * 2. they add them to one list, which a Manager keeps: each worker sees what the others
 *    have added;
 * 3. all ten are in the list when main reads it, and main prints them in order;
 * 4. the pool ends before the manager.
 *
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

// Adds a square, in its own time, and returns how long the list is then. Leave this
// function as it is.
async function _add(squares: ListProxy<number>, square: number): Promise<number> {
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
