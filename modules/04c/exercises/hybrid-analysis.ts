/**
 * Exercise — four datasets, fetched together and analysed in a pool.
 *
 * The server begins to answer once it has been asked for all four, and sends DS001 when
 * the three others have been analysed (it gives up after a while). Make it so that
 *
 * 1. all four datasets are asked for at once;
 * 2. a pool of two threads analyses them, and main analyses none: minThreads and
 *    maxThreads are 2;
 * 3. no analysis waits for the download of another dataset: each goes to the pool as soon
 *    as it is there;
 * 4. the results are printed in the order of IDS, whichever is ready first;
 * 5. they come from the pool, and are not known beforehand;
 * 6. the pool is closed at the end of main.
 *
 * How hard: medium, about 25 minutes.
 * Prepared by: 04c/run-in-executor, 04c/transcription-pipeline.
 * Check it: npx tsx scripts/check.ts 04c/hybrid-analysis   (and with --hint)
 */
import { threadId } from 'node:worker_threads';
import { Barrier } from '../../core/barrier.ts';
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { revive } from '../../core/revive.ts';
import { Semaphore } from '../../core/semaphore.ts';
import { sleep, sleepSync, stopwatch } from '../../core/time.ts';
import { serve } from '../api/serve.ts';

/** The datasets that there are. */
const IDS = ['DS001', 'DS002', 'DS003', 'DS004'];

/** A dataset, as it comes from the server. */
interface Dataset {
  id: string;
  numbers: number[];
  /** How many analyses of others the server has waited for, before it sent this one. */
  waitedFor: number;
}

// The server. Leave it as it is.
function startDatasetServer(analysed: Semaphore): ReturnType<typeof serve> {
  const together = new Barrier(IDS.length);
  return serve(async ({ url = '' }, response) => {
    const id = url.slice(1);
    await together.waitAsync({ timeout: 5000 }).catch(() => {});
    await sleep(300);
    const keptBack = id === 'DS001' && !together.broken;
    const waitedFor = keptBack ? await others(analysed) : 0;
    const count = 10_000 * (IDS.length - IDS.indexOf(id));
    const numbers = Array.from({ length: count }, (_, n) => 1 + ((n * 7919) % 1000));
    response.end(JSON.stringify({ id, numbers, waitedFor } satisfies Dataset));
  });
}

/** Waits for the other analyses, but not for ever; returns how many there were. */
async function others(analysed: Semaphore): Promise<number> {
  let seen = 0;
  while (seen < IDS.length - 1 && (await analysed.acquireAsync({ timeout: 10_000 }))) {
    seen++;
  }
  return seen;
}

/** What happens to a dataset: DS002 and DS003 meet, so that two threads are there. */
interface Task {
  dataset: Dataset;
  meet: Barrier;
  analysed: Semaphore;
}

// In a thread of the pool. The checker also tries others: leave this function as it is.
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
  // TODO: make the pool. Its options: filename, name, minThreads, maxThreads, and
  // ...workerOptions of core/worker-file.ts.

  const watch = stopwatch();
  const meet = new Barrier(2);
  const results: ReturnType<typeof analyse>[] = [];
  // TODO: fetch all, and hand { dataset, meet, analysed } to the pool as soon as there is
  // a dataset.
  for (const id of IDS.toReversed()) {
    const dataset = await fetchDataset(`${server.origin}/${id}`);
    results.push(analyse({ dataset, meet: new Barrier(1), analysed }));
  }
  void meet;

  for (const { id, count, result } of results) {
    print(`${id}: ${result.toFixed(2)}, from ${count} numbers`);
  }
  const threads = new Set(results.map(({ thread }) => thread));
  print(`Threads that took part: ${threads.size}, main: ${threads.has(threadId)}`);
  print(`Time taken: ${watch}`);
}

// This line, too.
if (isMain(import.meta)) await main();
