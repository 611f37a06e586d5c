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
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { threadId } from 'node:worker_threads';
import { isMain } from '../../modules/core/main.ts';
import { print } from '../../modules/core/print.ts';
import { Process } from '../../modules/core/process.ts';
import { Semaphore } from '../../modules/core/semaphore.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleep, stopwatch } from '../../modules/core/time.ts';
import { makeLibrary } from './file-processing/library.ts';
import { type Report, summary } from './file-processing/report.ts';

const WORKERS = 3;
const OPEN_AT_ONCE = 4;

// Without a limit, ten thousand files would all be opened at once, which no system allows.
export async function countAll(paths: string[]): Promise<Report[]> {
  const permits = new Semaphore(OPEN_AT_ONCE);
  let now = 0;
  const countOne = async (path: string) => {
    using _permit = await permits.holdAsync();
    const open = ++now;
    const where = `process ${process.pid}, thread ${threadId}`;
    const found = await count(path);
    now--;
    return { file: basename(path), where, open, ...found };
  };
  return Promise.all(paths.map(countOne));
}

async function count(path: string) {
  await sleep(20); // a slow disk
  try {
    const words = new Map<string, number>();
    for (const word of (await readFile(path, 'utf8')).split(/\s+/)) {
      words.set(word, (words.get(word) ?? 0) + 1);
    }
    return { words };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error; // a mistake of ours, not of the file
    return { problem: code };
  }
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
  await using library = await makeLibrary();
  const ways = {
    'Event loop': () => countAll(library.paths),
    'Three threads': () => inWorkers(Thread, library.paths),
    'Three processes': () => inWorkers(Process, library.paths),
  };
  const summaries = new Set<string>();
  for (const [way, run] of Object.entries(ways)) {
    const watch = stopwatch();
    const reports = await run();
    print(`${way}: ${watch}`);
    print(`  ${summary(reports)}`);
    summaries.add(summary(reports));
    const places = new Set(reports.map(({ where }) => where));
    const open = Math.max(...reports.map(({ open }) => open));
    print(`  Places: ${places.size}, open at once in each: ${open}`);
  }
  print(`Same results from all three: ${summaries.size === 1}`);
}

if (isMain(import.meta)) await main();

// Output:
// Event loop: <float> s
//   recipe-01.txt to recipe-13.txt: 'tea' 13878 times, problems: recipe-13.txt: ENOENT
//   Places: 1, open at once in each: 4
// Three threads: <float> s
//   recipe-01.txt to recipe-13.txt: 'tea' 13878 times, problems: recipe-13.txt: ENOENT
//   Places: 3, open at once in each: 4
// Three processes: <float> s
//   recipe-01.txt to recipe-13.txt: 'tea' 13878 times, problems: recipe-13.txt: ENOENT
//   Places: 3, open at once in each: 4
// Same results from all three: true
