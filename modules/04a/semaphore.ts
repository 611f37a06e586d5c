/**
 * A semaphore — at most two threads at a time in one place.
 *
 * In Python: threading.Semaphore(2). Many expect "End 0, End 1" before "Start 2"; in truth
 * the next one starts as soon as one permit is free. Only one thing is certain: never more
 * than two inside. (Nor is the last round full when the numbers do not divide evenly: of
 * five with three permits, two are left.)
 * Here: the same. The place counts its visitors itself. Connection pools are semaphores. A
 * rate limit is not one: a semaphore limits how many at once, not how many in a second.
 */
import { Barrier } from '../core/barrier.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Semaphore } from '../core/semaphore.ts';
import { Thread } from '../core/thread.ts';
import { sleepSync, stopwatch } from '../core/time.ts';

const INSIDE = 0;
const VISITS = 1;

export function job(
  id: number,
  semaphore: Semaphore,
  place: Int32Array,
  atTheDoor: Barrier,
  firstRound: Barrier,
): number {
  atTheDoor.wait(); // nobody is in before all want to be
  using _permit = semaphore.hold();
  const together = Atomics.add(place, INSIDE, 1) + 1;
  print(`Start ${id}`);
  // The first ones meet inside: so many there were at least.
  if (Atomics.add(place, VISITS, 1) < firstRound.parties) firstRound.wait();
  sleepSync(200);
  print(`End ${id}`);
  Atomics.sub(place, INSIDE, 1);
  return together;
}

async function run(jobs: number, semaphore: Semaphore, permits: number): Promise<void> {
  const place = new Int32Array(new SharedArrayBuffer(8));
  const atTheDoor = new Barrier(jobs, { timeout: 10_000 });
  const firstRound = new Barrier(permits, { timeout: 5000 });
  const watch = stopwatch();
  const threads = Array.from({ length: jobs }, (_, id) => {
    const args: Parameters<typeof job> = [id, semaphore, place, atTheDoor, firstRound];
    return new Thread(import.meta, { target: job, args });
  });
  for (const thread of threads) thread.start();
  const counts = await Promise.all(threads.map((thread) => thread.join()));

  print(
    `${jobs} threads, ${permits} permits, most inside at once: ${Math.max(...counts)}`,
  );
  print(`Time taken: ${watch}, two rounds of 0.20 s`);
}

async function main(): Promise<void> {
  const semaphore = new Semaphore(2);
  await run(4, semaphore, 2);

  // Permits have no owner: any thread may add one, also beyond the first number.
  semaphore.release();
  await run(5, semaphore, 3);

  let permits = 0;
  while (semaphore.tryAcquire()) permits++;
  print(`Permits at the end: ${permits}`);
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
// 4 threads, 2 permits, most inside at once: 2
// Time taken: <0.4 s or more>, two rounds of 0.20 s
// --- interleaved ---
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
// --- with ---
// Start 4
// End 4
// --- end ---
// 5 threads, 3 permits, most inside at once: 3
// Time taken: <0.4 s or more>, two rounds of 0.20 s
// Permits at the end: 3
