/**
 * Performance of computing — four models, and 1, 2, 4 and 8 workers with a job each.
 *
 * In Python: sequential, threads and asyncio are alike; processes are said to differ. (In
 * the course's run they do not: each job is over before its process has started.)
 * Here: threads and processes use all cores, tasks on the event loop only one. More
 * workers than cores bring nothing more, and every start costs. The times are those of
 * your machine at this moment. What is certain stands below the table: how many were in
 * the middle of a job at once, which threads find out by waiting half way for all others.
 */
import { availableParallelism } from 'node:os';
import { Barrier } from '../core/barrier.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';
import { Thread } from '../core/thread.ts';
import { stopwatch } from '../core/time.ts';

const LIMIT = 400_000;

interface Done {
  primes: number;
  pid: number;
  together: number;
}
type Model = (workers: number) => Promise<Done[]>;

/** One job. Jobs that share memory count who is in the middle of one, and meet there. */
export function countPrimes(inside?: Int32Array, meet?: Barrier): Done {
  if (inside) Atomics.add(inside, 0, 1);
  let [primes, together] = [0, 1];
  for (let n = 2; n < LIMIT; n++) {
    if (n === LIMIT / 2) {
      meet?.wait();
      together = inside ? Atomics.load(inside, 0) : 1;
    }
    if (isPrime(n)) primes++;
  }
  if (inside) Atomics.sub(inside, 0, 1);
  return { primes, pid: process.pid, together };
}

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) {
    if (n % divisor === 0) return false;
  }
  return true;
}

const cell = () => new Int32Array(new SharedArrayBuffer(4));

const models: Record<string, Model> = {
  async sequential(workers) {
    const inside = cell();
    return Array.from({ length: workers }, () => countPrimes(inside));
  },
  async threads(count) {
    const args: [Int32Array, Barrier] = [cell(), new Barrier(count)];
    const threads = Array.from(
      { length: count },
      () => new Thread(import.meta, { target: countPrimes, args }),
    );
    for (const thread of threads) thread.start();
    return Promise.all(threads.map((thread) => thread.join()));
  },
  async processes(count) {
    const children = Array.from(
      { length: count },
      () => new Process(import.meta, { target: countPrimes }),
    );
    for (const child of children) child.start();
    return Promise.all(children.map((child) => child.join()));
  },
  async tasks(workers) {
    const inside = cell();
    return Promise.all(Array.from({ length: workers }, async () => countPrimes(inside)));
  },
};

async function main(): Promise<void> {
  const names = Object.keys(models);
  const last: Record<string, Done[]> = {};
  const primes = new Set<number>();
  print(row('workers', names));
  for (const workers of [1, 2, 4, 8]) {
    const times: string[] = [];
    for (const [name, model] of Object.entries(models)) {
      const watch = stopwatch();
      const done = await model(workers);
      times.push(`${watch}`);
      last[name] = done;
      for (const one of done) primes.add(one.primes);
    }
    print(row(`${workers}`, times));
  }
  print(`Cores: ${availableParallelism()}, primes in every job:`, [...primes]);
  print('With 8 workers, in the middle of a job at once:');
  for (const [name, done] of Object.entries(last)) {
    const together = Math.max(...done.map((one) => one.together));
    const pids = new Set(done.map(({ pid }) => pid));
    const here = pids.has(process.pid) ? 'this process' : `each of ${pids.size} others`;
    print(`  ${name}: ${together} in ${here}`);
  }
}

function row(first: string, cells: string[]): string {
  return first.padStart(7) + cells.map((text) => text.padStart(12)).join('');
}

if (isMain(import.meta)) await main();

// Output:
// workers  sequential     threads   processes       tasks
//       1     <float> s    <float> s     <float> s    <float> s
//       2     <float> s    <float> s     <float> s    <float> s
//       4     <float> s    <float> s     <float> s    <float> s
//       8     <float> s    <float> s     <float> s    <float> s
// Cores: <int >= 1>, primes in every job: [33860]
// With 8 workers, in the middle of a job at once:
//   sequential: 1 in this process
//   threads: 8 in this process
//   processes: 1 in each of 8 others
//   tasks: 1 in this process
