/**
 * Quiz: what is the main advantage of the event loop over threads? — tried out.
 *
 * In Python: asyncio against threading. The usual answer is the lower overhead when many
 * things are waited for at once, and it holds here as well: a thousand waits as tasks need
 * no further thread, and less memory than four threads that do nothing but wait.
 *
 * The other answers are tried out too. All tasks of a loop share one thread. So what
 * computes goes on one after the other, on one core; and a call that blocks holds up all
 * others, where a thread blocks only itself: one has to know what one calls.
 */
import { threadId } from 'node:worker_threads';
import { activeThreads } from '../../modules/core/current-thread.ts';
import { Event } from '../../modules/core/event.ts';
import { isMain } from '../../modules/core/main.ts';
import { print } from '../../modules/core/print.ts';
import { Semaphore } from '../../modules/core/semaphore.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleep, sleepSync } from '../../modules/core/time.ts';

const answers: Record<string, boolean> = {
  'many waits cost little': true,
  'it computes faster': false,
  'it uses all cores': false,
  'any call will do': false,
};

type Work = () => Promise<void> | void;

/** How many were in progress at once, and what that took. */
type Seen = { atOnce: number; threads: number; megabytes: number };

let [inside, mostInside] = [0, 0];

async function task(work: Work): Promise<void> {
  mostInside = Math.max(mostInside, ++inside);
  const waiting = work();
  if (waiting) await waiting;
  inside--;
}

async function asTasks(count: number, work: Work): Promise<Seen> {
  const before = memory();
  mostInside = 0;
  const tasks = Array.from({ length: count }, () => task(work));
  const seen = look(mostInside, before);
  await Promise.all(tasks);
  return seen;
}

export function waitInThread(waiting: Semaphore, goOn: Event): void {
  waiting.release();
  goOn.wait();
}

async function asThreads(count: number): Promise<Seen> {
  const before = memory();
  const [waiting, goOn] = [new Semaphore(0), new Event()];
  const threads = Array.from(
    { length: count },
    () => new Thread(import.meta, { target: waitInThread, args: [waiting, goOn] }),
  );
  for (const thread of threads) thread.start();
  for (const _ of threads) await waiting.acquireAsync(); // now all of them wait
  const seen = look(threads.length, before);
  goOn.set();
  for (const thread of threads) await thread.join();
  return seen;
}

function look(atOnce: number, before: number): Seen {
  return { atOnce, threads: activeThreads().length - 1, megabytes: memory() - before };
}

const memory = () => process.memoryUsage().rss / 2 ** 20;

function tell({ atOnce, threads, megabytes }: Seen): string {
  return `${atOnce} at once, ${threads} further threads, ${megabytes.toFixed(1)} MB`;
}

async function main(): Promise<void> {
  const tasks = await asTasks(1000, () => sleep(2));
  print(`1000 waits as tasks: ${tell(tasks)}`);
  const threads = await asThreads(4);
  print(`4 waits as threads: ${tell(threads)}`);

  const places = new Set<number>();
  const computing = await asTasks(4, () => {
    for (let n = 0; n < 1_000_000; n++) Math.sqrt(n);
    places.add(threadId);
  });
  print(`4 computations as tasks: ${computing.atOnce} at once, threads: ${places.size}`);
  const blocking = await asTasks(4, () => sleepSync(25));
  print(`4 blocking calls as tasks: ${blocking.atOnce} at once`);

  const seen: typeof answers = {
    'many waits cost little': tasks.megabytes < threads.megabytes,
    'it computes faster': computing.atOnce > 1,
    'it uses all cores': places.size > 1,
    'any call will do': blocking.atOnce > 1,
  };
  for (const [claim, answer] of Object.entries(answers)) {
    print(`${claim}: ${answer}, and seen: ${seen[claim]}`);
  }
}

if (isMain(import.meta)) await main();

// Output:
// 1000 waits as tasks: 1000 at once, 0 further threads, <float> MB
// 4 waits as threads: 4 at once, 4 further threads, <float> MB
// 4 computations as tasks: 1 at once, threads: 1
// 4 blocking calls as tasks: 1 at once
// many waits cost little: true, and seen: true
// it computes faster: false, and seen: false
// it uses all cores: false, and seen: false
// any call will do: false, and seen: false
