/**
 * Performance of computing — four models, and 1, 2, 4 and 8 workers with a job each.
 *
 * In Python: sequential, threads and asyncio are alike; processes are said to differ. (In
 * the course's run they do not: each job is over before its process has started.)
 * Here: threads and processes use all cores, tasks on the event loop only one. More
 * workers than cores bring nothing more. The start stands in a line of its own; it takes
 * as long as many a job. The times are those of your machine at this moment. What is
 * certain stands below the table: how many were in the middle of a job at once, which
 * threads find out by waiting half way for all others.
 */
import { availableParallelism } from 'node:os';
import { Barrier } from '../core/barrier.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { revive } from '../core/revive.ts';
import { stopwatch } from '../core/time.ts';
import { startProcesses, startThreads } from './teams/team.ts';

const LIMIT = 150_000;

/** Who is in the middle of a job, and where all wait for each other half way. */
interface Office {
  inside: Int32Array;
  halfWay: Barrier;
}

/** Without an office, in a process, a job knows only of itself. */
export function countPrimes(shared?: Office) {
  const office = shared && revive(shared);
  if (office) Atomics.add(office.inside, 0, 1);
  let [primes, together] = [0, 1];
  for (let n = 2; n < LIMIT; n++) {
    if (n === LIMIT / 2 && office) {
      office.halfWay.wait();
      together = Atomics.load(office.inside, 0);
    }
    if (isPrime(n)) primes++;
  }
  if (office) Atomics.sub(office.inside, 0, 1);
  return { primes, together, pid: process.pid };
}

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++)
    if (n % divisor === 0) return false;
  return true;
}

type Done = ReturnType<typeof countPrimes>;

async function main(): Promise<void> {
  const forThreads = stopwatch();
  await using threads = await startThreads(import.meta, countPrimes, 8);
  print(`Start of 8 threads: ${forThreads}`);
  const forProcesses = stopwatch();
  await using processes = await startProcesses(import.meta, countPrimes, 8);
  print(`Start of 8 processes: ${forProcesses}`);

  const models: Record<string, (count: number) => Done[] | Promise<Done[]>> = {
    sequential: (count) => jobs(count, office(1)).map(countPrimes),
    threads: (count) => threads.run(jobs(count, office(count))),
    processes: (count) => processes.run(jobs(count, undefined)),
    tasks: (count) =>
      Promise.all(jobs(count, office(1)).map(async (job) => countPrimes(job))),
  };
  const done: Record<string, Done[]> = {};
  const primes = new Set<number>();
  print(row('workers', Object.keys(models)));
  for (const workers of [1, 2, 4, 8]) {
    const times: string[] = [];
    for (const [name, model] of Object.entries(models)) {
      const watch = stopwatch();
      const results = await model(workers);
      times.push(`${watch}`);
      done[name] = results;
      for (const result of results) primes.add(result.primes);
    }
    print(row(`${workers}`, times));
  }

  print(`Cores: ${availableParallelism()}, primes in every job:`, [...primes]);
  print('With 8 workers, in the middle of a job at once:');
  for (const [name, results] of Object.entries(done)) {
    const together = Math.max(...results.map((result) => result.together));
    const pids = new Set(results.map(({ pid }) => pid));
    const where = pids.has(process.pid) ? 'this process' : `each of ${pids.size} others`;
    print(`  ${name}: ${together} in ${where}`);
  }
}

function office(workers: number): Office {
  const inside = new Int32Array(new SharedArrayBuffer(4));
  return { inside, halfWay: new Barrier(workers) };
}

function jobs<T>(count: number, job: T): T[] {
  return Array.from({ length: count }, () => job);
}

function row(first: string, cells: string[]): string {
  return first.padStart(7) + cells.map((cell) => cell.padStart(12)).join('');
}

if (isMain(import.meta)) await main();

// Output:
// Start of 8 threads: <float> s
// Start of 8 processes: <float> s
// workers  sequential     threads   processes       tasks
//       1   <float> s   <float> s   <float> s   <float> s
//       2   <float> s   <float> s   <float> s   <float> s
//       4   <float> s   <float> s   <float> s   <float> s
//       8   <float> s   <float> s   <float> s   <float> s
// Cores: <int >= 1>, primes in every job: [13848]
// With 8 workers, in the middle of a job at once:
//   sequential: 1 in this process
//   threads: 8 in this process
//   processes: 1 in each of 8 others
//   tasks: 1 in this process
