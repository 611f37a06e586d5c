/**
 * A dead owner — a thread ends with a lock in its hands, in the middle of a change.
 *
 * In Python: an error leaves `with lock:` and gives the lock back; the next to take it is not
 * told that the change was half done. With acquire() and no release() all wait for ever.
 * Here: an error leaves the block of `using` in the same way. But a thread can also be
 * terminated, run out of memory or exit. Then its lock is abandoned: everybody who waits for
 * it, or comes later, gets an AbandonedLockError, as what it protects may be half changed.
 *
 * A thread that can mend that takes the lock with recover(): of several only one succeeds. To
 * mend it, one has to know what is right: here the money in both accounts together.
 */
import { Barrier } from '../core/barrier.ts';
import { AbandonedLockError } from '../core/errors.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { SharedArray } from '../core/shared.ts';
import { Thread } from '../core/thread.ts';
import { sleepSync } from '../core/time.ts';

const TOTAL = 100;

export function crash(accounts: SharedArray, meet: Barrier): void {
  using _held = accounts.lock.hold();
  meet.wait(); // the others come now, and find the lock taken
  accounts.add(0, -30);
  process.exit(1);
}

export function pay(name: string, accounts: SharedArray, meet: Barrier, both: Barrier) {
  meet.wait();
  try {
    using _held = accounts.lock.hold();
    print(`${name}: has the lock, ${sum(accounts)} in all`);
  } catch (error) {
    if (!(error instanceof AbandonedLockError)) throw error;
    print(`${name}: ${error.name}`);
  }
  both.wait();
  if (accounts.lock.recover()) {
    print(`Recovered: ${sum(accounts)} in all`);
    sleepSync(100); // whoever did not wait would pay now
    accounts.add(1, TOTAL - sum(accounts));
    print(`Mended: ${sum(accounts)} in all`);
    accounts.lock.release();
  }
  using _held = accounts.lock.hold();
  accounts.add(0, -10);
  accounts.add(1, 10);
  print(`${name}: has paid, ${sum(accounts)} in all`);
}

function sum(accounts: SharedArray): number {
  return accounts.get(0) + accounts.get(1);
}

async function main(): Promise<void> {
  const accounts = new SharedArray(Int32Array, [TOTAL, 0]);
  const [meet, both] = [new Barrier(3), new Barrier(2)];
  const crashing = new Thread(import.meta, { target: crash, args: [accounts, meet] });
  const paying = ['Ada', 'Bob'].map(
    (name) =>
      new Thread(import.meta, { target: pay, args: [name, accounts, meet, both] }),
  );
  for (const thread of [crashing, ...paying]) thread.start();
  for (const thread of paying) await thread.join();
  await crashing.join().catch((error: Error) => print(error.message));
  print('In the end:', [...accounts]);
}

if (isMain(import.meta)) await main();

// Output:
// --- any order ---
// Ada: AbandonedLockError
// Bob: AbandonedLockError
// --- end ---
// Recovered: 70 in all
// Mended: 100 in all
// --- any order ---
// Ada: has paid, 100 in all
// Bob: has paid, 100 in all
// --- end ---
// Thread 'Thread-1 (crash)' exited with code 1 before its target returned
// In the end: [50, 50]
