/**
 * A barrier — nobody goes on before everybody has arrived.
 *
 * In Python: threading.Barrier(3).
 * Here: the same. Three runners wait for each other at the end of each lap. wait() gives
 * each one a number, and exactly one of them 0: the one that may say it for all.
 */
import { Barrier } from '../core/barrier.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';
import { sleepSync } from '../core/time.ts';

export function run(runner: number, barrier: Barrier): void {
  for (const lap of [1, 2]) {
    sleepSync(10 * runner); // the first is fast, the third is slow
    print(`Runner ${runner}: end of lap ${lap}`);
    const number = barrier.wait();
    if (number === 0) {
      // Time enough for the others to come to the next wait, and to run a lap if they could.
      for (let i = 0; i < 100 && barrier.waiting < 2; i++) sleepSync(20);
      print(`All are at the end of lap ${lap}, waiting for me: ${barrier.waiting}`);
    }
    barrier.wait(); // and nobody runs on before that is said
  }
}

async function main(): Promise<void> {
  const barrier = new Barrier(3, { timeout: 10_000 });
  const threads = [1, 2, 3].map(
    (runner) => new Thread(import.meta, { target: run, args: [runner, barrier] }),
  );
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.join();
  print(`Still waiting: ${barrier.waiting}`);
}

if (isMain(import.meta)) await main();

// Output:
// --- any order ---
// Runner 1: end of lap 1
// Runner 2: end of lap 1
// Runner 3: end of lap 1
// --- end ---
// All are at the end of lap 1, waiting for me: 2
// --- any order ---
// Runner 1: end of lap 2
// Runner 2: end of lap 2
// Runner 3: end of lap 2
// --- end ---
// All are at the end of lap 2, waiting for me: 2
// Still waiting: 0
