/**
 * Exercise — tasks, a thread and a pool of processes, and a loop that stays free.
 *
 * Four things are to be done, and the program does them all on the event loop, one after
 * another: two requests, which wait; a call of an old driver, which blocks; and a count
 * of primes, which computes. Meanwhile a pulse is to beat every 10 ms, which it can only
 * while nobody keeps the event loop busy. Make it so that
 *
 * 1. the two requests wait at the same time, on the event loop of main;
 * 2. the driver blocks a thread, and not main: in Python, asyncio.to_thread;
 * 3. two processes count the primes, one from 0 and one from 800,000: in Python,
 *    run_in_executor with a ProcessPoolExecutor; here, startProcesses of 04c/teams;
 * 4. all four are in hand at once, each of them tracked: as 'News', 'Mail', 'Scale' and
 *    'Primes', begun in any order;
 * 5. the pulse beats while the driver blocks and while the processes compute;
 * 6. none of the four waits for another one, however long each takes;
 * 7. the results are what came out of the work.
 *
 * How hard: medium, about 30 minutes.
 * Prepared by: 04c/to-thread, 04c/run-in-executor.
 * Check it: npx tsx scripts/check.ts 04c/hybrid-concurrency   (and with --hint)
 */
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { sleep, sleepSync } from '../../core/time.ts';

/** What came out of a piece of work, and when it was done. */
type Stint = { value: number; begun: number; ended: number };

let [inHand, mostInHand] = [0, 0];
const beats: number[] = [];

const now = () => performance.timeOrigin + performance.now();

// The checker also tries others: leave this function and the next five as they are.
// This one waits.
async function fetchPage(ms: number): Promise<string> {
  await sleep(ms);
  return 'page';
}

// Blocks: a driver that knows no other calls.
export function readScale(): Stint {
  const begun = now();
  sleepSync(300);
  return { value: 42, begun, ended: now() };
}

// Computes. The numbers come in four blocks, each from a disk that takes a moment.
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

// Tells when a piece of work is in hand.
async function track<T>(name: string, work: Promise<T>): Promise<T> {
  print(`${name}: begun`);
  mostInHand = Math.max(mostInHand, ++inHand);
  const result = await work;
  inHand--;
  print(`${name}: done`);
  return result;
}

// The pulse.
async function beat(stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    await sleep(10);
    beats.push(now());
  }
}

async function main(): Promise<void> {
  const stop = new AbortController();
  const beating = beat(stop.signal);
  // TODO: all at once, and each where it disturbs nobody.
  const news = await track('News', fetchPage(200));
  const mail = await track('Mail', fetchPage(500));
  const scale = await track('Scale', Promise.resolve(readScale()));
  const primes = await track('Primes', Promise.resolve([0, 800_000].map(countPrimes)));
  stop.abort();
  await beating;

  // Leave this as it is.
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
