/**
 * A computation in a pool — the event loop stays free, and the workers are reused.
 *
 * In Python: loop.run_in_executor(ProcessPoolExecutor(), compute).
 * Here: pool.run of a Piscina pool. Python needs processes for that, since only one of
 * its threads computes at a time; here the pool's threads compute on all cores, and cost
 * less. For one call now and then a Thread will do (to-thread); for many, a pool: it
 * starts its workers once, and the tasks stand in line for them.
 */
import { threadId } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { workerOptions } from '../core/worker-file.ts';
import { type Board, createBoard, Lookout } from './teams/board.ts';

const LIMIT = 30_000_000;

export function sum(): number {
  let total = 0;
  for (let n = 0; n < LIMIT; n++) total += n;
  return total;
}

interface Task {
  me: number;
  board: Board;
  ticks: Int32Array;
}

// The same in a worker, which looks around in the middle of it: does the other worker get
// on, and does main's timer tick? Two that compute at once do so until both have seen it.
export async function sumInPool({ me, board, ticks }: Task) {
  using lookout = new Lookout(board, me);
  await lookout.meet();
  const before = Atomics.load(ticks, 0);
  let total = 0;
  do {
    lookout.beginRound();
    total = 0;
    for (let n = 0; n < LIMIT; n++) {
      total += n;
      if (n % 100_000 === 0) lookout.look();
    }
  } while (lookout.wantsAnotherRound());
  const loopWasFree = Atomics.load(ticks, 0) > before;
  return { total, worker: threadId, others: lookout.others, loopWasFree };
}

async function main(): Promise<void> {
  await using pool = new Piscina<Task, Awaited<ReturnType<typeof sumInPool>>>({
    filename: import.meta.url,
    name: 'sumInPool',
    minThreads: 2,
    maxThreads: 2,
    ...workerOptions,
  });
  const ticks = new Int32Array(new SharedArrayBuffer(4));
  const timer = setInterval(() => Atomics.add(ticks, 0, 1), 1);

  // On the event loop the timer cannot tick before the sum is there.
  print(`On the loop: ${sum()}, ticks meanwhile: ${ticks[0]}`);

  // In the pool, two at once; and then two more.
  const workers = new Set<number>();
  for (const round of ['first', 'second']) {
    await using board = await createBoard(2);
    const tasks = [0, 1].map((me) => pool.run({ me, board, ticks }));
    for (const { total, others, loopWasFree, worker } of await Promise.all(tasks)) {
      print(
        `In the ${round} round: ${total}, saw ${others} other, loop free: ${loopWasFree}`,
      );
      workers.add(worker);
    }
  }
  clearInterval(timer);
  print(
    `Workers for the four: ${workers.size}, main among them: ${workers.has(threadId)}`,
  );
}

if (isMain(import.meta)) await main();

// Output:
// On the loop: 449999985000000, ticks meanwhile: 0
// In the first round: 449999985000000, saw 1 other, loop free: true
// In the first round: 449999985000000, saw 1 other, loop free: true
// In the second round: 449999985000000, saw 1 other, loop free: true
// In the second round: 449999985000000, saw 1 other, loop free: true
// Workers for the four: 2, main among them: false
