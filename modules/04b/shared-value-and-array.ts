/**
 * A shared value and a shared array — both, each with its own lock.
 *
 * In Python: Value('i', 0) and Array('i', [1, 2, 3]), each with get_lock().
 * Here: a SharedValue and a SharedArray, each with `.lock`. Two locks mean that one thread
 * may be busy with the number while the other is busy with the row; one lock for both is
 * needed only where the two must fit together.
 *
 * A lock is held for the change and no longer. Common mistakes: to sleep while holding it,
 * so that two processes take turns, and 5 rounds of 1 s take 10 s; and to add to an array
 * without its lock, which loses additions. Here each thread tries, while the other one is
 * in the middle of a change, to come in between.
 */
import { Barrier } from '../core/barrier.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { SharedArray, SharedValue } from '../core/shared.ts';
import { Thread } from '../core/thread.ts';

const ROUNDS = 5;

type Shared = SharedValue | SharedArray;

function read(from: Shared): number[] {
  return from instanceof SharedValue ? [from.value] : [...from];
}

function write(to: Shared, numbers: number[]): void {
  if (to instanceof SharedValue) to.value = Number(numbers[0]);
  else for (const [i, n] of numbers.entries()) to.set(i, n);
}

// Adds 1 to each of the two in turn, the other thread in the other order. Between reading
// and writing they meet, each with its lock in hand. With one lock for both it could not be.
export function work(first: Shared, second: Shared, meet: Barrier): number {
  let gotIn = 0;
  for (let round = 0; round < ROUNDS; round++) {
    for (const mine of [first, second]) {
      using _held = mine.lock.hold();
      const seen = read(mine);
      meet.wait();
      const theirs = mine === first ? second : first;
      if (theirs.lock.acquire({ timeout: 0 })) {
        gotIn++;
        theirs.lock.release();
      }
      meet.wait();
      write(
        mine,
        seen.map((n) => n + 1),
      );
    }
  }
  return gotIn;
}

async function main(): Promise<void> {
  const total = new SharedValue(Int32Array, 0);
  const row = new SharedArray(Int32Array, [1, 2, 3]);
  const meet = new Barrier(2);
  const threads = [
    new Thread(import.meta, { target: work, args: [total, row, meet] }),
    new Thread(import.meta, { target: work, args: [row, total, meet] }),
  ];
  for (const thread of threads) thread.start();
  const gotIn = await Promise.all(threads.map((thread) => thread.join()));

  print(`Value: ${total.value}`);
  print('Array:', [...row]);
  print('How often each got in between, of 10 times:', gotIn);
}

if (isMain(import.meta)) await main();

// Output:
// Value: 10
// Array: [11, 12, 13]
// How often each got in between, of 10 times: [0, 0]
