/**
 * Memory — what each model costs, with the workers and the children counted.
 *
 * In Python: psutil before and after. The course looks at the parent alone and finds that
 * processes cost 0.2 MB; their children hold 65 MB.
 * Here: threads live in this process, so its memory shows them. Processes do not: each one
 * says for itself how much it holds. (A part of that, the runtime's code, is shared among
 * them and counted in each.) Every job has 8 MB of data in hand. Each model is measured in
 * a fresh process, so that none finds what another one has left.
 */
import { Event } from '../core/event.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';
import { Semaphore } from '../core/semaphore.ts';
import { Thread } from '../core/thread.ts';

const JOBS = 4;
const DATA = 8;

type Model = 'sequential' | 'tasks' | 'threads' | 'processes';

/** In MB: by how much the measured process grew, and what its children have. */
export interface Usage {
  here: number;
  children: number;
}

const held: Uint8Array[] = [];

function hold(): void {
  held.push(new Uint8Array(DATA * 2 ** 20).fill(1));
}

async function holdInTask(goOn: Event): Promise<void> {
  hold();
  await goOn.waitAsync();
}

// A thread holds its data until it is told to go on: so all four do at the same time.
export function holdInThread(holding: Semaphore, goOn: Event): void {
  hold();
  holding.release();
  goOn.wait();
}

export function holdInProcess(): number {
  hold();
  return megabytes();
}

const megabytes = () => process.memoryUsage().rss / 2 ** 20;

/** Runs in a fresh process: does the four jobs, and looks while all are in hand. */
export async function measure(model: Model): Promise<Usage> {
  const before = megabytes();
  let children = 0;
  const goOn = new Event();
  const threads: Thread[] = [];
  const tasks: Promise<void>[] = [];

  if (model === 'sequential') {
    hold(); // one job at a time: the next one begins when this one's data is gone
  } else if (model === 'tasks') {
    for (let job = 0; job < JOBS; job++) tasks.push(holdInTask(goOn));
  } else if (model === 'threads') {
    const holding = new Semaphore(0);
    for (let job = 0; job < JOBS; job++) {
      const args: [Semaphore, Event] = [holding, goOn];
      threads.push(new Thread(import.meta, { target: holdInThread, args }));
    }
    for (const thread of threads) thread.start();
    for (let job = 0; job < JOBS; job++) await holding.acquireAsync();
  } else {
    const create = () => new Process(import.meta, { target: holdInProcess });
    const processes = Array.from({ length: JOBS }, create);
    for (const child of processes) child.start();
    const sizes = await Promise.all(processes.map((child) => child.join()));
    children = sizes.reduce((sum, size) => sum + size);
  }

  const here = megabytes() - before;
  goOn.set();
  await Promise.all([...tasks, ...threads.map((thread) => thread.join())]);
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
  // process the whole runtime; and of a process nothing is to be seen from here.
  const { tasks, threads, processes } = usage;
  print(`Four tasks cost their data and little more: ${tasks.here < 1.25 * JOBS * DATA}`);
  print(`Four threads cost more than that: ${threads.here > tasks.here}`);
  print(`Four processes cost the most: ${processes.children > threads.here}`);
  print(`Seen from here, not even their data: ${processes.here < DATA}`);
}

if (isMain(import.meta)) await main();

// Output:
// MB          this process   children
// sequential           <float>    0.0
// tasks               <float>    0.0
// threads            <float>    0.0
// processes            <float>    <float >= 100>
// Four tasks cost their data and little more: true
// Four threads cost more than that: true
// Four processes cost the most: true
// Seen from here, not even their data: true
