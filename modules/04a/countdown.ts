/**
 * The countdown — one long count, or two halves of it in two threads.
 *
 * In Python: the classic that shows the GIL. Two threads with half the numbers each take
 * as long as one with all of them, for only one of them runs at a time (except in builds
 * without a GIL).
 * Here: the halves share nothing, no variable and no interpreter, so each can have a core
 * to itself, and on two free cores they take half the time. And main, which can do nothing
 * while it counts itself, stays free while others count.
 *
 * Only work that can be cut into independent parts gains this way. Starting a thread costs
 * as much as counting through millions: for a short count it is not worth it.
 */
import { Barrier } from '../core/barrier.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';
import { stopwatch } from '../core/time.ts';

const COUNT = 200_000_000;
const STRETCH = 1_000_000;

/** Counts in stretches, and looks whether the other one moves during one of them. */
export function countDown(from: number, me: number, left: Int32Array, meet: Barrier) {
  let otherMoves = false;
  let steps = 0;
  meet.wait();
  for (let n = from; n > 0; ) {
    const other = Atomics.load(left, 1 - me);
    for (const end = n - STRETCH; n > end; n--) steps++;
    if (Atomics.load(left, 1 - me) !== other) otherMoves = true;
    Atomics.store(left, me, n);
  }
  return { steps, otherMoves };
}

async function main(): Promise<void> {
  const left = new Int32Array(new SharedArrayBuffer(8));
  let turns = 0;
  const ticker = setInterval(() => turns++, 1);

  // One count on the main thread: this call returns when it is over, and until then no
  // timer fires and no answer is read.
  let watch = stopwatch();
  const { steps } = countDown(COUNT, 0, left, new Barrier(1));
  print(`One count: ${steps} steps, time taken: ${watch}`);
  print(`Main's event loop turned meanwhile: ${turns > 0 ? 'yes' : 'no'}`);

  // Two halves. The threads take a while to start, and so they meet, main as well.
  watch = stopwatch();
  const meet = new Barrier(3);
  const threads = [0, 1].map(
    (me) =>
      new Thread(import.meta, { target: countDown, args: [COUNT / 2, me, left, meet] }),
  );
  for (const thread of threads) thread.start();
  await meet.waitAsync();
  turns = 0;
  const halves = await Promise.all(threads.map((thread) => thread.join()));
  clearInterval(ticker);
  print(
    `Two halves: ${halves.map((half) => half.steps).join(' + ')} steps, time taken: ${watch}`,
  );
  print(`Main's event loop turned meanwhile: ${turns > 0 ? 'yes' : 'no'}`);
  print(
    'Each half saw the other one move:',
    halves.map((half) => half.otherMoves),
  );
}

if (isMain(import.meta)) await main();

// Output:
// One count: 200000000 steps, time taken: <float> s
// Main's event loop turned meanwhile: no
// Two halves: 100000000 + 100000000 steps, time taken: <float> s
// Main's event loop turned meanwhile: yes
// Each half saw the other one move: [true, true]
