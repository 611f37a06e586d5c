/**
 * A shared value and a shared array — both, each with its own lock.
 *
 * In Python: Value('i', 0) and Array('i', [1, 2, 3]), each with get_lock().
 * Here: a SharedValue and a SharedArray, each with `.lock`. Two locks mean that one thread
 * may be busy with the number while the other is busy with the row; one lock for both is
 * needed only where the two must fit together.
 *
 * A lock is held for the change and no longer. The course sleeps while it holds one, so
 * its two processes take turns, and 5 rounds of 1 s take 10 s; here nobody rests with a lock in hand.
 * In another place the course adds to an array without its lock: that loses additions.
 */
import { Barrier } from '../core/barrier.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { SharedArray, SharedValue } from '../core/shared.ts';
import { Thread } from '../core/thread.ts';
import { sleepSync } from '../core/time.ts';

const ROUNDS = 5;

export function work(total: SharedValue, row: SharedArray, pause: Barrier): void {
  for (let round = 0; round < ROUNDS; round++) {
    // They meet in between, each without a lock. With one in hand it could not be: the
    // other one would wait for the lock, and never come.
    pause.wait();
    addToTotal(total);
    pause.wait();
    addToRow(row);
  }
}

// Between reading and writing there is time enough for the other, if it could come in.
function addToTotal(total: SharedValue): void {
  using _held = total.lock.hold();
  const seen = total.value;
  sleepSync(5);
  total.value = seen + 1;
}

function addToRow(row: SharedArray): void {
  using _held = row.lock.hold();
  const seen = [...row];
  sleepSync(5);
  for (const [i, value] of seen.entries()) row.set(i, value + 1);
}

async function main(): Promise<void> {
  const total = new SharedValue(Int32Array, 0);
  const row = new SharedArray(Int32Array, [1, 2, 3]);
  const pause = new Barrier(2);
  const threads = [1, 2].map(
    () => new Thread(import.meta, { target: work, args: [total, row, pause] }),
  );
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.join();

  print(`Value: ${total.value}`);
  print('Array:', [...row]);
}

if (isMain(import.meta)) await main();

// Output:
// Value: 10
// Array: [11, 12, 13]
