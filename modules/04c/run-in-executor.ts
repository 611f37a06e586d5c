/**
 * A computation in a pool — the event loop stays free, and the workers are reused.
 *
 * In Python: loop.run_in_executor(ProcessPoolExecutor(), compute).
 * Here: pool.run of a Piscina pool. Python needs processes for that, since of its threads
 * only one computes at a time; here the pool's threads compute on all cores, and cost
 * less. For one call in a while a Thread will do (to-thread); for many, a pool: it starts
 * its workers once, and the tasks stand in line for them.
 */
import { threadId } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { Barrier } from '../core/barrier.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { revive } from '../core/revive.ts';
import { sleep } from '../core/time.ts';
import { workerOptions } from '../core/worker-file.ts';

/** What is at work now, seen by all. */
interface Office {
  computing: Int32Array;
  meet: Barrier;
}

export function sum(from: number, to: number): number {
  let total = 0;
  for (let n = from; n < to; n++) total += n;
  return total;
}

// In the middle of its work each of the two waits for the other and for main: so both are
// computing, and main is not held up.
export function sumInPool({ limit, office }: { limit: number; office: Office }) {
  const { computing, meet } = revive(office);
  Atomics.add(computing, 0, 1);
  const half = sum(0, limit / 2);
  meet.wait();
  const total = half + sum(limit / 2, limit);
  Atomics.sub(computing, 0, 1);
  return { total, worker: threadId };
}

async function main(): Promise<void> {
  await using pool = new Piscina<unknown, ReturnType<typeof sumInPool>>({
    filename: import.meta.url,
    name: 'sumInPool',
    minThreads: 2,
    maxThreads: 2,
    ...workerOptions,
  });
  const limit = 50_000_000;

  // On the event loop the timer cannot tick before the sum is there.
  let ticks = 0;
  const onLoop = setInterval(() => ticks++, 1);
  print(`On the loop: ${sum(0, limit)}, ticks meanwhile: ${ticks}`);
  clearInterval(onLoop);

  // In the pool: count the ticks that come while workers are computing, and how many do.
  const office = {
    computing: new Int32Array(new SharedArrayBuffer(4)),
    meet: new Barrier(3),
  };
  let most = 0;
  ticks = 0;
  const beside = setInterval(() => {
    const now = Atomics.load(office.computing, 0);
    if (now > 0) ticks++;
    most = Math.max(most, now);
  }, 1);
  const tasks = [1, 2].map(() => pool.run({ limit, office }));
  while (most < 2) await sleep(1);
  await office.meet.waitAsync();
  const results = await Promise.all(tasks);
  clearInterval(beside);

  print(
    'In the pool:',
    results.map(({ total }) => total),
  );
  print(`The loop ticked while they computed: ${ticks > 0}`);
  print(`Most computing at once: ${most}`);
  print(`Workers: ${new Set(results.map(({ worker }) => worker)).size}`);
}

if (isMain(import.meta)) await main();

// Output:
// On the loop: 1249999975000000, ticks meanwhile: 0
// In the pool: [1249999975000000, 1249999975000000]
// The loop ticked while they computed: true
// Most computing at once: 2
// Workers: 2
