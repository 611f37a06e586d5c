/**
 * A shared array — a row of numbers that all threads see.
 *
 * In Python: multiprocessing.Array('i', [1, 2, 3]), for processes.
 * Here: a SharedArray, for threads. What a thread writes is there for all, at once, and
 * nothing is sent back. Each number is written whole: when several threads write the same
 * one the last to write wins, and nobody ever sees half of each.
 *
 * Threads that keep to their own part of the array need no lock, and no join either to
 * see what is written; they need the join to know that all of it is.
 */
import { Barrier } from '../core/barrier.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { SharedArray } from '../core/shared.ts';
import { Thread } from '../core/thread.ts';

// Squares the numbers from..to in place: its own part, which nobody else touches.
export function square(numbers: SharedArray, from: number, to: number): void {
  for (let i = from; i < to; i++) numbers.set(i, numbers.get(i) ** 2);
}

export function fill(cells: SharedArray, mark: number, meet: Barrier): void {
  meet.wait();
  for (let round = 0; round < 1000; round++) {
    for (let i = 0; i < cells.length; i++) cells.set(i, mark);
  }
}

async function main(): Promise<void> {
  // Two threads, half of the row each.
  const numbers = new SharedArray(Int32Array, [1, 2, 3, 4, 5, 6]);
  const halves = [
    new Thread(import.meta, { target: square, args: [numbers, 0, 3] }),
    new Thread(import.meta, { target: square, args: [numbers, 3, 6] }),
  ];
  for (const thread of halves) thread.start();
  for (const thread of halves) await thread.join();
  print('Squared in place:', [...numbers]);

  // Three threads over the same cells: each ends up with what somebody wrote to it. Who
  // was the last is up to chance, cell by cell.
  const marks = [0x11111111, 0x22222222, 0x33333333];
  const cells = new SharedArray(Int32Array, 10);
  const meet = new Barrier(marks.length);
  const writers = marks.map(
    (mark) => new Thread(import.meta, { target: fill, args: [cells, mark, meet] }),
  );
  for (const thread of writers) thread.start();
  for (const thread of writers) await thread.join();
  const whole = [...cells].filter((value) => marks.includes(value));
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
// Cells that hold a whole mark: 10 of 10
// Number 6 of 6: RangeError
