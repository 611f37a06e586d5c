/**
 * Check, then act — between the question and the deed, the answer can change.
 *
 * In Python: `if x not in items: items.append(x)` from several threads. Each step alone
 * is safe there; the two together are not.
 * Here: the same trap. Five threads want to add a name to a shared list unless it is
 * there. All of them look before any of them adds (a Barrier makes sure), so it is added
 * five times. Checking and acting have to be one step: under one lock.
 *
 * A collection that calls itself thread-safe does not help: it makes each call safe, not
 * what you do between two calls.
 */
import { Barrier } from '../core/barrier.ts';
import { Event } from '../core/event.ts';
import { Lock } from '../core/lock.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';

const THREADS = 5;

// A list in shared memory: its length, then its items.
const LENGTH = 0;

function includes(list: Int32Array, item: number): boolean {
  return list.subarray(1, 1 + Atomics.load(list, LENGTH)).includes(item);
}

// Adding alone is safe: every thread gets a place of its own.
function append(list: Int32Array, item: number): void {
  const index = Atomics.add(list, LENGTH, 1);
  Atomics.store(list, 1 + index, item);
}

export function addIfMissing(list: Int32Array, meet: Barrier): void {
  const missing = !includes(list, 1);
  meet.wait(); // all have looked, none has added
  if (missing) append(list, 1);
}

type Moment = { looked: Event; goOn: Event };

export function addIfMissingLocked(list: Int32Array, lock: Lock, moment: Moment): void {
  using _held = lock.hold();
  if (includes(list, 1)) return;
  moment.looked.set();
  moment.goOn.wait(); // has looked, and not yet added: all the others stand at the lock
  append(list, 1);
}

async function main(): Promise<void> {
  const team = Array.from({ length: THREADS });

  const unsafe = new Int32Array(new SharedArrayBuffer(4 * (THREADS + 1)));
  const meet = new Barrier(THREADS);
  const careless = team.map(
    () => new Thread(import.meta, { target: addIfMissing, args: [unsafe, meet] }),
  );
  for (const thread of careless) thread.start();
  for (const thread of careless) await thread.join();
  print('Unsafe list:', [...unsafe.subarray(1, 1 + Number(unsafe[LENGTH]))]);

  const safe = new Int32Array(new SharedArrayBuffer(4 * (THREADS + 1)));
  const lock = new Lock();
  const moment = { looked: new Event(), goOn: new Event() };
  const careful = team.map(
    () =>
      new Thread(import.meta, { target: addIfMissingLocked, args: [safe, lock, moment] }),
  );
  for (const thread of careful) thread.start();
  await moment.looked.waitAsync();
  print(`One has looked, the lock is ${lock.locked() ? 'locked' : 'free'}`);
  moment.goOn.set();
  for (const thread of careful) await thread.join();
  print('Safe list:', [...safe.subarray(1, 1 + Number(safe[LENGTH]))]);
}

if (isMain(import.meta)) await main();

// Output:
// Unsafe list: [1, 1, 1, 1, 1]
// One has looked, the lock is locked
// Safe list: [1]
