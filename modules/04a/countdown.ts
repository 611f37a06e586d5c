/**
 * The countdown — one long count, or two halves of it in two threads.
 *
 * In Python: the classic that shows the GIL. Two threads with half the numbers each take
 * as long as one with all of them, for only one of them runs at a time.
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

const COUNT = 400_000_000;

export function countDown(from: number, halfWay: Barrier): number {
  let steps = 0;
  let n = from;
  for (; n > from / 2; n--) steps++;
  halfWay.wait();
  for (; n > 0; n--) steps++;
  return steps;
}

async function main(): Promise<void> {
  // One count on the main thread: this call returns when it is over, and until then no
  // timer fires and no answer is read.
  let watch = stopwatch();
  let ticks = 0;
  const ticker = setInterval(() => ticks++, 1);
  const steps = countDown(COUNT, new Barrier(1));
  clearInterval(ticker);
  print(`One count: ${steps} steps, time taken: ${watch}`);
  print(`Main's event loop turned meanwhile: ${ticks > 0 ? 'yes' : 'no'}`);

  // Two halves. All three meet half way: the threads in the middle of their count, main on
  // its event loop.
  watch = stopwatch();
  const halfWay = new Barrier(3);
  const threads = [1, 2].map(
    () => new Thread(import.meta, { target: countDown, args: [COUNT / 2, halfWay] }),
  );
  for (const thread of threads) thread.start();
  await halfWay.waitAsync();
  print('Both threads are half way, and main can say so');

  const halves = await Promise.all(threads.map((thread) => thread.join()));
  print(`Two halves: ${halves.join(' + ')} steps, time taken: ${watch}`);
}

if (isMain(import.meta)) await main();

// Output:
// One count: 400000000 steps, time taken: <float> s
// Main's event loop turned meanwhile: no
// Both threads are half way, and main can say so
// Two halves: 200000000 + 200000000 steps, time taken: <float> s
