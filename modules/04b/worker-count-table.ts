/**
 * How many workers — the same work with 1, 2, 4 and 8 threads, and with processes.
 *
 * In Python: a table of threads and processes. The threads' column stays flat because of
 * the GIL; that of processes falls until all cores are busy, and then rises again.
 * Here: both fall, as threads compute in parallel, too. Beyond the number of cores neither
 * falls further, while each worker takes its time and memory to start, a process more than
 * a thread. So a pool that computes has as many workers as there are cores, which is what
 * availableParallelism() tells; one that waits may have more.
 *
 * Tables like this one often show times that always fall. Measured again, they do not. The
 * last columns cannot vary. (Processes in two rows only: to start them takes longest.)
 */
import { availableParallelism } from 'node:os';
import { isMain } from '../core/main.ts';
import { Pipe, type PipeEnd } from '../core/pipe.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';
import { Thread } from '../core/thread.ts';
import { stopwatch } from '../core/time.ts';

const LIMIT = 200_000;

// Looks at every step-th odd number, as the even ones are no work, once all are up.
export async function countPrimes(first: number, step: number, main: PipeEnd) {
  await main.send(process.pid);
  await main.receive();
  let count = 0;
  for (let n = 2 * first + 1; n < LIMIT; n += 2 * step) {
    let divisor = 2;
    while (divisor * divisor <= n && n % divisor !== 0) divisor++;
    if (n >= 2 && divisor * divisor > n) count++;
  }
  return count;
}

async function measure(Worker: typeof Thread | typeof Process, workers: number) {
  const watch = stopwatch();
  const ends: PipeEnd[] = [];
  const team = Array.from({ length: workers }, (_, i) => {
    const { left, right } = new Pipe();
    ends.push(left);
    return new Worker(import.meta, { target: countPrimes, args: [i, workers, right] });
  });
  for (const worker of team) worker.start();
  const pids = new Set();
  for (const end of ends) pids.add(await end.receive());
  const alive = team.filter((worker) => worker.isAlive()).length;
  for (const end of ends) await end.send('go');
  const counts = await Promise.all(team.map((worker) => worker.join()));
  for (const end of ends) end.close();
  const atOnce = `${alive} in ${pids.size}`;
  const primes = `${Math.min(...counts)} of ${counts.reduce((a, b) => a + b)}`;
  return { ms: watch.ms(), atOnce, primes };
}

async function main(): Promise<void> {
  print(`Cores: ${availableParallelism()}`);
  print(`workers   threads  processes  at once in processes, fewest of all odd primes`);
  const times: number[] = [];
  for (const workers of [1, 2, 4, 8]) {
    const threads = await measure(Thread, workers);
    const processes = [1, 4].includes(workers)
      ? await measure(Process, workers)
      : undefined;
    const both = processes ? [threads, processes] : [threads];
    const cells = [
      String(workers).padStart(7),
      ...[threads, processes].map((part) => seconds(part?.ms).padStart(8)),
      both.map(({ atOnce }) => atOnce).join(', '),
      both.map(({ primes }) => primes).join(', '),
    ];
    print(cells.join('  '));
    times.push(threads.ms);
  }

  const [one = 0, two = 1] = times;
  const ratio = one / two;
  const plausible = ratio > 1.2 && ratio < 2.4;
  const busy = 'no sensible figure, this machine was busy, or has one core';
  print(
    `Two threads against one: ${plausible ? `${ratio.toFixed(1)} times as fast` : busy}`,
  );
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? '–' : `${(ms / 1000).toFixed(2)} s`;
}

if (isMain(import.meta)) await main();

// Output:
// Cores: <int >= 1>
// workers   threads  processes  at once in processes, fewest of all odd primes
//       1  <float> s  <float> s  1 in 1, 1 in 1  17983 of 17983, 17983 of 17983
//       2  <float> s         –  2 in 1  8977 of 17983
//       4  <float> s  <float> s  4 in 1, 4 in 4  4466 of 17983, 4466 of 17983
//       8  <float> s         –  8 in 1  2229 of 17983
// Two threads against one: <text>
