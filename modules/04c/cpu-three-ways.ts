/**
 * Computing three ways — in sequence, in threads, in processes, and what each gains.
 *
 * In Python: threads gain nothing (GIL); processes gain, if the work outweighs their
 * start. The course's work takes 0.1 s, and does not: its processes come out slower.
 * Here: threads gain as well, since there is no GIL. Both have to start first, and the
 * time until the first one computes is printed too. With free cores the speed-up nears the
 * number of workers, or of cores; on a busy machine it can be anything, also below 1. So
 * only the results are certain, and where they were computed.
 */
import { availableParallelism } from 'node:os';
import { threadId } from 'node:worker_threads';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';
import { Thread } from '../core/thread.ts';
import { stopwatch } from '../core/time.ts';

const JOBS = [1, 2, 3];
const LIMIT = 700_000;

export interface Computed {
  primes: number;
  where: string;
  /** When it began to compute, on the clock that all processes share. */
  begun: number;
}

export function countPrimes(limit: number): Computed {
  const begun = performance.timeOrigin + performance.now();
  let primes = 0;
  for (let n = 2; n < limit; n++) if (isPrime(n)) primes++;
  return { primes, where: `process ${process.pid}, thread ${threadId}`, begun };
}

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) {
    if (n % divisor === 0) return false;
  }
  return true;
}

function inWorkers(Worker: typeof Thread | typeof Process): Promise<Computed[]> {
  const workers = JOBS.map(
    () => new Worker(import.meta, { target: countPrimes, args: [LIMIT] }),
  );
  for (const worker of workers) worker.start();
  return Promise.all(workers.map((worker) => worker.join()));
}

async function main(): Promise<void> {
  const ways = {
    'In sequence': async () => JOBS.map(() => countPrimes(LIMIT)),
    'Three threads': () => inWorkers(Thread),
    'Three processes': () => inWorkers(Process),
  };
  let sequential: number | undefined;
  for (const [title, work] of Object.entries(ways)) {
    const start = performance.timeOrigin + performance.now();
    const watch = stopwatch();
    const results = await work();
    const time = watch.ms();
    sequential ??= time;

    const starting = Math.min(...results.map(({ begun }) => begun)) - start;
    print(
      `${title}:`,
      results.map(({ primes }) => primes),
    );
    print(`  Time: ${seconds(time)} s, until the first began: ${seconds(starting)} s`);
    print(`  Speed-up: ${(sequential / time).toFixed(2)}`);
    print(`  Places: ${new Set(results.map(({ where }) => where)).size}`);
    const own = results.every(({ where }) => where.startsWith(`process ${process.pid},`));
    print(`  All in this process: ${own}`);
  }
  print(`This machine has ${availableParallelism()} cores.`);
}

const seconds = (ms: number) => (ms / 1000).toFixed(2);

if (isMain(import.meta)) await main();

// Output:
// In sequence: [56543, 56543, 56543]
//   Time: <float> s, until the first began: <float> s
//   Speed-up: 1.00
//   Places: 1
//   All in this process: true
// Three threads: [56543, 56543, 56543]
//   Time: <float> s, until the first began: <float> s
//   Speed-up: <float>
//   Places: 3
//   All in this process: true
// Three processes: [56543, 56543, 56543]
//   Time: <float> s, until the first began: <float> s
//   Speed-up: <float>
//   Places: 3
//   All in this process: false
// This machine has <int >= 1> cores.
