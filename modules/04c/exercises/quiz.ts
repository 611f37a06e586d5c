/**
 * Exercise — quiz: what is the main advantage of the event loop over threads?
 *
 * Four claims about tasks on an event loop, compared with threads. Are they true? The
 * program tries each of them out; but so far it begins one task after another. Run it,
 * look at the four lines with "at once", and make it so that
 *
 * 1. a thousand tasks wait at once, on one thread: asTasks() begins all before it waits
 *    for one;
 * 2. asTasks() returns when all of its tasks are done;
 * 3. four threads wait at once: as they do so far;
 * 4. each claim has your answer, true or false, and it is what was seen;
 * 5. it is so with other numbers, too: with fewer tasks, which wait longer, and if a
 *    claim came out otherwise.
 *
 * Which of the claims is the advantage, and why?
 *
 * How hard: easy, about 15 minutes.
 * Prepared by: 04c/create-task, 04c/event-loop-order.
 * Check it: npx tsx scripts/check.ts 04c/quiz   (and with --hint)
 */
import { threadId } from 'node:worker_threads';
import { activeThreads } from '../../core/current-thread.ts';
import { Event } from '../../core/event.ts';
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { Semaphore } from '../../core/semaphore.ts';
import { Thread } from '../../core/thread.ts';
import { sleep, sleepSync } from '../../core/time.ts';

// TODO: true or false
const answers: Record<string, boolean | undefined> = {
  'many waits cost little': undefined,
  'it computes faster': undefined, // than in threads
  'it uses all cores': undefined,
  'any call will do': undefined, // as it does in a thread
};

type Work = () => Promise<void> | void;

/** How many were in progress at once, and what that took. */
type Seen = { atOnce: number; threads: number; megabytes: number };

let [inside, mostInside] = [0, 0];

// Counts who is in progress. Leave this function as it is.
async function task(work: Work): Promise<void> {
  mostInside = Math.max(mostInside, ++inside);
  const waiting = work();
  if (waiting) await waiting;
  inside--;
}

async function asTasks(count: number, work: Work): Promise<Seen> {
  const before = memory();
  mostInside = 0;
  // TODO: all at once; look while they are in progress, and then wait for them.
  for (let i = 0; i < count; i++) await task(work);
  const seen = look(mostInside, before);
  return seen;
}

// The same for threads, which say when they wait. Leave the rest as it is.
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

// The checker also tries others: leave these numbers as they are.
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
    if (answer === undefined) continue;
    print(`${claim}: ${answer}, and seen: ${seen[claim]}`);
  }
}

if (isMain(import.meta)) await main();
