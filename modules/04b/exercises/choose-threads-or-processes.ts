/**
 * Exercise — threads or processes?
 *
 * Four jobs, each of four parts. Decide for each of them who should do its parts: async
 * functions on the event loop, a thread for each, or a process for each. The program does as
 * you say. Only the answers are to be changed; what each job does stands right below them.
 * Make it so that
 *
 * 1. all parts of a job are done at once, each once;
 * 2. nobody is started for what only waits;
 * 3. the event loop is free while others compute, or take a nap with sleepSync;
 * 4. no process is started where threads do as well: a process takes longer to start, and
 *    more memory;
 * 5. all votes are counted, together, in one number;
 * 6. all reports are in their places, and the working directory is changed by nobody else
 *    meanwhile.
 *
 * How hard: easy, about 10 minutes.
 * Prepared by: 04b/memory-isolation, 04b/shared-value, 04b/threads-vs-processes.
 * Check it: npx tsx scripts/check.ts 04b/choose-threads-or-processes   (and with --hint)
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { threadId } from 'node:worker_threads';
import { isMain } from '../../core/main.ts';
import { print, show } from '../../core/print.ts';
import { Process } from '../../core/process.ts';
import { SharedValue } from '../../core/shared.ts';
import { Thread } from '../../core/thread.ts';
import { sleep, sleepSync } from '../../core/time.ts';

// The checker also tries others: leave this line as it is.
const NUMBERS = [1, 2, 3, 4];

type Job = 'replies' | 'sums' | 'votes' | 'reports';
type Way = 'event loop' | 'threads' | 'processes';
type Part = [job: Job, part: number, folder: string, votes: SharedValue | undefined];

// TODO: 'event loop', 'threads' or 'processes'
const answers: Record<Job, Way | undefined> = {
  replies: undefined, // from four slow servers
  sums: undefined, // of fifty thousand powers each
  votes: undefined, // from four places, counted in one number
  reports: undefined, // an old program writes each into the working directory
};

/** What a part of each job does. The naps tell who did what. Leave it as it is. */
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
    if (!way) continue;
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
