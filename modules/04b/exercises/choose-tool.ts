/**
 * Exercise — choose the right tool, by trying it out.
 *
 * Five tasks, of four parts each: downloads, primes, log files, images to be made smaller, and
 * requests to a server. Do you know which of them wait, and which compute? What a function
 * waits for comes with a turn of the event loop. One that computes needs none, and lets nobody
 * have one before it is done, also when it is called async. What the tasks do is in
 * choose-tool/tasks.ts; it is not to be changed, and need not be read. Make it so that
 *
 * 1. what waits is done on the event loop, all four parts at once, and no thread is needed;
 * 2. what computes is done by a pool of two threads, two parts at once: main does one part of
 *    each task at most, as a sample;
 * 3. the program finds out which tasks wait, from what the sample does: also when the tasks
 *    go by other names;
 * 4. the pool is closed at the end.
 *
 * How hard: hard, about 30 minutes.
 * Prepared by: 04b/pool, 04b/hybrid-download-factorial.
 * Check it: npx tsx scripts/check.ts 04b/choose-tool   (and with --hint)
 */
import { rm } from 'node:fs/promises';
import { isMainThread, threadId } from 'node:worker_threads';
import { Barrier } from '../../core/barrier.ts';
import { isMain } from '../../core/main.ts';
import { print, show } from '../../core/print.ts';
import { revive } from '../../core/revive.ts';
import { Semaphore } from '../../core/semaphore.ts';
import {
  PARTS,
  type Place,
  startServer,
  type Task,
  tasks,
  writeLogs,
} from './choose-tool/tasks.ts';

// The checker also tries others: leave this line as it is.
const WORKERS = 2;

type Part = { task: Task; part: number; place: Place; seats: Semaphore; meet: Barrier };
type Done = { result: number; thread: number };

/**
 * Whoever is at a part has a seat of its task: that shows how many are at it at once. Leave it
 * as it is.
 */
export async function doPart(message: Part): Promise<Done> {
  const { task, part, place, seats, meet } = revive(message);
  using _seat = seats.hold();
  // In a pool, two begin together, since its workers start at different times.
  if (!isMainThread) meet.wait({ timeout: 8000 });
  return { result: await tasks[task](part, place), thread: threadId };
}

/** Whether the sample waits, or computes. */
async function waits(sample: () => Promise<unknown>): Promise<boolean> {
  // TODO: begin the sample. As long as you await nothing but undefined, other async functions
  // go on as far as they can, but the event loop has no turn: do so a hundred times. Is the
  // sample done by then? Await it in any case.
  await sample();
  return true;
}

async function main(): Promise<void> {
  const { server, origin } = await startServer();
  const place = { origin, folder: await writeLogs() };
  // TODO: make a Piscina pool of WORKERS threads, for the function doPart.

  for (const task of Object.keys(tasks) as Task[]) {
    const [seats, meet] = [new Semaphore(PARTS.length), new Barrier(WORKERS)];
    const common = { task, place, seats, meet };
    const parts = PARTS.map((part): Part => ({ ...common, part }));
    const onLoop = await waits(() => doPart({ ...common, part: 1 }));
    // TODO: all parts at once: by doPart on the event loop, if they wait; if they compute, by
    // the pool.
    const done: Done[] = [];
    for (const part of parts) done.push(await doPart(part));
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
