/**
 * Performance of waiting — four models, and 1, 2, 4 and 8 workers with a request each.
 *
 * In Python: sequential takes 1, 2, 4, 8 seconds; threads, processes and asyncio stay at
 * about 1 second.
 * Here: the same picture, with real requests. What such a table hides is the start: eight
 * threads or processes take longer to start than the whole wait, so it stands in a line of
 * its own. Tasks on the event loop have none. The server's count below the table is the
 * proof that the waiting overlapped, whatever the times were.
 */
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { stopwatch } from '../core/time.ts';
import { ask, startSlowServer } from './api/slow-server.ts';
import { startProcesses, startThreads } from './teams/team.ts';

export function request(url: string): Promise<string> {
  return ask(url);
}

async function sequential(urls: string[]): Promise<string[]> {
  const answers: string[] = [];
  for (const url of urls) answers.push(await request(url));
  return answers;
}

function tasks(urls: string[]): Promise<string[]> {
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
  const most: Record<string, number> = {};
  let answered = 0;
  print(row('workers', Object.keys(models)));
  for (const workers of [1, 2, 4, 8]) {
    const times: string[] = [];
    for (const [name, model] of Object.entries(models)) {
      // All but the sequential one ask at the same time; the server waits for all of them.
      const visitors = model === sequential ? 1 : workers;
      await using server = await startSlowServer({ delay: 60, visitors });
      const urls = Array.from({ length: workers }, () => `${server.origin}/page`);
      const watch = stopwatch();
      answered += (await model(urls)).length;
      times.push(`${watch}`);
      most[name] = server.mostAtOnce;
    }
    print(row(`${workers}`, times));
  }
  print(`Requests answered: ${answered} of ${4 * (1 + 2 + 4 + 8)}`);
  for (const name of Object.keys(models)) {
    print(`At the server at once, ${name}: ${most[name]}`);
  }
}

function row(first: string, cells: string[]): string {
  return first.padStart(7) + cells.map((cell) => cell.padStart(12)).join('');
}

if (isMain(import.meta)) await main();

// Output:
// Start of 8 threads: <float> s
// Start of 8 processes: <float> s
// workers  sequential     threads   processes       tasks
//       1    <0.06 s>    <0.06 s>    <0.06 s>    <0.06 s>
//       2    <0.12 s>    <0.06 s>    <0.06 s>    <0.06 s>
//       4    <0.24 s>    <0.06 s>    <0.06 s>    <0.06 s>
//       8    <0.48 s>    <0.06 s>    <0.06 s>    <0.06 s>
// Requests answered: 60 of 60
// At the server at once, sequential: 1
// At the server at once, threads: 8
// At the server at once, processes: 8
// At the server at once, tasks: 8
