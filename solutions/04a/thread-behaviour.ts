/**
 * How threads behave — three threads that compute, and three that sleep, against one.
 *
 * Each half runs once on the main thread, one call after another, and once in three
 * threads. Each counts its steps while it computes, and sees whether those of the others
 * move meanwhile: under a lock they would not. The times depend on the machine.
 *
 * Sleeping, three threads take as long as one: a thread that sleeps needs no core. In
 * Python that is where threads are good, and computing gains nothing, as one of them has
 * the GIL and the others wait for it. Here each thread computes for itself, so both gain;
 * how much computing does is a question of free cores.
 *
 * So the answers to "do threads shorten it?" are not Python's. And for mere waiting one
 * does not need threads here: the event loop waits for any number of things.
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

/** Is called at each step, and sees from time to time which others have gone on. */
function watcher(me: number, steps: Int32Array, goingOn: Set<number>): () => void {
  let before: number[] | undefined;
  return () => {
    if (Atomics.add(steps, me, 1) % 1000 !== 0) return;
    before ??= Array.from(steps);
    before.forEach((was, i) => {
      if (Atomics.load(steps, i) !== was) goingOn.add(i);
    });
  };
}

/** Returns how many, itself included, got on while it computed. */
export function compute(inside: SharedValue, meet: Barrier, steps: Int32Array): number {
  const me = change(inside, +1) - 1;
  meet.wait({ timeout: 8000 });
  const goingOn = new Set<number>();
  const look = watcher(me, steps, goingOn);
  countPrimes(350_000, look);
  meet.wait({ timeout: 8000 }); // who began first sees that the others have come this far
  countPrimes(350_000, look);
  change(inside, -1);
  return goingOn.size;
}

/** Returns how many slept at the same time. */
export function nap(inside: SharedValue, meet: Barrier): number {
  change(inside, +1);
  meet.wait({ timeout: 8000 });
  const together = inside.value;
  sleepSync(300);
  change(inside, -1);
  return together;
}

async function oneByOne(work: typeof compute): Promise<number[]> {
  const [inside, alone] = [new SharedValue(Int32Array, 0), new Barrier(1)];
  return Array.from({ length: WORKERS }, () => work(inside, alone, noSteps()));
}

async function inThreads(work: typeof compute): Promise<number[]> {
  const [inside, all] = [new SharedValue(Int32Array, 0), new Barrier(WORKERS)];
  const steps = noSteps();
  const threads = Array.from(
    { length: WORKERS },
    () => new Thread(import.meta, { target: work, args: [inside, all, steps] }),
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

/** It calls step() for each number, by which one sees from outside that it goes on. */
function countPrimes(limit: number, step: () => void): number {
  let primes = 0;
  for (let n = 2; n < limit; n++) {
    step();
    let divisor = 2;
    while (divisor * divisor <= n && n % divisor !== 0) divisor++;
    if (divisor * divisor > n) primes++;
  }
  return primes;
}

/** A number for each worker. */
function noSteps(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * WORKERS));
}

function change(number: SharedValue, by: number): number {
  using _held = number.lock.hold();
  number.value += by;
  return number.value;
}

if (isMain(import.meta)) await main();

// Output:
// computing, oneByOne: 1 at once, <float> s
// computing, inThreads: 3 at once, <float> s
// Do threads shorten it? In Python: false, here: true
// sleeping, oneByOne: 1 at once, <0.9 s or more>
// sleeping, inThreads: 3 at once, <0.3 s or more>
// Do threads shorten it? In Python: true, here: true
