/**
 * Performance of waiting — four models, and 1, 2, 4 and 8 workers with a request each.
 *
 * In Python: sequential takes 1, 2, 4, 8 seconds; threads, processes and asyncio stay at
 * about 1 second.
 * Here: the same picture, with real requests. What such a table hides is the start: eight
 * threads or processes take longer to start than the whole wait, so it stands in a line of
 * its own. Tasks on the event loop have none. The times are those of your machine at this
 * moment; that the waiting overlapped is what the server counted, below the table.
 */
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { stopwatch } from '../core/time.ts';
import { ask, startSlowServer } from './api/slow-server.ts';
import { here, inWords, type Place } from './teams/place.ts';
import { speedUp } from './teams/speed-up.ts';
import { startProcesses, startThreads } from './teams/team.ts';

/** Asks, and tells where that was done. */
export async function request(url: string): Promise<Place> {
  await ask(url);
  return here();
}

async function sequential(urls: string[]): Promise<Place[]> {
  const places: Place[] = [];
  for (const url of urls) places.push(await request(url));
  return places;
}

function tasks(urls: string[]): Promise<Place[]> {
  return Promise.all(urls.map(request));
}

async function main(): Promise<void> {
  const forThreads = stopwatch();
  await using threads = await startThreads(import.meta, request, 8);
  print(`Start of 8 threads: ${forThreads}`);
  const forProcesses = stopwatch();
  await using processes = await startProcesses(import.meta, request, 8);
  print(`Start of 8 processes: ${forProcesses}`);

  const models = { sequential, threads: threads.run, processes: processes.run, tasks };
  const proof: Record<string, string> = {};
  let answered = 0;
  let sequentialTime = 0;
  print(row('workers', Object.keys(models)));
  for (const workers of [1, 2, 4, 8]) {
    const times: string[] = [];
    for (const [name, model] of Object.entries(models)) {
      // All but the sequential one ask at the same time; the server waits for all of them.
      const visitors = model === sequential ? 1 : workers;
      await using server = await startSlowServer({ delay: 60, visitors });
      const urls = Array.from({ length: workers }, () => `${server.origin}/page`);
      const watch = stopwatch();
      const places = await model(urls);
      const ms = watch.ms();
      if (model === sequential) sequentialTime = ms;
      times.push(`${(ms / 1000).toFixed(2)} s`);
      answered += places.length;
      proof[name] = `${server.mostAtOnce} at once, from ${inWords(places)}`;
      if (model !== sequential) proof[name] += `; ${speedUp(sequentialTime, ms)}`;
    }
    print(row(`${workers}`, times));
  }
  print(`Requests answered: ${answered} of ${4 * (1 + 2 + 4 + 8)}`);
  print('With 8 workers, at the server:');
  for (const [name, told] of Object.entries(proof)) print(`  ${name}: ${told}`);
}

function row(first: string, cells: string[]): string {
  return first.padStart(7) + cells.map((cell) => cell.padStart(12)).join('');
}

if (isMain(import.meta)) await main();

// Output:
// Start of 8 threads: <float> s
// Start of 8 processes: <float> s
// workers  sequential     threads   processes       tasks
//       1    <0.06 s or more>    <0.06 s or more>    <0.06 s or more>    <0.06 s or more>
//       2    <0.12 s or more>    <0.06 s or more>    <0.06 s or more>    <0.06 s or more>
//       4    <0.24 s or more>    <0.06 s or more>    <0.06 s or more>    <0.06 s or more>
//       8    <0.48 s or more>    <0.06 s or more>    <0.06 s or more>    <0.06 s or more>
// Requests answered: 60 of 60
// With 8 workers, at the server:
//   sequential: 1 at once, from this thread
//   threads: 8 at once, from 8 other threads; <text>
//   processes: 8 at once, from 8 other processes; <text>
//   tasks: 8 at once, from this thread; <text>
