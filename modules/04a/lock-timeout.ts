/**
 * acquire() with a timeout — give up, give back, and try again, instead of hanging.
 *
 * In Python: lock.acquire(timeout=1) is False when time is up.
 * Here: the same, in milliseconds. Two threads take two locks in opposite order. Whoever
 * waits too long for the second one gives the first one back, and begins again a moment
 * later: not in step with the other one, or they could go on so for ever (a livelock).
 * A timeout is for locks whose order you cannot choose. Where you can, choose it.
 */
import { Barrier } from '../core/barrier.ts';
import { Lock } from '../core/lock.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';
import { sleepSync } from '../core/time.ts';

export function takeBoth(
  first: Lock,
  second: Lock,
  patience: number,
  meet: Barrier,
): number {
  for (let attempt = 1; ; attempt++) {
    first.acquire();
    try {
      if (attempt === 1) meet.wait(); // each holds one lock and wants the other's
      if (second.acquire({ timeout: patience })) {
        second.release();
        return attempt;
      }
    } finally {
      first.release();
    }
    sleepSync(patience); // or it has the lock again before the other one is awake
  }
}

async function main(): Promise<void> {
  const [a, b] = [new Lock('a'), new Lock('b')];
  const meet = new Barrier(2, { timeout: 10_000 });
  const hasty = new Thread(import.meta, { target: takeBoth, args: [a, b, 50, meet] });
  const patient = new Thread(import.meta, {
    target: takeBoth,
    args: [b, a, 10_000, meet],
  });
  hasty.start();
  patient.start();

  print(`The patient one got both at attempt ${await patient.join()}`);
  print(`The hasty one had to try again: ${(await hasty.join()) > 1}`);

  // A lock that is taken, and a lock that is free.
  a.acquire();
  print(`Taken lock, 100 ms: ${await askFrom(a)}`);
  a.release();
  print(`Free lock, 100 ms: ${await askFrom(a)}`);
}

export function ask(lock: Lock): boolean {
  const taken = lock.acquire({ timeout: 100 });
  if (taken) lock.release();
  return taken;
}

function askFrom(lock: Lock): Promise<boolean> {
  const thread = new Thread(import.meta, { target: ask, args: [lock] });
  thread.start();
  return thread.join();
}

if (isMain(import.meta)) await main();

// Output:
// The patient one got both at attempt 1
// The hasty one had to try again: true
// Taken lock, 100 ms: false
// Free lock, 100 ms: true
