/**
 * Threads or processes? — four jobs, each done as it was chosen; a wrong choice goes wrong.
 *
 * In Python: threads to wait, processes to compute, because its threads share one GIL.
 * Here that rule decides nothing. Waiting needs neither, and threads compute in parallel.
 * What is left to ask: does the job need something in common, or something of its own?
 *
 * - replies only wait. The event loop waits for all of them at once.
 * - sums: a number goes in, a number comes out. Both would do; a thread takes far less
 *   memory, and starts at least as fast.
 * - votes are counted in one place. Only threads have memory in common; a process that is
 *   given some is refused at its start.
 * - reports come from an old program that writes into the working directory, of which a
 *   process has exactly one. On the event loop all four end up in the same place, one over
 *   the other, and a thread is not allowed to change it.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { threadId } from 'node:worker_threads';
import { isMain } from '../../modules/core/main.ts';
import { print, show } from '../../modules/core/print.ts';
import { Process } from '../../modules/core/process.ts';
import { SharedValue } from '../../modules/core/shared.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleep, sleepSync } from '../../modules/core/time.ts';

const NUMBERS = [1, 2, 3, 4];

type Job = 'replies' | 'sums' | 'votes' | 'reports';
type Way = 'event loop' | 'threads' | 'processes';
type Part = [job: Job, part: number, folder: string, votes: SharedValue | undefined];

const answers: Record<Job, Way> = {
  replies: 'event loop',
  sums: 'threads',
  votes: 'threads',
  reports: 'processes',
};

/** Each job naps for a time of its own, by which one can tell who did what. */
const jobs = {
  replies: () => sleep(100),
  sums: (part: number) => {
    sleepSync(11);
    return Array.from({ length: 50_000 }, (_, n) => n ** part).reduce((a, b) => a + b);
  },
  votes: (part: number, _folder: string, votes: SharedValue | undefined) => {
    sleepSync(12);
    using _held = votes?.lock.hold();
    if (votes) votes.value += part * 100;
  },
  reports: async (part: number, folder: string) => {
    process.chdir(`${folder}/${part}`);
    await sleep(13);
    await writeFile('report.txt', `Report ${part}`);
  },
};

/** Does a part of a job, and says where: in which process, and which of its threads. */
export async function doPart(...[job, part, folder, votes]: Part): Promise<string> {
  await jobs[job](part, folder, votes);
  return `${process.pid} ${threadId}`;
}

const ways: Record<Way, (parts: Part[]) => Promise<string[]>> = {
  'event loop': (parts) => Promise.all(parts.map((args) => doPart(...args))),
  threads: (parts) =>
    joinAll(parts.map((args) => new Thread(import.meta, { target: doPart, args }))),
  processes: (parts) =>
    joinAll(parts.map((args) => new Process(import.meta, { target: doPart, args }))),
};

function joinAll(
  all: (Thread<Promise<string>, Part> | Process<Promise<string>, Part>)[],
) {
  for (const one of all) one.start();
  return Promise.all(all.map((one) => one.join()));
}

async function main(): Promise<void> {
  const folder = await mkdtemp(`${tmpdir()}/reports-`);
  try {
    await doJobs(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function doJobs(folder: string): Promise<void> {
  const votes = new SharedValue(Int32Array, 0);
  for (const n of NUMBERS) await mkdir(`${folder}/${n}`);
  for (const job of Object.keys(jobs) as Job[]) {
    const way = answers[job];
    const common = job === 'votes' ? votes : undefined;
    const places = await ways[way](NUMBERS.map((n) => [job, n, folder, common]));
    const processes = new Set(places.map((place) => place.split(' ')[0]));
    const counts = `threads: ${new Set(places).size}, processes: ${processes.size}`;
    print(`${job} by ${way}, ${counts}`);
  }
  const inPlace = NUMBERS.filter((n) => existsSync(`${folder}/${n}/report.txt`));
  print(`Votes: ${votes.value}, reports in their places: ${show(inPlace)}`);
}

if (isMain(import.meta)) await main();

// Output:
// replies by event loop, threads: 1, processes: 1
// sums by threads, threads: 4, processes: 1
// votes by threads, threads: 4, processes: 1
// reports by processes, threads: 4, processes: 4
// Votes: 1000, reports in their places: [1, 2, 3, 4]
