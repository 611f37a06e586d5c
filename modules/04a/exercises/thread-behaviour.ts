/**
 * Exercise — how threads behave when they compute, and when they sleep.
 *
 * Two kinds of work are there: compute, and nap. Both return how many were in the middle
 * of it at the same time. So far they run one after another, in main. Make it so that
 *
 * 1. inThreads runs the work in three threads: three that compute, then three that nap;
 * 2. the three of a kind are at work at the same time;
 * 3. inThreads returns what its threads have returned: each saw the other two at work, as
 *    all three have the same counter, barrier and steps;
 * 4. the table says whether threads shorten it in Python;
 * 5. the table says whether threads shorten it here: given a free core for each thread.
 *
 * Look at the times before you decide; they are those of a machine with as many free cores
 * as yours has now.
 *
 * How hard: medium, about 20 minutes.
 * Prepared by: 04a/many-threads, 04a/shared-memory, 04a/cpu-threads.
 * Check it: npx tsx scripts/check.ts 04a/thread-behaviour   (and with --hint)
 */
import { Barrier } from '../../core/barrier.ts';
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { SharedValue } from '../../core/shared.ts';
import { sleepSync, stopwatch } from '../../core/time.ts';

// The checker also tries others: leave this line, and the two kinds of work, as they are.
const WORKERS = 3;

// TODO: true or false
const doThreadsShorten = {
  computing: { inPython: undefined, here: undefined },
  sleeping: { inPython: undefined, here: undefined },
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
  countPrimes(500_000, look);
  meet.wait({ timeout: 8000 }); // who began first sees that the others have come this far
  countPrimes(500_000, look);
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
  // TODO: three threads; a barrier for three, a counter and steps that they share.
  return oneByOne(work);
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
