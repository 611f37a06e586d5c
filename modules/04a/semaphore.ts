/**
 * A semaphore — at most two threads at a time in one place.
 *
 * In Python: threading.Semaphore(2). The course prints "End 0, End 1" before "Start 2";
 * in truth the next one starts as soon as one permit is free. Only one thing is certain:
 * never more than two inside.
 * Here: the same. The place counts its visitors itself, so the limit is shown and not
 * believed. Connection pools and rate limits are semaphores.
 */
import { Barrier } from '../core/barrier.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Semaphore } from '../core/semaphore.ts';
import { Thread } from '../core/thread.ts';
import { sleepSync, stopwatch } from '../core/time.ts';

const JOBS = 4;
const PERMITS = 2;

export function job(
  id: number,
  semaphore: Semaphore,
  inside: Int32Array,
  pair: Barrier,
): number {
  using _permit = semaphore.hold();
  Atomics.add(inside, 0, 1);
  print(`Start ${id}`);
  pair.wait(); // the work takes two: whoever is in waits for the other one
  const together = Atomics.load(inside, 0);
  sleepSync(300);
  print(`End ${id}`);
  Atomics.sub(inside, 0, 1);
  return together;
}

async function main(): Promise<void> {
  const semaphore = new Semaphore(PERMITS);
  const inside = new Int32Array(new SharedArrayBuffer(4));
  const pair = new Barrier(2);

  const watch = stopwatch();
  const threads = Array.from(
    { length: JOBS },
    (_, id) =>
      new Thread(import.meta, { target: job, args: [id, semaphore, inside, pair] }),
  );
  for (const thread of threads) thread.start();
  const counts = await Promise.all(threads.map((thread) => thread.join()));

  print(`Most inside at once: ${Math.max(...counts)}`);
  print(`Time taken: ${watch}, two rounds of 0.30 s`);

  // Permits have no owner: any thread may add one, also beyond the first number.
  semaphore.release();
  let permits = 0;
  while (semaphore.tryAcquire()) permits++;
  print(`Permits at the end, with one more released: ${permits}`);
}

if (isMain(import.meta)) await main();

// Output:
// --- interleaved --- each job starts before it ends; who follows whom is free
// Start 0
// End 0
// --- with ---
// Start 1
// End 1
// --- with ---
// Start 2
// End 2
// --- with ---
// Start 3
// End 3
// --- end ---
// Most inside at once: 2
// Time taken: <0.6 s>, two rounds of 0.30 s
// Permits at the end, with one more released: 3
