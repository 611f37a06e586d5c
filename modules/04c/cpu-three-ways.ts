/**
 * Computing three ways — in sequence, in threads, in processes, and what each gains.
 *
 * In Python: threads gain nothing (GIL); processes gain, if the work outweighs their
 * start. Work of 0.1 s does not: in processes it comes out slower.
 * Here: threads gain as well, since there is no GIL. Both have to start first, and the
 * time until they have is printed too. With free cores the speed-up nears the number of
 * workers, or of cores; on a busy machine there may be none. What is certain is that none
 * holds up the others: each counts on a board how far it has got, and sees, in the middle
 * of its own computing, the numbers of the others grow. (On a machine with one core too:
 * the system takes it away from one and gives it to the next.)
 */
import { availableParallelism } from 'node:os';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';
import { Thread } from '../core/thread.ts';
import { type Board, createBoard, Lookout } from './teams/board.ts';
import { here, inWords } from './teams/place.ts';
import { speedUp } from './teams/speed-up.ts';

const JOBS = [0, 1, 2];
const LIMIT = 700_000;

/** Counts primes. With others it begins when all are there, and goes on until all have seen. */
export async function countPrimes(job: number, board: Board, together: boolean) {
  using lookout = new Lookout(board, job);
  if (together) await lookout.meet();
  const begun = now();
  let ended: number | undefined;
  let primes = 0;
  do {
    lookout.beginRound();
    primes = 0;
    for (let n = 2; n < LIMIT; n++) {
      if (isPrime(n)) primes++;
      if (n % 1000 === 0) lookout.look();
    }
    ended ??= now();
  } while (lookout.wantsAnotherRound() && together);
  return { primes, others: lookout.others, place: here(), begun, ended };
}

type Counted = Awaited<ReturnType<typeof countPrimes>>;

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) {
    if (n % divisor === 0) return false;
  }
  return true;
}

async function inSequence(board: Board): Promise<Counted[]> {
  const results: Counted[] = [];
  for (const job of JOBS) results.push(await countPrimes(job, board, false));
  return results;
}

function inWorkers(Worker: typeof Thread | typeof Process) {
  return (board: Board): Promise<Counted[]> => {
    const create = (job: number) =>
      new Worker(import.meta, { target: countPrimes, args: [job, board, true] });
    const workers = JOBS.map(create);
    for (const worker of workers) worker.start();
    return Promise.all(workers.map((worker) => worker.join()));
  };
}

async function main(): Promise<void> {
  const ways = {
    'In sequence': inSequence,
    'Three threads': inWorkers(Thread),
    'Three processes': inWorkers(Process),
  };
  let sequential = 0;
  for (const [title, work] of Object.entries(ways)) {
    await using board = await createBoard(JOBS.length);
    const start = now();
    const results = await work(board);
    const time = Math.max(...results.map(({ ended }) => ended)) - start;
    if (work === inSequence) sequential = time;

    const starting = Math.min(...results.map(({ begun }) => begun)) - start;
    print(`${title}: in ${inWords(results.map(({ place }) => place))}`);
    const primes = results.map((result) => result.primes);
    print('  Primes:', primes);
    print(`  Time: ${seconds(time)}, of which to start: ${seconds(starting)}`);
    if (work !== inSequence) print(`  That is ${speedUp(sequential, time)}`);
    const others = results.map((result) => result.others);
    print('  While computing, how many others each saw get on:', others);
  }
  print(`This machine has ${availableParallelism()} cores.`);
}

/** On the clock that all processes share. */
const now = () => performance.timeOrigin + performance.now();
const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;

if (isMain(import.meta)) await main();

// Output:
// In sequence: in this thread
//   Primes: [56543, 56543, 56543]
//   Time: <float> s, of which to start: <float> s
//   While computing, how many others each saw get on: [0, 0, 0]
// Three threads: in 3 other threads
//   Primes: [56543, 56543, 56543]
//   Time: <float> s, of which to start: <float> s
//   That is <text>
//   While computing, how many others each saw get on: [2, 2, 2]
// Three processes: in 3 other processes
//   Primes: [56543, 56543, 56543]
//   Time: <float> s, of which to start: <float> s
//   That is <text>
//   While computing, how many others each saw get on: [2, 2, 2]
// This machine has <int >= 1> cores.
