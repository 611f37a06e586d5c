/**
 * acquire() and release() — a lock taken and given back by hand.
 *
 * In Python: lock.acquire(), then try … finally: lock.release().
 * Here: the same calls. `finally` is what makes it right: without it, an error between
 * the two leaves the lock taken for ever. `using held = lock.hold()` does just that in one
 * line; write it by hand where taking and releasing do not fit into one block.
 *
 * Two threads read a file line by line and print it. Under the lock the two readings
 * come one after the other, never mixed.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Barrier } from '../core/barrier.ts';
import { Lock } from '../core/lock.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';
import { sleepSync } from '../core/time.ts';

export function readAloud(file: string, lock: Lock, meet: Barrier): void {
  meet.wait();
  lock.acquire();
  try {
    for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) {
      print(line);
      sleepSync(20); // time enough for the other one to speak in between
    }
  } finally {
    lock.release();
  }
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lesson-'));
  const file = join(folder, 'poem.txt');
  writeFileSync(file, 'first line\nsecond line\nthird line\n');

  const lock = new Lock();
  const meet = new Barrier(2);
  const threads = [1, 2].map(
    () => new Thread(import.meta, { target: readAloud, args: [file, lock, meet] }),
  );
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.join();
  print(`The lock at the end: ${lock.locked() ? 'taken' : 'free'}`);

  // Releasing what one does not hold is a mistake, and is said so.
  try {
    lock.release();
  } catch (error) {
    print(`Released once more: ${(error as Error).name}`);
  }
  rmSync(folder, { recursive: true });
}

if (isMain(import.meta)) await main();

// Output:
// first line
// second line
// third line
// first line
// second line
// third line
// The lock at the end: free
// Released once more: Error
