/**
 * Exercise — quiz: where are threads of use?
 *
 * Four kinds of work, each of four parts. Decide for each of them how its parts should be
 * done: by async functions on the event loop of one thread, or in a thread each. The
 * program does as you say, and tells how many parts were in progress at the same time.
 *
 * 1. For each kind, all four parts are to be in progress at once;
 * 2. no thread is started for what does not need one;
 * 3. say also what Python's threads, which share a GIL, are of most use for.
 *
 * Only the answers are to be changed.
 *
 * Check it: npx tsx scripts/check.ts 04a/quiz   (and with --hint)
 */
import { Barrier } from '../../core/barrier.ts';
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { Thread } from '../../core/thread.ts';
import { sleep, sleepSync } from '../../core/time.ts';

const PARTS = 4;

type Work = 'downloads' | 'mathematics' | 'sorting' | 'primes';
type Way = 'event loop' | 'threads';

// TODO: 'event loop' or 'threads'
const answers: Record<Work, Way | undefined> = {
  downloads: undefined, // from four slow servers
  mathematics: undefined, // four long rows of sines
  sorting: undefined, // four long arrays in memory
  primes: undefined, // is it one, for thousands of numbers
};

/** What Python's threads are of most use for. TODO: one of the four kinds. */
const inPython: Work | undefined = undefined;

const computations = {
  mathematics: () => Array.from({ length: 50_000 }, (_, n) => Math.sin(n)),
  sorting: () => Array.from({ length: 50_000 }, () => Math.random()).sort(),
  primes: () => Array.from({ length: 5_000 }, (_, n) => isPrime(n)),
};

/** Does a part; returns how many parts were in progress at its end. */
export function partInThread(work: Work, inside: Int32Array, meet: Barrier): number {
  Atomics.add(inside, 0, 1);
  if (work === 'downloads') sleepSync(100);
  else computations[work]();
  meet.wait({ timeout: 8000 });
  const together = Atomics.load(inside, 0);
  meet.wait({ timeout: 8000 }); // nobody leaves before all have looked
  Atomics.sub(inside, 0, 1);
  return together;
}

async function inThreads(work: Work): Promise<number[]> {
  const inside = new Int32Array(new SharedArrayBuffer(4));
  const args: Parameters<typeof partInThread> = [work, inside, new Barrier(PARTS)];
  const threads = Array.from(
    { length: PARTS },
    () => new Thread(import.meta, { target: partInThread, args }),
  );
  for (const thread of threads) thread.start();
  return Promise.all(threads.map((thread) => thread.join()));
}

async function onEventLoop(work: Work): Promise<number[]> {
  let inside = 0;
  const part = async () => {
    inside++;
    if (work === 'downloads') await sleep(100);
    else computations[work]();
    return inside--;
  };
  return Promise.all(Array.from({ length: PARTS }, part));
}

async function main(): Promise<void> {
  for (const [work, way] of Object.entries(answers) as [Work, Way | undefined][]) {
    if (!way) continue;
    const run = way === 'threads' ? inThreads : onEventLoop;
    const most = Math.max(...(await run(work)));
    const threads = way === 'threads' ? PARTS : 0;
    print(`${work}: ${way}, ${threads} threads, ${most} parts at once`);
  }
  if (inPython) print(`In Python, threads are of most use for ${inPython}`);
}

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) {
    if (n % divisor === 0) return false;
  }
  return n > 1;
}

if (isMain(import.meta)) await main();
