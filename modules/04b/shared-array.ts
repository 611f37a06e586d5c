/**
 * A shared array — a row of numbers that all threads see.
 *
 * In Python: multiprocessing.Array('i', [1, 2, 3]), for processes.
 * Here: a SharedArray, for threads. Nothing is sent back: what a thread has written is
 * there for all. (A SharedArray sees to that with Atomics. A loop over a plain typed array
 * need never notice what others write; on Bun one did not.) Each number is written
 * whole: when several threads write the same one, the last to write wins.
 *
 * Threads that keep to their own part of the array need no lock, and no join either to
 * see what is written: here each reads the other's half as soon as they have met.
 */
import { Barrier } from '../core/barrier.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { SharedArray } from '../core/shared.ts';
import { Thread } from '../core/thread.ts';

const MARKS = [0x11111111, 0x22222222, 0x33333333];

// Squares the numbers from..to in place: its own part, which nobody else touches. Then it
// adds up all of them.
export function square(
  numbers: SharedArray,
  from: number,
  to: number,
  meet: Barrier,
): number {
  for (let i = from; i < to; i++) numbers.set(i, numbers.get(i) ** 2);
  meet.wait();
  return [...numbers].reduce((sum, n) => sum + n, 0);
}

// Fills the cells again and again, until each thread has found its marks written over.
export function fill(cells: SharedArray, me: number, met: SharedArray, meet: Barrier) {
  const mark = Number(MARKS[me]);
  meet.wait();
  for (let round = 0; round < 50_000 && [...met].includes(0); round++) {
    if (round > 0 && cells.get(0) !== mark) met.set(me, 1);
    for (let i = 0; i < cells.length; i++) cells.set(i, mark);
  }
}

async function main(): Promise<void> {
  // Two threads, half of the row each.
  const numbers = new SharedArray(Int32Array, [1, 2, 3, 4, 5, 6]);
  const both = new Barrier(2);
  const halves = [
    new Thread(import.meta, { target: square, args: [numbers, 0, 3, both] }),
    new Thread(import.meta, { target: square, args: [numbers, 3, 6, both] }),
  ];
  for (const thread of halves) thread.start();
  const sums = await Promise.all(halves.map((thread) => thread.join()));
  print('Squared in place:', [...numbers]);
  print('The sum of all, as each of the two saw it:', sums);

  // Three threads over the same cells: each ends up with what somebody wrote to it. Who
  // was the last is up to chance, cell by cell.
  const cells = new SharedArray(Int32Array, 10);
  const met = new SharedArray(Int32Array, 3);
  const meet = new Barrier(3);
  const writers = [0, 1, 2].map(
    (me) => new Thread(import.meta, { target: fill, args: [cells, me, met, meet] }),
  );
  for (const thread of writers) thread.start();
  for (const thread of writers) await thread.join();
  print('Whose marks were written over by others:', [...met]);
  const whole = [...cells].filter((value) => MARKS.includes(value));
  print(`Cells that hold a whole mark: ${whole.length} of ${cells.length}`);

  // The ends are guarded, unlike those of a typed array, which ignores such a write.
  try {
    numbers.set(6, 0);
  } catch (error) {
    print(`Number 6 of 6: ${(error as Error).name}`);
  }
}

if (isMain(import.meta)) await main();

// Output:
// Squared in place: [1, 4, 9, 16, 25, 36]
// The sum of all, as each of the two saw it: [91, 91]
// Whose marks were written over by others: [1, 1, 1]
// Cells that hold a whole mark: 10 of 10
// Number 6 of 6: RangeError
