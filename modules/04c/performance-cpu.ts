/**
 * Performance of computing — four models, and 1, 2, 4 and 8 workers with a job each.
 *
 * In Python: sequential, threads and asyncio are alike; processes are faster, unless each
 * job is over before its process has started.
 * Here: threads and processes use all cores, tasks on the event loop only one. More
 * workers than cores bring nothing more. The start stands in a line of its own; it takes
 * as long as many a job. The times are those of your machine at this moment. What is
 * certain stands below the table: how many others a job saw get on, in the middle of its
 * own computing. Tasks see none, although all have begun.
 */
import { availableParallelism } from 'node:os';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { stopwatch } from '../core/time.ts';
import { type Board, createBoard, Lookout } from './teams/board.ts';
import { here, inWords } from './teams/place.ts';
import { speedUp } from './teams/speed-up.ts';
import { startProcesses, startThreads } from './teams/team.ts';

const LIMIT = 150_000;

/** For the table, a job only computes; with a board, until all have seen the others get on. */
interface Job {
  me: number;
  board?: Board;
}

export async function countPrimes({ me, board }: Job) {
  using lookout = board && new Lookout(board, me);
  await lookout?.meet();
  let primes = 0;
  do {
    lookout?.beginRound();
    primes = 0;
    for (let n = 2; n < LIMIT; n++) {
      if (isPrime(n)) primes++;
      if (n % 1000 === 0) lookout?.look();
    }
  } while (lookout?.wantsAnotherRound());
  return { primes, others: lookout?.others, place: here() };
}

type Done = Awaited<ReturnType<typeof countPrimes>>;

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++)
    if (n % divisor === 0) return false;
  return true;
}

async function sequential(jobs: Job[]): Promise<Done[]> {
  const done: Done[] = [];
  for (const job of jobs) done.push(await countPrimes(job));
  return done;
}

const tasks = (jobs: Job[]): Promise<Done[]> => Promise.all(jobs.map(countPrimes));

async function main(): Promise<void> {
  const forThreads = stopwatch();
  await using threads = await startThreads(import.meta, countPrimes, 8);
  print(`Start of 8 threads: ${forThreads}`);
  const forProcesses = stopwatch();
  await using processes = await startProcesses(import.meta, countPrimes, 8);
  print(`Start of 8 processes: ${forProcesses}`);

  const models = { sequential, threads: threads.run, processes: processes.run, tasks };
  const primes = new Set<number>();
  let [alone, inThreads, inProcesses] = [0, 0, 0];
  print(row('workers', Object.keys(models)));
  for (const workers of [1, 2, 4, 8]) {
    const times: number[] = [];
    for (const model of Object.values(models)) {
      const watch = stopwatch();
      const done = await model(Array.from({ length: workers }, (_, me) => ({ me })));
      times.push(watch.ms());
      for (const result of done) primes.add(result.primes);
    }
    print(
      row(
        `${workers}`,
        times.map((ms) => `${(ms / 1000).toFixed(2)} s`),
      ),
    );
    [alone = 0, inThreads = 0, inProcesses = 0] = times;
  }
  print(`With 8 workers, threads are ${speedUp(alone, inThreads)}`);
  print(`With 8 workers, processes are ${speedUp(alone, inProcesses)}`);
  print(`Cores: ${availableParallelism()}, primes in every job:`, [...primes]);

  print('With 4 workers, how many others each of them saw get on:');
  const { sequential: _, ...together } = models;
  for (const [name, model] of Object.entries(together)) {
    await using board = await createBoard(4);
    const done = await model(
      Array.from({ length: board.workers }, (_, me) => ({ me, board })),
    );
    const others = done.map((result) => result.others).join(', ');
    print(`  ${name}: ${others}, in ${inWords(done.map(({ place }) => place))}`);
  }
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
// With 8 workers, threads are <text>
// With 8 workers, processes are <text>
// Cores: <int >= 1>, primes in every job: [13848]
// With 4 workers, how many others each of them saw get on:
//   threads: 3, 3, 3, 3, in 4 other threads
//   processes: 3, 3, 3, 3, in 4 other processes
//   tasks: 0, 0, 0, 0, in this thread
