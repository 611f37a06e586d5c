/**
 * Shared memory — a module variable is each thread's own, a SharedValue is one for all.
 *
 * In Python: `global counter; counter += 1`. All threads of a program have the same module
 * variables and the same objects.
 * Here: each thread imports the module again and gets variables of its own, which begin as
 * the module says, whatever main has written into its own ones. Shared is only what was
 * made in shared memory and then handed to the threads.
 *
 * The threads here come one after another, to see what is left of those before. When they
 * come at once, what they share needs a lock: see race-condition and lock-counter.
 */
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { SharedValue } from '../core/shared.ts';
import { Thread } from '../core/thread.ts';

const TIMES = 10_000;

// A trap: every thread runs this line, so every thread makes a SharedValue of its own.
const madeByEach = new SharedValue(Int32Array, 0);

let counter = 0;

export function increment(handedOver: SharedValue): number[] {
  for (let i = 0; i < TIMES; i++) {
    counter += 1;
    madeByEach.value += 1;
    handedOver.value += 1;
  }
  return [counter, madeByEach.value, handedOver.value];
}

async function main(): Promise<void> {
  counter = 42;
  const handedOver = new SharedValue(Int32Array, 0);

  print('What each thread sees: counter, madeByEach, handedOver');
  for (let i = 0; i < 3; i++) {
    const thread = new Thread(import.meta, { target: increment, args: [handedOver] });
    thread.start();
    print('In a thread:', await thread.join());
  }
  print('In main:', [counter, madeByEach.value, handedOver.value]);
}

if (isMain(import.meta)) await main();

// Output:
// What each thread sees: counter, madeByEach, handedOver
// In a thread: [10000, 10000, 10000]
// In a thread: [10000, 10000, 20000]
// In a thread: [10000, 10000, 30000]
// In main: [42, 0, 30000]
