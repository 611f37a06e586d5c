/**
 * Exercise — the words of twelve files, counted in three ways.
 *
 * On the event loop of main, in three threads, in three processes. Make it so that
 *
 * 1. countAll() works on four files at a time, on the event loop of whoever calls it: not
 *    on one after the other, and not on all at once;
 * 2. three threads count the files, each a share of its own, by countAll();
 * 3. three processes do the same;
 * 4. every file is counted once in each way, and the reports are in the order of the files;
 * 5. a file that cannot be read is reported, and spoils no other: count() does that.
 *
 * Prepared by: 04c/streams-and-backpressure, 04c/io-three-ways.
 * Check it: npx tsx scripts/check.ts 04c/file-processing   (and with --hint)
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { Process } from '../../core/process.ts';
import { Thread } from '../../core/thread.ts';
import { sleep, stopwatch } from '../../core/time.ts';

const _WORKERS = 3;
const _OPEN_AT_ONCE = 4;

/** What was found in a file, or why nothing was. */
type Report = { file: string; where: string; open: number } & (
  | { words: Map<string, number> }
  | { problem: string }
);

// TODO: four at a time. A Semaphore of the core keeps count.
export async function countAll(paths: string[]): Promise<Report[]> {
  const reports: Report[] = [];
  let now = 0;
  for (const path of paths) {
    const open = ++now;
    const where = `process ${process.pid}, thread ${threadId}`;
    const found = await count(path);
    now--;
    reports.push({ file: basename(path), where, open, ...found });
  }
  return reports;
}

// Leave this function as it is.
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

// TODO: start three workers, a share of the paths for each, with countAll as their target;
// join them, and put the reports into the order of the files.
async function inWorkers(Worker: typeof Thread | typeof Process, paths: string[]) {
  void Worker;
  return countAll(paths);
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

// The files, and the summary. Leave them as they are.
/** The same for the same reports, wherever they come from. */
function summary(reports: Report[]): string {
  const total = new Map<string, number>();
  const problems: string[] = [];
  for (const report of reports) {
    if ('problem' in report) problems.push(`${report.file}: ${report.problem}`);
    else
      for (const [word, n] of report.words) total.set(word, (total.get(word) ?? 0) + n);
  }
  const [[word, n] = []] = [...total].sort(([, a], [, b]) => b - a);
  const [from, to] = [reports[0]?.file, reports.at(-1)?.file];
  return `${from} to ${to}: '${word}' ${n} times, problems: ${problems}`;
}

/** A folder of text files. */
interface Library extends AsyncDisposable {
  /** Of its files, and of one that has gone. */
  paths: string[];
}

const VOCABULARY = 'tea milk sugar water lemon honey ginger mint'.split(' ');

/** Writes twelve small files into a temporary folder; `await using` removes it. */
async function makeLibrary(): Promise<Library> {
  const folder = await mkdtemp(join(tmpdir(), 'library-'));
  const paths: string[] = [];
  for (let i = 1; i <= 12; i++) {
    const path = join(folder, `recipe-${String(i).padStart(2, '0')}.txt`);
    const words = Array.from({ length: 500 * i }, (_, n) => wordAt(n * i));
    await writeFile(path, words.join(' '));
    paths.push(path);
  }
  paths.push(join(folder, 'recipe-13.txt')); // was listed, and is not there any more
  return {
    paths,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

/** The earlier a word stands in the vocabulary, the more often it comes. */
function wordAt(n: number): string {
  const roll = ((n * 7919) % 1000) / 1000;
  return VOCABULARY[Math.floor(roll ** 2 * VOCABULARY.length)] as string;
}

if (isMain(import.meta)) await main();
