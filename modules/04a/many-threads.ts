/**
 * Many threads — five of them wait their own times, and all at once.
 *
 * In Python: a list of threads, one loop that starts them, and another that joins them.
 * Here: the same two loops. Joining inside the first one would run them one by one. The
 * order in which they speak is free; the order of the results is that of the list,
 * because that is the order in which they are joined.
 */
import { Barrier } from '../core/barrier.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';
import { sleepSync, stopwatch } from '../core/time.ts';

const WAITS = [500, 400, 300, 200, 100];

export function work(ms: number, running: Int32Array, allHere: Barrier) {
  print(`Waiting ${ms} ms: started`);
  Atomics.add(running, 0, 1);
  sleepSync(ms / 2);
  // All meet in the middle of their waits. Whoever comes last looks before any goes on.
  let together = 0;
  allHere.wait({
    action: () => {
      together = Atomics.load(running, 0);
    },
  });
  sleepSync(ms / 2);
  Atomics.sub(running, 0, 1);
  print(`Waiting ${ms} ms: finished`);
  return { ms, together };
}

async function main(): Promise<void> {
  const running = new Int32Array(new SharedArrayBuffer(4));
  const allHere = new Barrier(WAITS.length);
  const threads = WAITS.map(
    (ms) => new Thread(import.meta, { target: work, args: [ms, running, allHere] }),
  );

  const watch = stopwatch();
  for (const thread of threads) thread.start();
  const results: { ms: number; together: number }[] = [];
  for (const thread of threads) results.push(await thread.join());

  print(
    'Results, in the order of the list:',
    results.map(({ ms }) => ms),
  );
  print(`Most running at once: ${Math.max(...results.map(({ together }) => together))}`);
  print(`Time taken: ${watch}, for waits of 1.50 s in all`);
}

if (isMain(import.meta)) await main();

// Output:
// --- any order ---
// Waiting 500 ms: started
// Waiting 400 ms: started
// Waiting 300 ms: started
// Waiting 200 ms: started
// Waiting 100 ms: started
// --- end ---
// --- any order --- mostly the shortest first, but a busy system may delay anyone
// Waiting 100 ms: finished
// Waiting 200 ms: finished
// Waiting 300 ms: finished
// Waiting 400 ms: finished
// Waiting 500 ms: finished
// --- end ---
// Results, in the order of the list: [500, 400, 300, 200, 100]
// Most running at once: 5
// Time taken: <0.5 s or more>, for waits of 1.50 s in all
