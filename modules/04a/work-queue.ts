/**
 * A work queue — a team of threads works off a list; whoever is free takes the next task.
 *
 * In Python: threads that loop over q.get(). The usual loop, `while not q.empty()`, can
 * hang in get() when another thread was faster: see queue-drain.
 * Here: the queue is shut down after the last task, and each worker ends when nothing is
 * left. Results come back through a second queue.
 *
 * Nobody divides the list beforehand, so a long task holds up one worker and no other
 * task. Here, by construction, it takes until all the others are done.
 */
import { Barrier } from '../core/barrier.ts';
import { currentThread } from '../core/current-thread.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Queue, QueueShutDownError } from '../core/queue.ts';
import { Semaphore } from '../core/semaphore.ts';
import { Thread } from '../core/thread.ts';

const WORKERS = 3;
const SHORT = ['/a', '/b', '/c', '/d', '/e', '/f'];
const LONG = '/long';

type Result = { page: string; worker: string; together: number };

export function work(
  tasks: Queue<string>,
  results: Queue<Result>,
  busy: Int32Array,
  allBusy: Barrier,
  shortDone: Semaphore,
): void {
  const worker = currentThread().name;
  try {
    for (let count = 1; ; count++) {
      const page = tasks.get();
      const together = Atomics.add(busy, 0, 1) + 1;
      if (count === 1) allBusy.wait(); // go on when each worker has a task
      if (page === LONG) waitForAll(shortDone);
      print(`${worker}: crawled ${page}`);
      Atomics.sub(busy, 0, 1);
      results.put({ page, worker, together });
      if (page !== LONG) shortDone.release();
    }
  } catch (error) {
    if (!(error instanceof QueueShutDownError)) throw error;
  }
}

function waitForAll(shortDone: Semaphore): void {
  for (const _ of SHORT) {
    if (!shortDone.acquire({ timeout: 5000 })) throw new Error('A task is held up');
  }
}

async function main(): Promise<void> {
  const tasks = new Queue<string>();
  for (const page of [LONG, ...SHORT]) tasks.put(page);
  tasks.shutdown();

  const results = new Queue<Result>();
  const busy = new Int32Array(new SharedArrayBuffer(4));
  const allBusy = new Barrier(WORKERS, { timeout: 10_000 });
  const shortDone = new Semaphore(0);
  const team = Array.from(
    { length: WORKERS },
    (_, n) =>
      new Thread(import.meta, {
        target: work,
        args: [tasks, results, busy, allBusy, shortDone],
        name: `Worker-${n + 1}`,
      }),
  );
  for (const thread of team) thread.start();
  for (const thread of team) await thread.join();

  const all: Result[] = [];
  while (all.length < SHORT.length + 1) all.push(results.getNowait());
  print('Crawled:', all.map(({ page }) => page).sort());
  print(`Most at once: ${Math.max(...all.map(({ together }) => together))}`);

  const slow = all.at(-1);
  const share = all.filter(({ worker }) => worker === slow?.worker);
  print(`Taken first, done last: ${slow?.page}`);
  print(`Its worker did ${share.length}, the others ${all.length - share.length}`);
}

if (isMain(import.meta)) await main();

// Output:
// --- any order ---
// Worker-<int 1..3>: crawled /a
// Worker-<int 1..3>: crawled /b
// Worker-<int 1..3>: crawled /c
// Worker-<int 1..3>: crawled /d
// Worker-<int 1..3>: crawled /e
// Worker-<int 1..3>: crawled /f
// --- end ---
// Worker-<int 1..3>: crawled /long
// Crawled: ['/a', '/b', '/c', '/d', '/e', '/f', '/long']
// Most at once: 3
// Taken first, done last: /long
// Its worker did 1, the others 6
