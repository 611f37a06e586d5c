/**
 * Tasks, a thread and a pool of processes in one program — and the event loop stays free.
 *
 * In Python: gather over two coroutines, asyncio.to_thread for a blocking call, and
 * loop.run_in_executor with a ProcessPoolExecutor for what computes.
 * Here: Promise.all over the same four. What waits is an async function of main; what
 * blocks is in a Thread; what computes is in processes. (A pool of threads would compute as
 * well here, as there is no GIL, and cost less. Processes also keep to themselves
 * whatever goes wrong in them.)
 *
 * Main has a pulse, which beats only while nobody keeps the event loop busy. Thread
 * and processes say when they began and ended, on the clock that all of them share; so main
 * can tell whether it beat meanwhile.
 */

import { startProcesses } from '../../modules/04c/teams/team.ts';
import { isMain } from '../../modules/core/main.ts';
import { print } from '../../modules/core/print.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleep, sleepSync } from '../../modules/core/time.ts';

/** What came out of a piece of work, and when it was done. */
type Stint = { value: number; begun: number; ended: number };

let [inHand, mostInHand] = [0, 0];
const beats: number[] = [];

const now = () => performance.timeOrigin + performance.now();

async function fetchPage(ms: number): Promise<string> {
  await sleep(ms);
  return 'page';
}

// A driver that knows only blocking calls.
export function readScale(): Stint {
  const begun = now();
  sleepSync(300);
  return { value: 42, begun, ended: now() };
}

// The numbers come in four blocks, each from a disk that takes a moment.
export function countPrimes(from: number): Stint {
  const begun = now();
  let primes = 0;
  for (let block = 0; block < 4; block++) {
    sleepSync(2);
    const start = from + block * 200_000;
    for (let n = start; n < start + 200_000; n++) if (isPrime(n)) primes++;
  }
  return { value: primes, begun, ended: now() };
}

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) {
    if (n % divisor === 0) return false;
  }
  return n > 1;
}

async function track<T>(name: string, work: Promise<T>): Promise<T> {
  print(`${name}: begun`);
  mostInHand = Math.max(mostInHand, ++inHand);
  const result = await work;
  inHand--;
  print(`${name}: done`);
  return result;
}

async function beat(stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    await sleep(10);
    beats.push(now());
  }
}

function toThread<T>(target: () => T): Promise<Awaited<T>> {
  const thread = new Thread(import.meta, { target });
  thread.start();
  return thread.join();
}

async function main(): Promise<void> {
  await using pool = await startProcesses(import.meta, countPrimes, 2);
  const stop = new AbortController();
  const beating = beat(stop.signal);
  const [news, mail, scale, primes] = await Promise.all([
    track('News', fetchPage(200)),
    track('Mail', fetchPage(500)),
    track('Scale', toThread(readScale)),
    track('Primes', pool.run([0, 800_000])),
  ]);
  stop.abort();
  await beating;

  const count = primes.reduce((sum, { value }) => sum + value, 0);
  print(`Results: ${news}, ${mail}, ${scale.value} kg, ${count} primes`);
  print(`Most in hand at once: ${mostInHand}`);
  print(`The pulse beat while the scale blocked: ${hasBeaten(scale)}`);
  print(`The pulse beat while both processes computed: ${primes.every(hasBeaten)}`);
}

function hasBeaten({ begun, ended }: Stint): boolean {
  return beats.some((at) => begun < at && at < ended);
}

if (isMain(import.meta)) await main();

// Output:
// --- any order ---
// News: begun
// Mail: begun
// Scale: begun
// Primes: begun
// --- end ---
// --- interleaved ---
// News: done
// Mail: done
// --- with ---
// Scale: done
// --- with ---
// Primes: done
// --- end ---
// Results: page, page, 42 kg, 121127 primes
// Most in hand at once: 4
// The pulse beat while the scale blocked: true
// The pulse beat while both processes computed: true
