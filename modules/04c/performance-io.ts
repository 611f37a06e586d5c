/**
 * Performance of waiting — four models, and 1, 2, 4 and 8 workers with a request each.
 *
 * In Python: sequential takes 1, 2, 4, 8 seconds; threads, processes and asyncio stay at
 * about 1 second.
 * Here: the same picture, with real requests. What the course's numbers hide is the start:
 * eight threads or processes take longer to start than the whole wait. Tasks on the event
 * loop have no start. The server's count below the table is the proof that the waiting
 * overlapped, whatever the times were.
 */
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';
import { Thread } from '../core/thread.ts';
import { stopwatch } from '../core/time.ts';
import { ask, startSlowServer } from './api/slow-server.ts';

type Model = (url: string, workers: number) => Promise<string[]>;

const sequential: Model = async (url, workers) => {
  const answers: string[] = [];
  for (let i = 0; i < workers; i++) answers.push(await ask(url));
  return answers;
};

const tasks: Model = (url, workers) =>
  Promise.all(Array.from({ length: workers }, () => ask(url)));

const inWorkers =
  (Worker: typeof Thread | typeof Process): Model =>
  (url, count) => {
    const workers = Array.from(
      { length: count },
      () => new Worker(import.meta, { target: request, args: [url] }),
    );
    for (const worker of workers) worker.start();
    return Promise.all(workers.map((worker) => worker.join()));
  };

export function request(url: string): Promise<string> {
  return ask(url);
}

const models: Record<string, Model> = {
  sequential,
  threads: inWorkers(Thread),
  processes: inWorkers(Process),
  tasks,
};

async function main(): Promise<void> {
  const names = Object.keys(models);
  const most: Record<string, number> = {};
  let answered = 0;
  print(row('workers', names));
  for (const workers of [1, 2, 4, 8]) {
    const times: string[] = [];
    for (const [name, model] of Object.entries(models)) {
      // All but the sequential one ask at the same time; the server waits for all of them.
      const visitors = model === sequential ? 1 : workers;
      await using server = await startSlowServer({ delay: 60, visitors });
      const watch = stopwatch();
      answered += (await model(`${server.origin}/x`, workers)).length;
      times.push(`${watch}`);
      most[name] = server.mostAtOnce;
    }
    print(row(`${workers}`, times));
  }
  print(`Requests answered: ${answered} of ${4 * (1 + 2 + 4 + 8)}`);
  for (const name of names) print(`At the server at once, ${name}: ${most[name]}`);
}

function row(first: string, cells: string[]): string {
  return first.padStart(7) + cells.map((cell) => cell.padStart(12)).join('');
}

if (isMain(import.meta)) await main();

// Output:
// workers  sequential     threads   processes       tasks
//       1    <0.06 s>  <float >= 0.06> s  <float >= 0.06> s  <0.06 s>
//       2    <0.12 s>  <float >= 0.06> s  <float >= 0.06> s  <0.06 s>
//       4    <0.24 s>  <float >= 0.06> s  <float >= 0.06> s  <0.06 s>
//       8    <0.48 s>  <float >= 0.06> s  <float >= 0.06> s  <0.06 s>
// Requests answered: 60 of 60
// At the server at once, sequential: 1
// At the server at once, threads: 8
// At the server at once, processes: 8
// At the server at once, tasks: 8
