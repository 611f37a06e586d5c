/**
 * Exercise — the words of twelve files, counted in three ways.
 *
 * On the event loop of main, in threads, in processes. The files, the counting and the
 * reports are in file-processing/, and stay as they are; a file that cannot be read is
 * reported there, and spoils no other. Make it so that
 *
 * 1. countAll() works on OPEN_AT_ONCE files at a time: on the event loop of whoever calls
 *    it, not on one after the other, and not on all at once;
 * 2. it begins the next file as soon as one is done: not when a batch of them is;
 * 3. WORKERS threads count the files at the same time: each has a share of its own, for
 *    which it calls countAll();
 * 4. WORKERS processes do the same;
 * 5. in each way, every file is counted once, and the reports are in the order of the files.
 *
 * How hard: medium, about 40 minutes.
 * Prepared by: 04c/streams-and-backpressure, 04c/io-three-ways.
 * Check it: npx tsx scripts/check.ts 04c/file-processing   (and with --hint)
 */
import { basename } from 'node:path';
import { threadId } from 'node:worker_threads';
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { Process } from '../../core/process.ts';
import { Thread } from '../../core/thread.ts';
import { stopwatch } from '../../core/time.ts';
import { count, type Disk } from './file-processing/count.ts';
import { makeLibrary } from './file-processing/library.ts';
import { type Report, show, summary } from './file-processing/report.ts';

// The checker also tries others: leave these four lines as they are.
const WORKERS = 3;
const OPEN_AT_ONCE = 4;
const FILES = 12;
const DISK: Disk = { first: 20, others: 20 };

// TODO: OPEN_AT_ONCE at a time. A Semaphore of the core keeps count.
export async function countAll(paths: string[]): Promise<Report[]> {
  void OPEN_AT_ONCE;
  const reports: Report[] = [];
  let now = 0;
  for (const path of paths) {
    const open = ++now;
    const where = `process ${process.pid}, thread ${threadId}`;
    const found = await count(path, DISK);
    now--;
    reports.push({ file: basename(path), where, open, ...found });
  }
  return reports;
}

// TODO: start the workers, a share of the paths for each, with countAll as their target;
// join them, and put the reports into the order of the files.
async function inWorkers(Worker: typeof Thread | typeof Process, paths: string[]) {
  void [Worker, WORKERS];
  return countAll(paths);
}

async function main(): Promise<void> {
  await using library = await makeLibrary(FILES);
  const ways = {
    'Event loop': () => countAll(library.paths),
    Threads: () => inWorkers(Thread, library.paths),
    Processes: () => inWorkers(Process, library.paths),
  };
  const summaries = new Set<string>();
  for (const [way, run] of Object.entries(ways)) {
    const watch = stopwatch();
    const reports = await run();
    show(way, `${watch}`, reports);
    summaries.add(summary(reports));
  }
  print(`Same results from all three: ${summaries.size === 1}`);
}

if (isMain(import.meta)) await main();
