/**
 * Computing in processes — two loops at the same time, on as many cores as there are.
 *
 * In Python: two processes compute at the same time, since each has an interpreter and a
 * GIL of its own; two threads take turns. (Sometimes no gain is measured. It takes two
 * cores which really are free; on a machine that shares its cores, times prove little.)
 * Here: threads compute at the same time as well, so for speed alone a process has nothing
 * that a thread lacks, and costs more to start. What it gives is isolation.
 *
 * The times below are yours. What cannot vary: while one loop runs, without a pause, it
 * sees the other one move, and the other way round. Files are all that processes share,
 * so each puts dots into one of its own, and looks how many the other's has.
 */
import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMain } from '../core/main.ts';
import { Pipe, type PipeEnd } from '../core/pipe.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';
import { Thread } from '../core/thread.ts';
import { stopwatch } from '../core/time.ts';

type Report = { pid: number; moves: number };

// A dot after each million steps. It ends at 100 dots; but if by then it has not seen the
// other one move, it goes on for a while, up to the limit.
function countdown(mine: string, others: string, limit: number): Report {
  let [moves, before] = [0, 0];
  for (let dots = 0; dots < 100 || (moves < 5 && dots < limit); dots++) {
    let left = 1_000_000;
    while (left > 0) left--;
    appendFileSync(mine, '.');
    const now = statSync(others).size;
    if (now > before) moves++;
    before = now;
  }
  return { pid: process.pid, moves };
}

// They meet first, as neither starts at once; then nothing of them waits any more.
export async function work(mine: string, others: string, end: PipeEnd): Promise<Report> {
  await end.send('here');
  await end.receive();
  return countdown(mine, others, 400);
}

async function measure(Worker: typeof Thread | typeof Process, a: string, b: string) {
  for (const file of [a, b]) writeFileSync(file, '');
  const { left, right } = new Pipe();
  const watch = stopwatch();
  const workers = [
    new Worker(import.meta, { target: work, args: [a, b, left] }),
    new Worker(import.meta, { target: work, args: [b, a, right] }),
  ];
  for (const worker of workers) worker.start();
  const reports = await Promise.all(workers.map((worker) => worker.join()));
  const pids = new Set(reports.map(({ pid }) => pid));
  const both = reports.every(({ moves }) => moves >= 5);
  print(`Two of ${Worker.name}: ${watch}, processes: ${pids.size}`);
  print(`  Each saw the other one move while it computed: ${both}`);
}

async function main(): Promise<void> {
  print(`Cores: ${availableParallelism()}`);
  const folder = mkdtempSync(join(tmpdir(), 'cpu-'));
  const [a, b] = [join(folder, 'a'), join(folder, 'b')];
  for (const file of [a, b]) writeFileSync(file, '');

  const watch = stopwatch();
  const { moves } = countdown(a, b, 100);
  countdown(b, a, 100);
  print(`One after the other: ${watch}, the first saw the second move: ${moves} times`);

  await measure(Thread, a, b);
  await measure(Process, a, b);
  rmSync(folder, { recursive: true });
}

if (isMain(import.meta)) await main();

// Output:
// Cores: <int >= 1>
// One after the other: <float> s, the first saw the second move: 0 times
// Two of Thread: <float> s, processes: 1
//   Each saw the other one move while it computed: true
// Two of Process: <float> s, processes: 2
//   Each saw the other one move while it computed: true
