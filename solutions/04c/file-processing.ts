/**
 * Twelve files, three ways — event loop, threads, processes, and the same results.
 *
 * countAll() takes a list of files and works on up to four of them at a time, on the event
 * loop of whoever calls it. Main calls it for all files; three threads and then three
 * processes call it for a share each, since each of them has an event loop of its own.
 *
 * In Python these are three versions of the program, and the async one needs aiofiles,
 * which reads in threads. Here reading is async by itself, so the event loop will do while
 * counting is little work. Threads pay when it takes longer than their start, some tens of
 * milliseconds; processes when a file may crash whoever reads it. A file that cannot be
 * read is a result in all three, and spoils none of the others.
 */
import { basename } from 'node:path';
import { threadId } from 'node:worker_threads';
import { count, type Disk } from '../../modules/04c/exercises/file-processing/count.ts';
import { makeLibrary } from '../../modules/04c/exercises/file-processing/library.ts';
import {
  type Report,
  show,
  summary,
} from '../../modules/04c/exercises/file-processing/report.ts';
import { isMain } from '../../modules/core/main.ts';
import { print } from '../../modules/core/print.ts';
import { Process } from '../../modules/core/process.ts';
import { Semaphore } from '../../modules/core/semaphore.ts';
import { Thread } from '../../modules/core/thread.ts';
import { stopwatch } from '../../modules/core/time.ts';

const WORKERS = 3;
const OPEN_AT_ONCE = 4;
const FILES = 12;
const DISK: Disk = { first: 20, others: 20 };

// Without a limit, ten thousand files would all be opened at once, which no system allows.
export async function countAll(paths: string[]): Promise<Report[]> {
  const permits = new Semaphore(OPEN_AT_ONCE);
  let now = 0;
  const countOne = async (path: string) => {
    using _permit = await permits.holdAsync();
    const open = ++now;
    const where = `process ${process.pid}, thread ${threadId}`;
    const found = await count(path, DISK);
    now--;
    return { file: basename(path), where, open, ...found };
  };
  return Promise.all(paths.map(countOne));
}

async function inWorkers(Worker: typeof Thread | typeof Process, paths: string[]) {
  const workers = Array.from({ length: WORKERS }, (_, worker) => {
    const share = paths.filter((_, i) => i % WORKERS === worker);
    return new Worker(import.meta, { target: countAll, args: [share] });
  });
  for (const worker of workers) worker.start();
  const reports = await Promise.all(workers.map((worker) => worker.join()));
  return reports.flat().sort((a, b) => (a.file < b.file ? -1 : 1));
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

// Output:
// Event loop: <float> s
//   13 files, in order: 'tea' 13878 times, problems: recipe-13.txt: ENOENT
//   Places: 1, open at once in each: 4
// Threads: <float> s
//   13 files, in order: 'tea' 13878 times, problems: recipe-13.txt: ENOENT
//   Places: 3, open at once in each: 4
// Processes: <float> s
//   13 files, in order: 'tea' 13878 times, problems: recipe-13.txt: ENOENT
//   Places: 3, open at once in each: 4
// Same results from all three: true
