/**
 * acquire() and release() — a lock taken and given back by hand.
 *
 * In Python: lock.acquire(), then try … finally: lock.release().
 * Here: the same calls. `finally` is what makes it right: without it, an error between
 * the two leaves the lock taken for ever. `using held = lock.hold()` does just that in one
 * line; write it by hand where taking and releasing do not fit into one block.
 *
 * Two threads read a file line by line and print it. Under the lock the two readings
 * come one after the other, never mixed. A third one fails while it holds the lock.
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

/** Returns whether it got the lock without waiting. */
export function readAloud(file: string, lock: Lock, meet: Barrier): boolean {
  const atOnce = lock.tryAcquire();
  meet.wait(); // both have tried: one has the lock, and the other one waits for it
  if (!atOnce) lock.acquire();
  try {
    for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) {
      print(line);
      sleepSync(20); // time enough for the other one to speak in between
    }
  } finally {
    lock.release();
  }
  return atOnce;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lesson-'));
  const file = join(folder, 'poem.txt');
  writeFileSync(file, 'first line\nsecond line\nthird line\n');

  const lock = new Lock();
  const meet = new Barrier(2, { timeout: 10_000 });
  const read = (args: Parameters<typeof readAloud>) => {
    const thread = new Thread(import.meta, { target: readAloud, args });
    thread.start();
    return thread.join();
  };
  const atOnce = await Promise.all([read([file, lock, meet]), read([file, lock, meet])]);
  print(`Got the lock without waiting: ${atOnce.filter(Boolean).length} of 2`);

  // There is no such file: the error comes between acquire() and release().
  await read([join(folder, 'lost.txt'), lock, new Barrier(1)]).catch((error) =>
    print(`The third reader: ${error.code}`),
  );
  print(`The lock after the error: ${lock.locked() ? 'taken' : 'free'}`);

  // To release what one does not hold is a mistake, and an error.
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
// Got the lock without waiting: 1 of 2
// The third reader: ENOENT
// The lock after the error: free
// Released once more: Error
