/**
 * RLock — a lock that its owner can take again.
 *
 * In Python: threading.RLock counts how often its owner has taken it; a plain Lock taken
 * twice by one thread waits for itself for ever.
 * Here: RLock does the same. A plain Lock knows its owner too, and says at once that the
 * wait could never end. A method that holds the lock and calls another one that holds it
 * needs an RLock, or, simpler, an inner method without the lock.
 */
import { Lock } from '../core/lock.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { RLock } from '../core/rlock.ts';
import { Thread } from '../core/thread.ts';

function countDown(lock: RLock, n: number): void {
  using _held = lock.hold();
  print(`${n} left: ${String(lock).slice(1, -1)}`); // its text is in angle brackets
  if (n > 1) countDown(lock, n - 1);
}

export function isFree(lock: RLock): boolean {
  const taken = lock.tryAcquire();
  if (taken) lock.release();
  return taken;
}

async function main(): Promise<void> {
  const rlock = new RLock('nested');
  countDown(rlock, 3);

  // Every acquire needs its release: others get in only after the last one.
  rlock.acquire();
  rlock.acquire();
  rlock.release();
  print(`Taken twice, released once, free for others: ${await askThread(rlock)}`);
  rlock.release();
  print(`Released twice, free for others: ${await askThread(rlock)}`);

  const lock = new Lock('plain');
  lock.acquire();
  try {
    lock.acquire();
  } catch (error) {
    print(`${error}`);
  }
}

function askThread(lock: RLock): Promise<boolean> {
  const thread = new Thread(import.meta, { target: isFree, args: [lock] });
  thread.start();
  return thread.join();
}

if (isMain(import.meta)) await main();

// Output:
// 3 left: locked RLock 'nested' owner='MainThread' count=1
// 2 left: locked RLock 'nested' owner='MainThread' count=2
// 1 left: locked RLock 'nested' owner='MainThread' count=3
// Taken twice, released once, free for others: false
// Released twice, free for others: true
// DeadlockError: Deadlock: MainThread holds plain, waits for plain; a hold() without 'using' is never given back
