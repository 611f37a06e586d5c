/**
 * Atomics — steps on shared numbers that no other thread can come between.
 *
 * In Python: nothing of the kind. One takes a lock, also for a single number.
 * Here: what every lock is made of. Atomics.add reads, adds and writes in one step;
 * compareExchange writes only if nobody has since one read; wait sleeps until notify wakes it.
 *
 * load and store make one thread see what another one writes. A plain read in a loop may be
 * done once, before the loop: Bun's compiler does that; those of Node and Deno may.
 */
import { Barrier } from '../core/barrier.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';
import { sleep } from '../core/time.ts';

/** What the numbers are for. */
const [SUM, TURNS, PRODUCT, BELL, FLAG] = [0, 1, 2, 3, 4];
const ROUNDS = 1_000_000_000;

// Two threads add, until they have come between each other's additions a hundred times.
export function add(cells: Int32Array, meet: Barrier): number {
  meet.wait();
  let [additions, last] = [0, 0];
  for (; Atomics.load(cells, TURNS) < 100; additions++) {
    const before = Atomics.add(cells, SUM, 1);
    if (before !== last + 1) Atomics.add(cells, TURNS, 1);
    last = before;
  }
  return additions;
}

// There is no Atomics.double: whoever finds that the other was faster doubles once more.
export function double(cells: Int32Array, meet: Barrier): number {
  for (let attempt = 1; ; attempt++) {
    const seen = Atomics.load(cells, PRODUCT);
    if (attempt === 1) meet.wait(); // both have read the same number
    const found = Atomics.compareExchange(cells, PRODUCT, seen, 2 * seen);
    if (found === seen) return attempt;
  }
}

export function sleepUntilBell(cells: Int32Array, meet: Barrier): string {
  meet.wait();
  return Atomics.wait(cells, BELL, 0, 10_000);
}

// Two that look at a flag again and again. It is set when they have been at it for long.
export function loopWithLoad(cells: Int32Array, meet: Barrier): boolean {
  meet.wait();
  let round = 0;
  while (Atomics.load(cells, FLAG) === 0 && round < ROUNDS) round++;
  return round > 0 && round < ROUNDS;
}

export function loopWithoutLoad(cells: Int32Array, meet: Barrier): boolean {
  meet.wait();
  let round = 0;
  while (cells[FLAG] === 0 && round < ROUNDS) round++;
  return round > 0 && round < ROUNDS;
}

async function main(): Promise<void> {
  const cells = new Int32Array(new SharedArrayBuffer(20));
  const meet = new Barrier(2);
  const thread = <R>(target: (cells: Int32Array, meet: Barrier) => R) => {
    const started = new Thread(import.meta, { target, args: [cells, meet] });
    started.start();
    return started;
  };
  const inTwoThreads = (target: typeof add) =>
    Promise.all([thread(target), thread(target)].map((each) => each.join()));

  const additions = await inTwoThreads(add);
  const sum = additions.reduce((a, b) => a + b);
  print(`Times that one came between the other's: ${Atomics.load(cells, TURNS)}`);
  print(`Additions that were lost: ${sum - Atomics.load(cells, SUM)}`);

  Atomics.store(cells, PRODUCT, 1);
  const attempts = await inTwoThreads(double);
  print(`One, doubled twice: ${Atomics.load(cells, PRODUCT)}`);
  print('Attempts that it took:', attempts.sort());

  const sleeper = thread(sleepUntilBell);
  await meet.waitAsync();
  // notify says how many it has woken: none, until the thread sleeps.
  let woken = 0;
  for (let tries = 0; tries < 1000 && woken === 0; tries++) {
    await sleep(1);
    woken = Atomics.notify(cells, BELL);
  }
  Atomics.store(cells, BELL, 1);
  print(`Woken by the bell: ${woken}, what its wait says: ${await sleeper.join()}`);
  // Looking at the number and falling asleep is one step: no bell is missed in between.
  print(`Too late to wait for it: ${Atomics.wait(cells, BELL, 0)}`);

  for (const target of [loopWithLoad, loopWithoutLoad]) {
    Atomics.store(cells, FLAG, 0);
    const looping = thread(target);
    await meet.waitAsync();
    // Until the loop has had 100 ms of a processor's time.
    const before = process.cpuUsage().user;
    while (process.cpuUsage().user < before + 100_000) await sleep(1);
    Atomics.store(cells, FLAG, 1);
    print(`${target.name} has seen the flag: ${await looping.join()}`);
  }
}

if (isMain(import.meta)) await main();

// Output:
// Times that one came between the other's: <int >= 100>
// Additions that were lost: 0
// One, doubled twice: 4
// Attempts that it took: [1, 2]
// Woken by the bell: 1, what its wait says: ok
// Too late to wait for it: not-equal
// loopWithLoad has seen the flag: true
// --- on node, deno ---
// loopWithoutLoad has seen the flag: true
// --- end ---
// --- on bun --- it reads the number once, before the loop
// loopWithoutLoad has seen the flag: false
// --- end ---
