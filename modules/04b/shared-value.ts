/**
 * A shared value — one number that all threads see, and the lock it needs.
 *
 * In Python: multiprocessing.Value('i', 0), which several processes see.
 * Here: a SharedValue lies in a SharedArrayBuffer, which threads see: nothing is sent, and
 * nothing copied. Processes do not see it: such a buffer belongs to one process. (Bun
 * alone has another way, a file mapped into several processes.)
 *
 * Shared does not mean safe. A read is whole and so is a write, but `value += 1` is both,
 * and another thread may come between: hold the lock over it.
 */
import { Barrier } from '../core/barrier.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';
import { SharedValue } from '../core/shared.ts';
import { Thread } from '../core/thread.ts';
import { sleepSync } from '../core/time.ts';

const THREADS = 5;
const TIMES = 20;

// All read before anybody writes, every time: so each round loses all additions but one.
export function addUnlocked(total: SharedValue, meet: Barrier): void {
  for (let i = 0; i < TIMES; i++) {
    const seen = total.value;
    meet.wait();
    total.value = seen + 1;
    meet.wait();
  }
}

export function addLocked(total: SharedValue, meet: Barrier): void {
  meet.wait();
  for (let i = 0; i < TIMES; i++) {
    using _held = total.lock.hold();
    const seen = total.value;
    sleepSync(0.1); // time enough for another thread, if it could come in
    total.value = seen + 1;
  }
}

async function run(target: typeof addLocked): Promise<number> {
  const total = new SharedValue(Int32Array, 0);
  const meet = new Barrier(THREADS);
  const args: [SharedValue, Barrier] = [total, meet];
  const threads = Array.from(
    { length: THREADS },
    () => new Thread(import.meta, { target, args }),
  );
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.join();
  return total.value;
}

async function main(): Promise<void> {
  print(`${THREADS} threads add 1, ${TIMES} times each`);
  print('With the lock:', await run(addLocked));
  print('Without:', await run(addUnlocked));

  // A process has memory of its own, and could only get a copy, on which it would add in
  // vain: so the core's Process does not even start.
  const total = new SharedValue(Int32Array, 0);
  const child = new Process(import.meta, {
    target: addLocked,
    args: [total, new Barrier(1)],
  });
  try {
    child.start();
  } catch (error) {
    print(`Given to a process: ${(error as Error).name}, started: ${child.isAlive()}`);
  }
}

if (isMain(import.meta)) await main();

// Output:
// 5 threads add 1, 20 times each
// With the lock: 100
// Without: 20
// Given to a process: TypeError, started: false
