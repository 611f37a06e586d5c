/**
 * Computing in threads — two threads go on with a computation, at the same time.
 *
 * In Python: the GIL lets one thread compute at a time, so two threads take as long as
 * two calls (except in free-threaded builds, which have no GIL).
 * Here: there is no GIL. What takes turns are the async tasks of one thread: its event
 * loop runs one of them up to its next await, and a computation has none. Threads have
 * an event loop each and do not wait for one another: with two free cores, two threads
 * need half the time.
 *
 * Each computation says how far it is, and looks at how far the other one is, before it
 * tries a number and after it. If that has changed meanwhile, neither waits for the other:
 * on one core, too, which the system takes away from one and gives to the other at any
 * moment. That they run at the very same instant only the times can show.
 */
import { availableParallelism } from 'node:os';
import { Barrier } from '../core/barrier.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';
import { stopwatch } from '../core/time.ts';

const LIMIT = 1_500_000;

export function countPrimes(me: number, reached: Int32Array, meet: Barrier) {
  let primes = 0;
  let otherGoesOn = false;
  meet.wait();
  for (let n = 2; n < LIMIT; n++) {
    const other = Atomics.load(reached, 1 - me);
    if (isPrime(n)) primes++;
    if (Atomics.load(reached, 1 - me) !== other) otherGoesOn = true;
    Atomics.store(reached, me, n);
  }
  return { primes, otherGoesOn };
}

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) {
    if (n % divisor === 0) return false;
  }
  return true;
}

async function main(): Promise<void> {
  // Two async tasks: Promise.all starts both, and still the second one begins when the
  // first has ended. At its start there is nobody to meet.
  const inTasks = new Int32Array(new SharedArrayBuffer(8));
  const alone = new Barrier(1);
  const compute = async (me: number) => countPrimes(me, inTasks, alone);
  let watch = stopwatch();
  const tasks = await Promise.all([compute(0), compute(1)]);
  const onOneThread = watch.ms();
  print(`Tasks: ${tasks.map(({ primes }) => primes).join(' and ')} primes`);
  print(`Time taken: ${watch}`);
  print(
    'Each saw the other go on:',
    tasks.map(({ otherGoesOn }) => otherGoesOn),
  );

  // Two threads. They take a while to start, so they meet before they begin.
  const inThreads = new Int32Array(new SharedArrayBuffer(8));
  const both = new Barrier(2);
  const threads = [0, 1].map(
    (me) => new Thread(import.meta, { target: countPrimes, args: [me, inThreads, both] }),
  );
  watch = stopwatch();
  for (const thread of threads) thread.start();
  const results = await Promise.all(threads.map((thread) => thread.join()));
  const onTwoThreads = watch.ms();
  print(`Threads: ${results.map(({ primes }) => primes).join(' and ')} primes`);
  print(`Time taken: ${watch}`);
  print(
    'Each saw the other go on:',
    results.map(({ otherGoesOn }) => otherGoesOn),
  );

  const times = (onOneThread / onTwoThreads).toFixed(2);
  print(`Speed-up: ${times} times on a machine with ${availableParallelism()} cores`);
}

if (isMain(import.meta)) await main();

// Output:
// Tasks: 114155 and 114155 primes
// Time taken: <float> s
// Each saw the other go on: [false, false]
// Threads: 114155 and 114155 primes
// Time taken: <float> s
// Each saw the other go on: [true, true]
// Speed-up: <float> times on a machine with <int >= 1> cores
