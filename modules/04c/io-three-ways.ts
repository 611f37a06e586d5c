/**
 * Waiting three ways — in sequence, in threads, in processes; and the fourth way.
 *
 * In Python: three seconds one after another, about one in threads or processes.
 * Here: the same, with real requests to a slow server on loopback, which counts how many
 * it has in hand at once. Threads and processes overlap the waiting, but each has to be
 * started first, and that takes longer than many a request. The fourth way, three tasks
 * on the event loop, starts nothing.
 */
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';
import { Thread } from '../core/thread.ts';
import { stopwatch } from '../core/time.ts';
import { ask, startSlowServer } from './api/slow-server.ts';
import { here, inWords } from './teams/place.ts';

const TASKS = ['news', 'sport', 'weather'];

export async function fetchData(origin: string, name: string) {
  return { answer: await ask(`${origin}/${name}`), place: here() };
}

type Fetched = Awaited<ReturnType<typeof fetchData>>;

async function inSequence(origin: string): Promise<Fetched[]> {
  const results: Fetched[] = [];
  for (const name of TASKS) results.push(await fetchData(origin, name));
  return results;
}

function inWorkers(Worker: typeof Thread | typeof Process) {
  return (origin: string): Promise<Fetched[]> => {
    const workers = TASKS.map(
      (name) => new Worker(import.meta, { target: fetchData, args: [origin, name] }),
    );
    for (const worker of workers) worker.start();
    return Promise.all(workers.map((worker) => worker.join()));
  };
}

function inTasks(origin: string): Promise<Fetched[]> {
  return Promise.all(TASKS.map((name) => fetchData(origin, name)));
}

// The server answers the first request when as many as it expects have come: so nobody
// is done before the last worker has started.
async function measure(
  title: string,
  visitors: number,
  work: (origin: string) => Promise<Fetched[]>,
): Promise<void> {
  await using server = await startSlowServer({ delay: 200, visitors });
  const watch = stopwatch();
  const results = await work(server.origin);
  const time = `${watch}`;
  const answers = results.map(({ answer }) => answer);
  print(`${title}:`, answers);
  const places = inWords(results.map(({ place }) => place));
  print(`  Time: ${time}, at the server at once: ${server.mostAtOnce}, from ${places}`);
}

async function main(): Promise<void> {
  await measure('In sequence', 1, inSequence);
  await measure('Three threads', 3, inWorkers(Thread));
  await measure('Three processes', 3, inWorkers(Process));
  await measure('Three tasks', 3, inTasks);
}

if (isMain(import.meta)) await main();

// Output:
// In sequence: ['news', 'sport', 'weather']
//   Time: <0.6 s or more>, at the server at once: 1, from this thread
// Three threads: ['news', 'sport', 'weather']
//   Time: <float >= 0.2> s, at the server at once: 3, from 3 other threads
// Three processes: ['news', 'sport', 'weather']
//   Time: <float >= 0.2> s, at the server at once: 3, from 3 other processes
// Three tasks: ['news', 'sport', 'weather']
//   Time: <0.2 s or more>, at the server at once: 3, from this thread
