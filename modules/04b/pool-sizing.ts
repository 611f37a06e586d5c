/**
 * The size of a pool — how many workers, how much may wait, and how one sees it.
 *
 * In Python: ProcessPoolExecutor(max_workers=…); its queue takes all that comes, and
 * nothing tells how busy the workers are.
 * Here: Piscina's maxThreads and maxQueue. A task that computes takes a core, so have as
 * many workers as cores; more only cost, as each starts, and loads the program anew. One that
 * waits takes none: let each worker have several (concurrentTasksPerWorker). The line of
 * those that wait for a worker has no end, unless maxQueue sets one; then run() rejects, and
 * a server can say "too busy" at once, instead of being late for everybody.
 *
 * Two figures say whether the size is right. pool.queueSize: a line that grows wants more
 * workers, or fewer tasks. The event loop utilization of a worker, on Node: near 1 it has
 * no time left, near 0 it is not needed; one that blocks looks busy, too. (On Node only.)
 */
import { Piscina } from 'piscina';
import { Event } from '../core/event.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { revive } from '../core/revive.ts';
import { sleep, stopwatch } from '../core/time.ts';
import { workerOptions } from '../core/worker-file.ts';

const TASKS = 4;
/** Places in `counts`: tasks inside, and workers that have loaded this file. */
const [INSIDE, LOADS] = [0, 1] as const;

type Kind = 'computes' | 'waits' | 'blocks';
interface Task {
  kind: Kind;
  counts: Int32Array;
  done: Event;
}

let isNew = true;

// Goes on until main says so: in a loop, on the event loop, or asleep.
export async function work(task: Task): Promise<void> {
  const { kind, counts, done } = revive(task);
  if (isNew) Atomics.add(counts, LOADS, 1);
  isNew = false;
  Atomics.add(counts, INSIDE, 1);
  if (kind === 'computes') while (!done.isSet());
  else if (kind === 'waits') await done.waitAsync();
  else done.wait();
}

async function crowd(kind: Kind, workers: number, each: number, maxQueue = TASKS) {
  const counts = new Int32Array(new SharedArrayBuffer(8));
  const done = new Event();
  const watch = stopwatch();
  await using pool = new Piscina({
    filename: import.meta.url,
    name: 'work',
    minThreads: workers,
    maxThreads: workers,
    concurrentTasksPerWorker: each,
    // A worker that sleeps in Atomics.wait between tasks may, on Deno, sleep over one.
    atomics: 'disabled',
    maxQueue,
    ...workerOptions,
  });
  let refused = 0;
  const run = () => pool.run({ kind, counts, done }).catch(() => refused++);
  const tasks = Array.from({ length: TASKS }, run);

  // Until each of them works, waits in the line, or has been refused.
  const inside = () => Atomics.load(counts, INSIDE);
  const isSettled = () => inside() + pool.queueSize + refused === TASKS;
  while (!isSettled() && watch.ms() < 30_000) await sleep(1);
  const cells = [workers, each, inside(), pool.queueSize, refused, counts[LOADS]];
  print(`${kind.padEnd(8)} ${cells.map((cell) => `${cell}`.padStart(8)).join(' ')}`);
  const ms = watch.ms();
  const busy = process.versions.bun ? 0 : await utilization(pool);
  done.set();
  await Promise.all(tasks);
  return { ms, busy };
}

// How much of the next tenth of a second the event loop of a worker is not idle.
async function utilization({ threads: [worker] }: Piscina): Promise<number> {
  const before = worker?.performance.eventLoopUtilization();
  await sleep(100);
  return worker?.performance.eventLoopUtilization(before).utilization ?? 0;
}

async function main(): Promise<void> {
  print(`4 tasks  workers     each  at once  in line  refused   loaded`);
  const computing = await crowd('computes', 2, 1, 1);
  const blocking = await crowd('blocks', 2, 1);
  const waiting = await crowd('waits', 2, 2);
  const many = await crowd('waits', 4, 1);

  print(
    `Four workers took ${(many.ms / waiting.ms).toFixed(1)} times as long to begin as two`,
  );
  const figure = (kind: Kind, { busy }: { busy: number }) => `${kind} ${busy.toFixed(2)}`;
  const figures = [
    figure('computes', computing),
    figure('blocks', blocking),
    figure('waits', waiting),
  ];
  print(
    `How busy: ${computing.busy > 0 ? figures.join(', ') : 'nobody measures it here'}`,
  );
}

if (isMain(import.meta)) await main();

// Output:
// 4 tasks  workers     each  at once  in line  refused   loaded
// computes        2        1        2        1        1        2
// blocks          2        1        2        2        0        2
// waits           2        2        4        0        0        2
// waits           4        1        4        0        0        4
// Four workers took <float> times as long to begin as two
// --- on node ---
// How busy: computes 1.00, blocks 1.00, waits <float < 0.9>
// --- end ---
// --- on deno, bun ---
// How busy: nobody measures it here
// --- end ---
