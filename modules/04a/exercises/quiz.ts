/**
 * Exercise — quiz: where are threads of use?
 *
 * Four kinds of work, each of four parts. Decide for each of them how its parts should be
 * done: by async functions on the event loop of one thread, or in a thread each. The
 * program does as you say, and tells how many parts were in progress at the same time.
 * Make it so that
 *
 * 1. each kind of work has an answer, and is tried out: only the answers are to be changed;
 * 2. all downloads are in progress at once, and no thread is started for them;
 * 3. all parts of what computes are in progress at once: mathematics, sorting and primes;
 * 4. it is said what Python's threads are of most use for: they share a GIL.
 *
 * How hard: easy, about 10 minutes.
 * Prepared by: 04a/cpu-threads, 04a/io-threads.
 * Check it: npx tsx scripts/check.ts 04a/quiz   (and with --hint)
 */
import { Barrier } from '../../core/barrier.ts';
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { Thread } from '../../core/thread.ts';
import { sleep, sleepSync } from '../../core/time.ts';

// The checker also tries others: leave all but the answers as it is.
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

// Each computation calls step() again and again, by which one sees from outside that it goes on.
const computations = {
  mathematics: (step: () => void) =>
    Array.from({ length: 50_000 }, (_, n) => {
      step();
      return Math.sin(n);
    }),
  sorting: (step: () => void) =>
    Array.from({ length: 10_000 }, () => Math.random()).sort((a, b) => {
      step();
      return a - b;
    }),
  primes: (step: () => void) =>
    Array.from({ length: 10_000 }, (_, n) => {
      step();
      return isPrime(n);
    }),
};

/** Is called at each step, and sees from time to time which others have gone on. */
function watcher(me: number, steps: Int32Array, goingOn: Set<number>): () => void {
  let before: number[] | undefined;
  return () => {
    if (Atomics.add(steps, me, 1) % 1000 !== 0) return;
    before ??= Array.from(steps);
    before.forEach((was, i) => {
      if (Atomics.load(steps, i) !== was) goingOn.add(i);
    });
  };
}

/** Does a part; returns how many parts, its own included, went on in the middle of it. */
export function partInThread(
  work: Work,
  part: number,
  steps: Int32Array,
  satisfied: Int32Array,
  meet: Barrier,
): number {
  meet.wait({ timeout: 8000 });
  if (work === 'downloads') {
    sleepSync(100);
    return meet.parties;
  }
  // Again and again, until each part has seen each other one go on.
  const goingOn = new Set([part]);
  for (let n = 0; n < 200 && Atomics.load(satisfied, 0) < PARTS; n++) {
    const seenAll = goingOn.size === PARTS;
    computations[work](watcher(part, steps, goingOn));
    if (!seenAll && goingOn.size === PARTS) Atomics.add(satisfied, 0, 1);
  }
  return goingOn.size;
}

async function inThreads(work: Work): Promise<number[]> {
  // How many steps each part has done, and how many parts have seen all others.
  const steps = new Int32Array(new SharedArrayBuffer(4 * PARTS));
  const satisfied = new Int32Array(new SharedArrayBuffer(4));
  const meet = new Barrier(PARTS);
  const threads = Array.from({ length: PARTS }, (_, part) => {
    const args: Parameters<typeof partInThread> = [work, part, steps, satisfied, meet];
    return new Thread(import.meta, { target: partInThread, args });
  });
  for (const thread of threads) thread.start();
  return Promise.all(threads.map((thread) => thread.join()));
}

async function onEventLoop(work: Work): Promise<number[]> {
  let inside = 0;
  const part = async () => {
    inside++;
    if (work === 'downloads') await sleep(100);
    else computations[work](() => {});
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
