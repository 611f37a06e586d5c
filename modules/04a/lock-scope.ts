/**
 * Lock scope — hold a lock for what needs it, and not a moment longer.
 *
 * In Python: a lock held during time.sleep(1) by seven threads makes them take seven
 * seconds; the work stands in line with the counter.
 * Here: the same threads twice. Held during the work, the lock lets one thread work at a
 * time. Held for the counter only, all of them work at once, and the counter is still
 * right. How many were at work at the same time is counted, not timed.
 */
import { Barrier } from '../core/barrier.ts';
import { Lock } from '../core/lock.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';
import { sleepSync, stopwatch } from '../core/time.ts';

const THREADS = 7;
const SUM = 0;
const AT_WORK = 1;

/** Works for as long as the pause takes; returns how many were at work at its end. */
function work(shared: Int32Array, pause: () => void): number {
  Atomics.add(shared, AT_WORK, 1);
  pause();
  const atWork = Atomics.load(shared, AT_WORK);
  Atomics.sub(shared, AT_WORK, 1);
  return atWork;
}

// Slow between reading and writing: a missing lock would show.
function count(shared: Int32Array): void {
  const before = Number(shared[SUM]);
  sleepSync(5);
  shared[SUM] = before + 1;
}

export function wideScope(shared: Int32Array, lock: Lock, meet: Barrier): number {
  meet.wait();
  using _held = lock.hold();
  const atWork = work(shared, () => sleepSync(100));
  count(shared);
  return atWork;
}

export function narrowScope(shared: Int32Array, lock: Lock, meet: Barrier): number {
  // In the middle of their work all seven meet: under the lock they never could.
  const atWork = work(shared, () => {
    meet.wait();
    sleepSync(100);
  });
  using _held = lock.hold();
  count(shared);
  return atWork;
}

async function measure(title: string, target: typeof narrowScope): Promise<void> {
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const [lock, meet] = [new Lock(), new Barrier(THREADS, { timeout: 10_000 })];
  const watch = stopwatch();
  const threads = Array.from(
    { length: THREADS },
    () => new Thread(import.meta, { target, args: [shared, lock, meet] }),
  );
  for (const thread of threads) thread.start();
  const seen = await Promise.all(threads.map((thread) => thread.join()));
  print(
    `${title}: counter ${shared[SUM]}, at work at once ${Math.max(...seen)}, ${watch}`,
  );
}

async function main(): Promise<void> {
  await measure('Held during the work', wideScope);
  await measure('Held for the counter', narrowScope);
}

if (isMain(import.meta)) await main();

// Output:
// Held during the work: counter 7, at work at once 1, <0.7 s or more>
// Held for the counter: counter 7, at work at once 7, <0.1 s or more>
