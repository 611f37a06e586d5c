/**
 * A pool and a managed list — five workers add ten squares to one list.
 *
 * In Python: Pool(5).starmap(add_square, …), with a Manager().list() among the arguments.
 * Here: the same. The workers are threads, but the memory that threads share holds numbers
 * and no lists; what may grow is kept by a Manager. It answers on main's event loop, so
 * main awaits the pool and does not block meanwhile.
 *
 * append() is one step, so it needs no lock. The list is in the order in which the squares
 * came, which is nobody's order: sort it. What was made last ends first, the pool and then
 * the manager, so no worker is left that talks to nobody.
 */
import { Piscina } from 'piscina';
import { Barrier } from '../../modules/core/barrier.ts';
import { isMain } from '../../modules/core/main.ts';
import { type ListProxy, Manager } from '../../modules/core/manager.ts';
import { starmap } from '../../modules/core/pool-map.ts';
import { print } from '../../modules/core/print.ts';
import { sleep } from '../../modules/core/time.ts';
import { workerOptions } from '../../modules/core/worker-file.ts';

const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const WORKERS = 5;

/** Returns how long the list is then. */
export async function addSquare(
  n: number,
  squares: ListProxy<number>,
  allBusy: Barrier,
): Promise<number> {
  allBusy.wait({ timeout: 8000 }); // workers start at different times
  // A task that does not wait for this is done before its square is in the list.
  return add(squares, n * n);
}

/** Adds a square, in its own time, and returns how long the list is then. */
export async function add(squares: ListProxy<number>, square: number): Promise<number> {
  await sleep(110 - square); // small numbers take longest
  await squares.append(square);
  return squares.length();
}

async function main(): Promise<void> {
  await using manager = await Manager.start();
  await using pool = new Piscina({
    filename: import.meta.url,
    minThreads: WORKERS,
    maxThreads: WORKERS,
    ...workerOptions,
  });

  const squares = manager.list<number>();
  const allBusy = new Barrier(WORKERS);
  const args = NUMBERS.map((n): Parameters<typeof addSquare> => [n, squares, allBusy]);
  const lengths = await starmap(pool, import.meta, addSquare, args);
  print(`The longest list that a worker saw: ${Math.max(...lengths)}`);
  const list = await squares.toArray();
  print(
    'In main, sorted:',
    list.toSorted((a, b) => a - b),
  );
}

if (isMain(import.meta)) await main();

// Output:
// The longest list that a worker saw: 10
// In main, sorted: [1, 4, 9, 16, 25, 36, 49, 64, 81, 100]
