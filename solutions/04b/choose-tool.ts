/**
 * A tool that chooses the tool — try a part, and see whether the event loop gets a turn.
 *
 * Five tasks, of four parts each. In Python one decides beforehand: downloads, log files and
 * requests wait, so they go to threads; primes and images compute, so they go to processes.
 * Here: what waits needs no threads, the event loop waits for all of it at once. What computes
 * goes to a pool of threads, which do compute in parallel: as many as there are cores, and no
 * more.
 *
 * One can also let the program find out. What a function waits for, a file or an answer, comes
 * with a turn of the event loop. One that computes needs no turn, and lets nobody else have
 * one before it is done, even if it calls itself async. So begin one part as a sample, and
 * look before the next turn: is it done? (The sample has to be small: nothing else happens
 * while it computes.)
 */
import { rm } from 'node:fs/promises';
import { isMainThread, threadId } from 'node:worker_threads';
import { Piscina } from 'piscina';
import {
  PARTS,
  type Place,
  startServer,
  type Task,
  tasks,
  writeLogs,
} from '../../modules/04b/exercises/choose-tool/tasks.ts';
import { Barrier } from '../../modules/core/barrier.ts';
import { isMain } from '../../modules/core/main.ts';
import { print, show } from '../../modules/core/print.ts';
import { revive } from '../../modules/core/revive.ts';
import { Semaphore } from '../../modules/core/semaphore.ts';
import { workerOptions } from '../../modules/core/worker-file.ts';

const WORKERS = 2;

type Part = { task: Task; part: number; place: Place; seats: Semaphore; meet: Barrier };
type Done = { result: number; thread: number };

/** Whoever is at a part has a seat of its task: that shows how many are at it at once. */
export async function doPart(message: Part): Promise<Done> {
  const { task, part, place, seats, meet } = revive(message);
  using _seat = seats.hold();
  // In a pool, two begin together, since its workers start at different times.
  if (!isMainThread) meet.wait({ timeout: 8000 });
  return { result: await tasks[task](part, place), thread: threadId };
}

/** Whether the sample is not done before the event loop has its next turn. */
async function waits(sample: () => Promise<unknown>): Promise<boolean> {
  let done = false;
  const sampling = sample().then(() => {
    done = true;
  });
  // Lets other async functions go on, as far as they can; the event loop has no turn here.
  for (let i = 0; i < 100; i++) await undefined;
  const isWaiting = !done;
  await sampling;
  return isWaiting;
}

async function main(): Promise<void> {
  const { server, origin } = await startServer();
  const place = { origin, folder: await writeLogs() };
  await using pool = new Piscina<Part, Done>({
    filename: import.meta.url,
    name: 'doPart',
    minThreads: WORKERS,
    maxThreads: WORKERS,
    ...workerOptions,
  });

  for (const task of Object.keys(tasks) as Task[]) {
    const [seats, meet] = [new Semaphore(PARTS.length), new Barrier(WORKERS)];
    const common = { task, place, seats, meet };
    const parts = PARTS.map((part): Part => ({ ...common, part }));
    const onLoop = await waits(() => doPart({ ...common, part: 1 }));
    const done = await Promise.all(
      parts.map((part) => (onLoop ? doPart(part) : pool.run(part))),
    );
    const threads = new Set(done.map(({ thread }) => thread)).size;
    const results = show(done.map(({ result }) => result));
    const kind = onLoop ? 'waits' : 'computes';
    print(`${task}: ${kind}, threads: ${threads}, results: ${results}`);
  }
  server.close();
  server.closeAllConnections();
  await rm(place.folder, { recursive: true });
}

if (isMain(import.meta)) await main();

// Output:
// downloads: waits, threads: 1, results: [1000, 1000, 1000, 1000]
// primes: computes, threads: 2, results: [560, 525, 508, 500]
// logFiles: waits, threads: 1, results: [1, 2, 3, 4]
// images: computes, threads: 2, results: [10000, 40000, 90000, 160000]
// requests: waits, threads: 1, results: [7, 7, 7, 7]
