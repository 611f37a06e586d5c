/**
 * Testing concurrent code — three ways to show a race without waiting for luck.
 *
 * In Python: tests of threads are run a thousand times, in hope.
 * Here: tickets are sold, with a race between the look at the seats and the sale. A test
 * that sells one after the other passes all the same. These do not:
 * 1. Events instead of sleeps. The test plays the bank, and lets it answer when it likes:
 *    when all who can get there have come. No time passes, and each run is the same.
 * 2. Chaos, where there is no such seam. With LESSON_CHAOS=7 the core's primitives are
 *    delayed a little, now and then, by numbers that follow from the seed. What is right by
 *    luck only goes wrong with some seed.
 * 3. All schedules, of a small piece: explore() shows the simplest one that goes wrong, or
 *    that there is none.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { Barrier } from '../core/barrier.ts';
import { explore } from '../core/explore.ts';
import { Lock } from '../core/lock.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { SharedValue } from '../core/shared.ts';
import { Thread } from '../core/thread.ts';
import { sleepSync } from '../core/time.ts';

// To be tested: sellers that are tasks, wrong and right.
type Show = { seats: number; lock: Lock };
type Seller = (show: Show, pay: () => Promise<void>) => Promise<boolean>;
const sell: Seller = async (show, pay) => {
  if (show.seats === 0) return false;
  await pay();
  show.seats--;
  return true;
};
const sellLocked: Seller = async (show, pay) => {
  using _held = await show.lock.holdAsync();
  return await sell(show, pay);
};

async function oneByOne(seller: Seller): Promise<string> {
  const show = { seats: 1, lock: new Lock() };
  const sales = [await seller(show, async () => {}), await seller(show, async () => {})];
  return `${seller.name}(): sold: ${sales}, seats left: ${show.seats}`;
}

async function byEvents(seller: Seller): Promise<string> {
  const show = { seats: 1, lock: new Lock() };
  const atTheBank: (() => void)[] = [];
  const pay = () => new Promise<void>((paid) => atTheBank.push(paid));
  const sales = [seller(show, pay), seller(show, pay)];
  await turn(); // whoever can come to the bank is there now
  for (const paid of atTheBank) paid();
  const sold = await Promise.all(sales);
  return `at the bank: ${atTheBank.length}, sold: ${sold}, seats left: ${show.seats}`;
}

// To be tested: sellers that are threads, wrong and right.
type Hall = { seats: SharedValue; lock: Lock };
const newHall = (seats: number) => ({
  seats: new SharedValue(Int32Array, seats),
  lock: new Lock('lock'),
});
export function sellSeat({ seats }: Hall): boolean {
  if (seats.value === 0) return false;
  seats.value -= 1;
  return true;
}
export function sellSeatLocked(hall: Hall): boolean {
  using _held = hall.lock.hold();
  return sellSeat(hall);
}

const CUSTOMERS = 50;
export function sellMany(bare: Hall, locked: Hall, meet: Barrier, lateBy: number): void {
  meet.wait();
  if (lateBy > 0) sleepSync(lateBy);
  for (let customer = 0; customer < CUSTOMERS; customer++) {
    sellSeat(bare);
    sellSeatLocked(locked);
  }
}

async function byChaos() {
  const isWrong = { bare: false, locked: false };
  for (const seed of [1, 2]) {
    process.env.LESSON_CHAOS = String(seed); // for threads that start from now on
    const [bare, locked] = [newHall(2 * CUSTOMERS), newHall(2 * CUSTOMERS)];
    const meet = new Barrier(2);
    // Undisturbed, the first one has sold all of its seats before the second one begins.
    const threads = [0, 2].map((lateBy) => {
      const args: Parameters<typeof sellMany> = [bare, locked, meet, lateBy];
      return new Thread(import.meta, { target: sellMany, args });
    });
    for (const thread of threads) thread.start();
    for (const thread of threads) await thread.join();
    isWrong.bare ||= bare.seats.value !== 0;
    isWrong.locked ||= locked.seats.value !== 0;
  }
  delete process.env.LESSON_CHAOS;
  return isWrong;
}

function byAllSchedules(seller: typeof sellSeat) {
  return explore(import.meta, {
    make: () => newHall(1),
    threads: [seller, seller],
    check: ({ results }) => results.filter(Boolean).length === 1,
    preemptions: Number.POSITIVE_INFINITY,
    races: false, // two who look at the seats at once would be one, whatever comes of it
  });
}

async function main(): Promise<void> {
  print(`One by one, ${await oneByOne(sell)}`);
  print(`By events: ${await byEvents(sell)}`);
  print(`  locked: ${await byEvents(sellLocked)}`);

  const { bare, locked } = await byChaos();
  print(`By chaos, with one seed or another: wrong: ${bare}`);
  print(`  locked: wrong: ${locked}`);

  const found = await byAllSchedules(sellSeat);
  print(`By all schedules: ${found.failure?.message}`);
  for (const { thread, text } of found.failure?.trace.steps ?? []) {
    print(`    ${thread} ${text}`);
  }
  const { schedules, complete, failure } = await byAllSchedules(sellSeatLocked);
  print(
    `  locked: ${schedules} schedules, all: ${complete}, wrong: ${failure ?? 'none'}`,
  );
}

if (isMain(import.meta)) await main();

// Output:
// One by one, sell(): sold: true,false, seats left: 0
// By events: at the bank: 2, sold: true,true, seats left: -1
//   locked: at the bank: 1, sold: true,false, seats left: 0
// By chaos, with one seed or another: wrong: true
//   locked: wrong: false
// By all schedules: the check says no
//     Worker-1 reads seats: 1
//     Worker-1 reads seats: 1
//     Worker-2 reads seats: 1
//     Worker-2 reads seats: 1
//     Worker-2 writes seats: 1 → 0
//     Worker-1 writes seats: 0 → 0
//   locked: 45 schedules, all: true, wrong: none
