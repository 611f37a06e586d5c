/**
 * Fetched together, analysed in a pool — the event loop waits, the threads compute.
 *
 * Four datasets come from a server that takes its time, and each goes to the pool as soon
 * as it is there. The server sends DS001 when the three others have been analysed, so the
 * first result is the last to be ready; it is printed first all the same, since
 * Promise.all keeps the order of the calls.
 *
 * Two phases, first all downloads and then all analyses, would not do here: one slow
 * download would hold up everything. In Python the analyses go to processes, because its
 * threads compute one at a time. Here a pool of threads will do.
 */
import { threadId } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { Barrier } from '../../modules/core/barrier.ts';
import { isMain } from '../../modules/core/main.ts';
import { print } from '../../modules/core/print.ts';
import { revive } from '../../modules/core/revive.ts';
import { Semaphore } from '../../modules/core/semaphore.ts';
import { sleepSync, stopwatch } from '../../modules/core/time.ts';
import { workerOptions } from '../../modules/core/worker-file.ts';
import {
  type Dataset,
  IDS,
  startDatasetServer,
} from './hybrid-analysis/dataset-server.ts';

const THREADS = 2;

/** What happens to a dataset: DS002 and DS003 meet, so that two threads are there. */
interface Task {
  dataset: Dataset;
  meet: Barrier;
  analysed: Semaphore;
}

export function analyse(task: Task) {
  const { dataset, meet, analysed } = revive(task);
  const { id, numbers } = dataset;
  if (id === 'DS002' || id === 'DS003') meet.wait({ timeout: 15_000 });
  sleepSync(20);
  const result = numbers.reduce((sum, n) => sum + Math.sqrt(n) * Math.log(n + 1), 0);
  analysed.release();
  return { id, count: numbers.length, result, thread: threadId };
}

async function fetchDataset(url: string): Promise<Dataset> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`GET ${url}: status ${response.status}`);
  const dataset = (await response.json()) as Dataset;
  print(`Fetched ${dataset.id}, kept back for ${dataset.waitedFor} analyses`);
  return dataset;
}

async function main(): Promise<void> {
  const analysed = new Semaphore(0);
  await using server = await startDatasetServer(analysed);
  await using pool = new Piscina<Task, ReturnType<typeof analyse>>({
    filename: import.meta.url,
    name: 'analyse',
    minThreads: THREADS,
    maxThreads: THREADS,
    ...workerOptions,
  });

  const watch = stopwatch();
  const meet = new Barrier(2);
  const fetchAndAnalyse = async (id: string) => {
    const dataset = await fetchDataset(`${server.origin}/${id}`);
    return pool.run({ dataset, meet, analysed });
  };
  const results = await Promise.all(IDS.map(fetchAndAnalyse));

  for (const { id, count, result } of results) {
    print(`${id}: ${result.toFixed(2)}, from ${count} numbers`);
  }
  const threads = new Set(results.map(({ thread }) => thread));
  print(`Threads that took part: ${threads.size}, main: ${threads.has(threadId)}`);
  print(`Time taken: ${watch}`);
}

if (isMain(import.meta)) await main();

// Output:
// --- any order ---
// Fetched DS002, kept back for 0 analyses
// Fetched DS003, kept back for 0 analyses
// Fetched DS004, kept back for 0 analyses
// --- end ---
// Fetched DS001, kept back for 3 analyses
// DS001: 5269764.16, from 40000 numbers
// DS002: 3952323.12, from 30000 numbers
// DS003: 2634882.08, from 20000 numbers
// DS004: 1317441.04, from 10000 numbers
// Threads that took part: 2, main: false
// Time taken: <0.3 s or more>
