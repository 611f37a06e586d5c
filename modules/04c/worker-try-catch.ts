/**
 * try and catch inside the worker — an error is dealt with where it happens.
 *
 * In Python: try/except in the function that the thread runs.
 * Here: the same. The worker knows best what to do about a bad input: report it, use
 * another value, go on with the next one. What it cannot deal with it lets through, and
 * join() throws it in the thread that waits. (1 / 0 is Infinity here and no error, so the
 * division checks for itself.)
 */
import { currentThread } from '../core/current-thread.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';

function divide(a: number, b: number): number {
  if (b === 0) throw new RangeError('division by zero');
  return a / b;
}

// One bad pair costs one result, not the others.
export function divideAll(pairs: [number, number][]): (number | undefined)[] {
  return pairs.map(([a, b]) => {
    try {
      return divide(a, b);
    } catch (error) {
      // Only what was expected: a mistake in the program must not pass as a bad input.
      if (!(error instanceof RangeError)) throw error;
      print(`${currentThread().name}: ${a} / ${b}: ${error.message}, going on`);
      return undefined;
    }
  });
}

export function divideCarelessly(pairs: [number, number][]): number[] {
  return pairs.map(([a, b]) => divide(a, b));
}

async function main(): Promise<void> {
  const pairs: [number, number][] = [
    [10, 2],
    [1, 0],
    [9, 3],
  ];
  const careful = new Thread(import.meta, {
    target: divideAll,
    args: [pairs],
    name: 'Worker',
  });
  careful.start();
  print('Main: results', await careful.join());

  // Without the try, the whole thread ends, and what it had done is lost. Main goes on.
  const careless = new Thread(import.meta, { target: divideCarelessly, args: [pairs] });
  careless.start();
  try {
    print('Main: results', await careless.join());
  } catch (error) {
    print(`Main: no results: ${error}`);
  }
  print('Main: goes on');
}

if (isMain(import.meta)) await main();

// Output:
// Worker: 1 / 0: division by zero, going on
// Main: results [5, undefined, 3]
// Main: no results: RangeError: division by zero
// Main: goes on
