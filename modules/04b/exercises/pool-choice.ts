/**
 * Exercise — event loop, threads or processes?
 *
 * Three kinds of work, each of two parts: downloads, which wait; counting primes, which
 * computes; and a plug-in, somebody else's code, which crashes. The program tries them in
 * several ways and tells what came of it. Make it so that
 *
 * 1. way 'threads' is a Piscina pool of two threads, which does both parts at once with
 *    partInThread(), and is closed at the end;
 * 2. way 'processes' is a Process for each part, which runs part();
 * 3. each kind of work has the choice that fits: the way that costs least, keeps the event
 *    loop free for others, and keeps the program alive. The plug-in is tried only in the
 *    way that you choose.
 *
 * Prepared by: 04b/pool, 04b/fault-isolation, 04b/threads-vs-processes.
 * Check it: npx tsx scripts/check.ts 04b/pool-choice   (and with --hint)
 */
import { Piscina } from 'piscina';
import type { Barrier } from '../../core/barrier.ts';
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { revive } from '../../core/revive.ts';
import { sleep, stopwatch } from '../../core/time.ts';

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

const actions: Record<Work, () => unknown> = {
  download: () => sleep(100),
  primes: () => Array.from({ length: 150_000 }, (_, n) => isPrime(n)).filter(Boolean),
  'plug-in': () => process.kill(process.pid, 'SIGKILL'), // as a crash in native code does
};

// Leave these two functions as they are.
export async function part(work: Work): Promise<void> {
  await actions[work]();
}

/** The parts wait for each other, so that each has a thread of its own. */
export function partInThread(work: Work): Promise<void> {
  revive<Barrier>(Piscina.workerData).wait({ timeout: 8000 });
  return part(work);
}

const ways: Record<Way, (work: Work) => Promise<PromiseSettledResult<void>[]>> = {
  'event loop': (work) => Promise.allSettled(PARTS.map(() => part(work))),

  // TODO: a pool, with name 'partInThread' and workerData new Barrier(2).
  threads: async (_work) => [],

  // TODO: two processes.
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
  const chosen = choices[work] === way ? ', chosen' : '';
  print(`${cells.join(' ')}, loop free: ${turns > 0}, crashed: ${crashed}${chosen}`);
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
