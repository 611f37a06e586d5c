/**
 * Sequential and threaded — the same two waits, one after another and both at once.
 *
 * In Python: task(1) and then task(2) take the sum of their waits; a Thread for each, and
 * they take the longest.
 * Here: the same, for a function that blocks. While main runs one, nothing else happens on
 * main; in threads of their own both wait at the same time. (A wait that is awaited needs
 * no thread: 04c shows that.)
 *
 * The tasks count how many of them are at work, so that the overlap is seen and not
 * guessed from the time. The threads meet in the middle of their waits, each with a half
 * behind it and a half ahead.
 */
import { Barrier } from '../core/barrier.ts';
import { currentThread } from '../core/current-thread.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';
import { sleepSync, stopwatch } from '../core/time.ts';

export function task(id: number, atWork: Int32Array, meet: Barrier): number {
  print(`Task ${id}: started in ${currentThread().name}`);
  Atomics.add(atWork, 0, 1);
  sleepSync(150);
  // Whoever comes last looks before any of them goes on.
  let together = 0;
  meet.wait({
    action: () => {
      together = Atomics.load(atWork, 0);
    },
  });
  sleepSync(150);
  Atomics.sub(atWork, 0, 1);
  print(`Task ${id}: finished`);
  return together;
}

async function main(): Promise<void> {
  const atWork = new Int32Array(new SharedArrayBuffer(4));

  // A plain call returns when its work is done, so the second task starts after the first.
  // Here each has nobody to meet but itself.
  let watch = stopwatch();
  const alone = new Barrier(1);
  const oneByOne = [1, 2].map((id) => task(id, atWork, alone));
  print(`One after another, most at work at once: ${Math.max(...oneByOne)}`);
  print(`Time taken: ${watch}`);

  // start() returns at once, so the second thread starts while the first one is at work.
  watch = stopwatch();
  const both = new Barrier(2);
  const threads = [1, 2].map(
    (id) => new Thread(import.meta, { target: task, args: [id, atWork, both] }),
  );
  for (const thread of threads) thread.start();
  const inThreads = await Promise.all(threads.map((thread) => thread.join()));
  print(`In threads, most at work at once: ${Math.max(...inThreads)}`);
  print(`Time taken: ${watch}, with the start of the threads`);
}

if (isMain(import.meta)) await main();

// Output:
// Task 1: started in MainThread
// Task 1: finished
// Task 2: started in MainThread
// Task 2: finished
// One after another, most at work at once: 1
// Time taken: <0.6 s or more>
// --- any order ---
// Task 1: started in Thread-1 (task)
// Task 2: started in Thread-2 (task)
// --- end ---
// --- any order ---
// Task 1: finished
// Task 2: finished
// --- end ---
// In threads, most at work at once: 2
// Time taken: <0.3 s or more>, with the start of the threads
