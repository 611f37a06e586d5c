/**
 * Quiz: where are threads of use? — each answer is tried out, and counted.
 *
 * Four kinds of work, each of four parts. On the event loop the parts are async functions
 * of one thread; in threads, each part has its own.
 *
 * The course asks when threads are of most use, and the answer is downloads: in Python,
 * computing threads wait for the GIL, and only those that wait for something else get out
 * of each other's way. Here it is the other way round. What waits needs no thread: the
 * event loop waits for all four at once. What computes keeps the loop to itself to the
 * end, one part after the other, so mathematics, sorting and primes belong into threads.
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
