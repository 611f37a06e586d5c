/**
 * Shared memory — a module variable is each thread's own, a SharedValue is one for all.
 *
 * In Python: `global counter; counter += 1`. All threads of a program have the same module
 * variables and the same objects.
 * Here: each thread imports the module anew and gets variables of its own, which begin as
 * the module says, whatever main has written into its own ones. Shared is only what was
 * made in shared memory and then handed to the threads.
 */
import { Barrier } from '../core/barrier.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { SharedValue } from '../core/shared.ts';
import { Thread } from '../core/thread.ts';

const THREADS = 3;
const TIMES = 10_000;

// A trap: every thread runs this line, so every thread makes a SharedValue of its own.
const madeByEach = new SharedValue(Int32Array, 0);

let counter = 0;

export function increment(handedOver: SharedValue, together: Barrier): number[] {
  together.wait();
  for (let i = 0; i < TIMES; i++) {
    counter += 1; // no lock: nobody else can see it
    add(madeByEach);
    add(handedOver);
  }
  together.wait(); // all have added all they had to
  return [counter, madeByEach.value, handedOver.value];
}

// What is shared needs a lock. SharedValue brings one along.
function add(number: SharedValue): void {
  using _held = number.lock.hold();
  number.value += 1;
}

async function main(): Promise<void> {
  counter = 42;
  const handedOver = new SharedValue(Int32Array, 0);
  const together = new Barrier(THREADS);

  const threads = Array.from(
    { length: THREADS },
    () => new Thread(import.meta, { target: increment, args: [handedOver, together] }),
  );
  for (const thread of threads) thread.start();
  const seen = await Promise.all(threads.map((thread) => thread.join()));

  print('What each thread sees: counter, madeByEach, handedOver');
  for (const numbers of seen) print('In a thread:', numbers);
  print('In main:', [counter, madeByEach.value, handedOver.value]);
}

if (isMain(import.meta)) await main();

// Output:
// What each thread sees: counter, madeByEach, handedOver
// In a thread: [10000, 10000, 30000]
// In a thread: [10000, 10000, 30000]
// In a thread: [10000, 10000, 30000]
// In main: [42, 0, 30000]
