/**
 * Event loop, threads or processes — the same work in each of them, and which one to take.
 *
 * In Python: a ThreadPoolExecutor for what waits, a ProcessPoolExecutor for what computes.
 * Here there are three ways. The event loop waits for any number of things without any
 * worker. A pool of threads computes, while the loop stays free for others. Processes do
 * that too, and cost more; what they alone give is that a crash harms nobody else.
 *
 * So the choice is the cheapest way that keeps the event loop free and the program alive.
 * Both can be counted; the times are only those of one machine at one moment. The plug-in
 * is tried in processes alone: in either of the other ways it would end this program.
 */
import { threadId } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { Barrier } from '../../modules/core/barrier.ts';
import { isMain } from '../../modules/core/main.ts';
import { print } from '../../modules/core/print.ts';
import { Process } from '../../modules/core/process.ts';
import { revive } from '../../modules/core/revive.ts';
import { sleep, sleepSync, stopwatch } from '../../modules/core/time.ts';
import { workerOptions } from '../../modules/core/worker-file.ts';

const PARTS = [1, 2];

type Work = 'download' | 'primes' | 'plug-in';
type Way = 'event loop' | 'threads' | 'processes';

const choices: Record<Work, Way> = {
  download: 'event loop', // threads would do nothing but wait, too
  primes: 'threads', // the event loop would do nothing else until the end
  'plug-in': 'processes', // it may take down whatever it runs in
};

const tries: Record<Work, Way[]> = {
  download: ['event loop', 'threads'],
  primes: ['event loop', 'threads', 'processes'],
  'plug-in': [choices['plug-in']],
};

/** The naps tell who did what. */
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

  threads: async (work) => {
    await using pool = new Piscina<Work, string>({
      filename: import.meta.url,
      name: 'partInThread',
      minThreads: PARTS.length,
      maxThreads: PARTS.length,
      workerData: new Barrier(PARTS.length),
      ...workerOptions,
    });
    return await Promise.allSettled(PARTS.map(() => pool.run(work)));
  },

  processes: (work) => {
    const children = PARTS.map(
      () => new Process(import.meta, { target: part, args: [work] }),
    );
    for (const child of children) child.start();
    return Promise.allSettled(children.map((child) => child.join()));
  },
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
    for (const way of some) await tryOut(work, way);
  }
}

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) {
    if (n % divisor === 0) return false;
  }
  return n > 1;
}

if (isMain(import.meta)) await main();

// Output:
// download event loop <0.1 s or more>, done here: 2, loop free: true, crashed: 0, chosen
// download threads    <0.1 s or more>, done here: 0, loop free: true, crashed: 0
// primes   event loop <float> s, done here: 2, loop free: false, crashed: 0
// primes   threads    <float> s, done here: 0, loop free: true, crashed: 0, chosen
// primes   processes  <float> s, done here: 0, loop free: true, crashed: 0
// plug-in  processes  <float> s, done here: 0, loop free: true, crashed: 2, chosen
