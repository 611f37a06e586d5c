/**
 * How threads behave — three threads that compute, and three that sleep, against one.
 *
 * Each half runs once on the main thread, one call after another, and once in three
 * threads. How many are at work at the same time is counted half way, where they meet; the
 * times depend on the machine.
 *
 * Sleeping, three threads take as long as one: a thread that sleeps needs no core. In
 * Python that is where threads are good, and computing gains nothing, as one of them has
 * the GIL and the others wait for it. Here each thread computes for itself, so both gain;
 * how much computing does is a question of free cores.
 *
 * So the answers to "do threads shorten it?" are not those of the course. And for mere
 * waiting one does not need threads here: the event loop waits for any number of things.
 */
import { Barrier } from '../../modules/core/barrier.ts';
import { isMain } from '../../modules/core/main.ts';
import { print } from '../../modules/core/print.ts';
import { SharedValue } from '../../modules/core/shared.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleepSync, stopwatch } from '../../modules/core/time.ts';

const WORKERS = 3;

const doThreadsShorten = {
  computing: { inPython: false, here: true },
  sleeping: { inPython: true, here: true },
};

/** Returns how many were in the middle of it at the same time. */
export function compute(inside: SharedValue, halfWay: Barrier): number {
  change(inside, +1);
  countPrimes(700_000);
  halfWay.wait({ timeout: 8000 });
  const together = inside.value;
  halfWay.wait({ timeout: 8000 }); // nobody leaves before all have looked
  countPrimes(700_000);
  change(inside, -1);
  return together;
}

/** Like compute, but sleeping. */
export function nap(inside: SharedValue, halfWay: Barrier): number {
  change(inside, +1);
  halfWay.wait({ timeout: 8000 });
  const together = inside.value;
  sleepSync(300);
  change(inside, -1);
  return together;
}

async function oneByOne(work: typeof compute): Promise<number[]> {
  const [inside, alone] = [new SharedValue(Int32Array, 0), new Barrier(1)];
  return Array.from({ length: WORKERS }, () => work(inside, alone));
}

async function inThreads(work: typeof compute): Promise<number[]> {
  const [inside, all] = [new SharedValue(Int32Array, 0), new Barrier(WORKERS)];
  const threads = Array.from(
    { length: WORKERS },
    () => new Thread(import.meta, { target: work, args: [inside, all] }),
  );
  for (const thread of threads) thread.start();
  return Promise.all(threads.map((thread) => thread.join()));
}

async function main(): Promise<void> {
  for (const [what, work] of [
    ['computing', compute],
    ['sleeping', nap],
  ] as const) {
    for (const way of [oneByOne, inThreads]) {
      const watch = stopwatch();
      const most = Math.max(...(await way(work)));
      print(`${what}, ${way.name}: ${most} at once, ${watch}`);
    }
    const { inPython, here } = doThreadsShorten[what];
    print(`Do threads shorten it? In Python: ${inPython}, here: ${here}`);
  }
}

function countPrimes(limit: number): number {
  let primes = 0;
  for (let n = 2; n < limit; n++) {
    let divisor = 2;
    while (divisor * divisor <= n && n % divisor !== 0) divisor++;
    if (divisor * divisor > n) primes++;
  }
  return primes;
}

function change(number: SharedValue, by: number): void {
  using _held = number.lock.hold();
  number.value += by;
}

if (isMain(import.meta)) await main();

// Output:
// computing, oneByOne: 1 at once, <float> s
// computing, inThreads: 3 at once, <float> s
// Do threads shorten it? In Python: false, here: true
// sleeping, oneByOne: 1 at once, <0.9 s>
// sleeping, inThreads: 3 at once, <0.3 s>
// Do threads shorten it? In Python: true, here: true
