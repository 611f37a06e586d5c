/**
 * Quiz: where are threads of use? — each answer is tried out, and counted.
 *
 * Four kinds of work, each of four parts. On the event loop the parts are async functions
 * of one thread; in threads, each part has its own.
 *
 * In Python, threads are of most use for downloads: computing threads wait for the GIL,
 * and only those that wait for something else get out of each other's way. Here it is the
 * other way round. What waits needs no thread: the event loop waits for all four at once.
 * What computes keeps the loop to itself to the end, one part after the other, so
 * mathematics, sorting and primes belong in threads.
 */
import { Barrier } from '../../modules/core/barrier.ts';
import { isMain } from '../../modules/core/main.ts';
import { print } from '../../modules/core/print.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleep, sleepSync } from '../../modules/core/time.ts';

const PARTS = 4;

type Work = 'downloads' | 'mathematics' | 'sorting' | 'primes';
type Way = 'event loop' | 'threads';

const answers: Record<Work, Way> = {
  downloads: 'event loop',
  mathematics: 'threads',
  sorting: 'threads',
  primes: 'threads',
};

/** What Python's threads are of most use for. */
const inPython: Work = 'downloads';

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
  for (const [work, way] of Object.entries(answers) as [Work, Way][]) {
    const run = way === 'threads' ? inThreads : onEventLoop;
    const most = Math.max(...(await run(work)));
    const threads = way === 'threads' ? PARTS : 0;
    print(`${work}: ${way}, ${threads} threads, ${most} parts at once`);
  }
  print(`In Python, threads are of most use for ${inPython}`);
}

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) {
    if (n % divisor === 0) return false;
  }
  return n > 1;
}

if (isMain(import.meta)) await main();

// Output:
// downloads: event loop, 0 threads, 4 parts at once
// mathematics: threads, 4 threads, 4 parts at once
// sorting: threads, 4 threads, 4 parts at once
// primes: threads, 4 threads, 4 parts at once
// In Python, threads are of most use for downloads
