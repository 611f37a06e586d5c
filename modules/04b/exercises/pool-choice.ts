/**
 * Exercise — event loop, threads or processes?
 *
 * Three kinds of work, each of two parts: downloads, which wait; counting primes, which
 * computes; and a plug-in, somebody else's code, which crashes. The program tries them in
 * several ways and tells what came of it; the plug-in only in the way that you choose. Make
 * it so that
 *
 * 1. way 'threads' is a Piscina pool of two threads, which does both parts at once;
 * 2. each pool is closed at the end;
 * 3. way 'processes' is a process for each part, both at once;
 * 4. each kind of work has the choice that fits: the way that costs least, keeps the event
 *    loop free for others, and keeps the program alive.
 *
 * How hard: medium, about 20 minutes.
 * Prepared by: 04b/pool, 04b/fault-isolation, 04b/threads-vs-processes.
 * Check it: npx tsx scripts/check.ts 04b/pool-choice   (and with --hint)
 */
import { threadId } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { Barrier } from '../../core/barrier.ts';
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { revive } from '../../core/revive.ts';
import { sleep, sleepSync, stopwatch } from '../../core/time.ts';

// The checker also tries others: leave this line as it is.
const PARTS = [1, 2];

type Work = 'download' | 'primes' | 'plug-in';
type Way = 'event loop' | 'threads' | 'processes';

// TODO: 'event loop', 'threads' or 'processes'
const choices: Record<Work, Way | undefined> = {
  download: undefined,
  primes: undefined,
  'plug-in': undefined,
};

const tries: Record<Work, (Way | undefined)[]> = {
  download: ['event loop', 'threads'],
  primes: ['event loop', 'threads', 'processes'],
  'plug-in': [choices['plug-in']],
};

/** The naps tell who did what. Leave it, and the two functions below, as they are. */
const actions: Record<Work, () => unknown> = {
  download: () => sleep(100),
  primes: () => {
    sleepSync(9);
    return Array.from({ length: 150_000 }, (_, n) => isPrime(n)).filter(Boolean);
  },
  'plug-in': () => {
    sleepSync(8);
    process.kill(process.pid, 'SIGKILL'); // as a crash in native code does
  },
};

/** Says where it was done: in which process, and which of its threads. */
export async function part(work: Work): Promise<string> {
  await actions[work]();
  return `${process.pid}/${threadId}`;
}

/** The parts wait for each other, so that each has a thread of its own. */
export function partInThread(work: Work): Promise<string> {
  revive<Barrier>(Piscina.workerData).wait({ timeout: 8000 });
  return part(work);
}

const ways: Record<Way, (work: Work) => Promise<PromiseSettledResult<string>[]>> = {
  'event loop': (work) => Promise.allSettled(PARTS.map(() => part(work))),

  // TODO: a pool for partInThread, with a Barrier(2) as its workerData.
  threads: async (_work) => [],

  // TODO: two processes, with part as their target.
  processes: async (_work) => [],
};

async function tryOut(work: Work, way: Way): Promise<void> {
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const watch = stopwatch();
  const ends = await ways[way](work);
  const cells = [work.padEnd(8), way.padEnd(10), watch];
  clearInterval(timer);
  const crashed = ends.filter(({ status }) => status === 'rejected').length;
  const here = ends.filter(
    (end) => end.status === 'fulfilled' && end.value === `${process.pid}/${threadId}`,
  ).length;
  const seen = `done here: ${here}, loop free: ${turns > 0}, crashed: ${crashed}`;
  const chosen = choices[work] === way ? ', chosen' : '';
  print(`${cells.join(' ')}, ${seen}${chosen}`);
}

async function main(): Promise<void> {
  for (const [work, some] of Object.entries(tries) as [Work, Way[]][]) {
    for (const way of some) if (way) await tryOut(work, way);
  }
}

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) {
    if (n % divisor === 0) return false;
  }
  return n > 1;
}

if (isMain(import.meta)) await main();
