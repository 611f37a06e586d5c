/**
 * Memory — what each model costs, with the workers and the children counted.
 *
 * In Python: psutil before and after. A common mistake is to look at the parent alone:
 * four processes then seem to cost 0.2 MB, and hold 65 MB.
 * Here: threads live in this process, so its memory shows them. Processes do not: each one
 * says for itself how much it holds. (A part of that, the runtime's code, is shared among
 * them and counted in each.) Every job has 8 MB of data in hand. Each model is measured in
 * a fresh process, so that none finds what another one has left.
 */
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';
import { Thread } from '../core/thread.ts';
import { type Board, createBoard, meet } from './teams/board.ts';

const JOBS = 4;
const DATA = 8;

type Model = 'sequential' | 'tasks' | 'threads' | 'processes';

/** In MB: by how much the measured process grew, and what its children have. */
export interface Usage {
  here: number;
  children: number;
}

const held: Uint8Array[] = [];

// Each job has its data in hand until all have, and the measuring process has looked.
export async function hold(me: number, holding: Board, looked: Board): Promise<number> {
  held.push(new Uint8Array(DATA * 2 ** 20).fill(1));
  await meet(holding, me);
  const size = megabytes();
  await meet(looked, me);
  return size;
}

const megabytes = () => process.memoryUsage().rss / 2 ** 20;

/** Starts a job as the model does. */
function start(model: Model, args: Parameters<typeof hold>): Promise<number> {
  if (model === 'sequential' || model === 'tasks') return hold(...args);
  const Worker = model === 'threads' ? Thread : Process;
  const worker = new Worker(import.meta, { target: hold, args });
  worker.start();
  return worker.join();
}

/** Runs in a fresh process: does the jobs, and looks while all are in hand. */
export async function measure(model: Model): Promise<Usage> {
  // One at a time: the next begins when the data of this one is gone, so one says it all.
  const count = model === 'sequential' ? 1 : JOBS;
  await using holding = await createBoard(count + 1);
  await using looked = await createBoard(count + 1);

  const before = megabytes();
  const jobs = Array.from({ length: count }, (_, me) =>
    start(model, [me, holding, looked]),
  );
  await meet(holding, count);
  const here = megabytes() - before;
  await meet(looked, count);
  const sizes = await Promise.all(jobs);
  const children = model === 'processes' ? sizes.reduce((sum, size) => sum + size) : 0;
  return { here, children };
}

async function main(): Promise<void> {
  const usage = {} as Record<Model, Usage>;
  print('MB          this process   children');
  for (const model of ['sequential', 'tasks', 'threads', 'processes'] as const) {
    const fresh = new Process(import.meta, { target: measure, args: [model] });
    fresh.start();
    usage[model] = await fresh.join();
    const { here, children } = usage[model];
    print(
      `${model.padEnd(12)}${here.toFixed(1).padStart(12)}${children.toFixed(1).padStart(11)}`,
    );
  }

  // Data is what a task costs. A thread has a heap and an engine of its own beside it, a
  // process the whole runtime; and from here nothing of a process is to be seen.
  const { tasks, threads, processes } = usage;
  const data = JOBS * DATA;
  print(`Four tasks cost their data: ${tasks.here > 0.9 * data}`);
  print(`And little more: ${tasks.here < 1.25 * data}`);
  print(`Four threads cost more than that: ${threads.here > 1.25 * data}`);
  print(`Four processes cost the most: ${processes.children > threads.here}`);
  print(`Seen from here, not even their data: ${processes.here < data}`);
}

if (isMain(import.meta)) await main();

// Output:
// MB          this process   children
// sequential           <float>    0.0
// tasks               <float>    0.0
// threads            <float>    0.0
// processes            <float>    <float >= 100>
// Four tasks cost their data: true
// And little more: true
// Four threads cost more than that: true
// Four processes cost the most: true
// Seen from here, not even their data: true
