/**
 * Computing in threads — two threads are in the middle of a computation, at the same time.
 *
 * In Python: the GIL lets one thread compute at a time, so two threads take as long as
 * two calls.
 * Here: there is no GIL. What takes turns are the async tasks of one thread: its event
 * loop runs one of them up to its next await, and a computation has none. Threads have
 * an event loop each and do not wait for one another: with two free cores, two threads
 * need half the time. (The course measures 0.99 times the speed, which is Python's.)
 *
 * How many are in the middle of a computation is counted half way through it. That they
 * run at the very same instant only the times can show, and only where cores are free.
 */
import { availableParallelism } from 'node:os';
import { Barrier } from '../core/barrier.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';
import { stopwatch } from '../core/time.ts';

const LIMIT = 1_500_000;

export function countPrimes(inside: Int32Array, halfWay: Barrier): [number, number] {
  Atomics.add(inside, 0, 1);
  let primes = 0;
  let together = 0;
  for (let n = 2; n < LIMIT; n++) {
    if (n === LIMIT / 2) {
      halfWay.wait();
      together = Atomics.load(inside, 0);
    }
    if (isPrime(n)) primes++;
  }
  Atomics.sub(inside, 0, 1);
  return [primes, together];
}

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) {
    if (n % divisor === 0) return false;
  }
  return true;
}

async function main(): Promise<void> {
  const inside = new Int32Array(new SharedArrayBuffer(4));

  // Two async tasks: Promise.all starts both, and still the second one begins when the
  // first has ended. Half way there is nobody to wait for.
  const alone = new Barrier(1);
  const compute = async () => countPrimes(inside, alone);
  let watch = stopwatch();
  const tasks = await Promise.all([compute(), compute()]);
  const onOneThread = watch.ms();
  print(`Tasks: ${tasks[0][0]} and ${tasks[1][0]} primes, time taken: ${watch}`);
  print(`Most inside a computation at once: ${most(tasks)}`);

  // Two threads: half way through, each waits until the other is there too.
  const both = new Barrier(2);
  const threads = [1, 2].map(
    () => new Thread(import.meta, { target: countPrimes, args: [inside, both] }),
  );
  watch = stopwatch();
  for (const thread of threads) thread.start();
  const results = await Promise.all(threads.map((thread) => thread.join()));
  const inThreads = watch.ms();
  print(`Threads: ${results.map(([n]) => n).join(' and ')} primes, time taken: ${watch}`);
  print(`Most inside a computation at once: ${most(results)}`);

  const times = (onOneThread / inThreads).toFixed(2);
  print(`Speed-up: ${times} times on a machine with ${availableParallelism()} cores`);
}

function most(results: [number, number][]): number {
  return Math.max(...results.map(([, together]) => together));
}

if (isMain(import.meta)) await main();

// Output:
// Tasks: 114155 and 114155 primes, time taken: <float> s
// Most inside a computation at once: 1
// Threads: 114155 and 114155 primes, time taken: <float> s
// Most inside a computation at once: 2
// Speed-up: <float> times on a machine with <int >= 1> cores
