/**
 * Exercise — a thread pool of your own.
 *
 * The pool below starts a thread for every task, as many as come, and knows nothing of
 * priorities or time limits. Make a real one of it:
 *
 * 1. it has minThreads to maxThreads threads, which are used again and again: it grows when
 *    a task would have to wait, and a thread above the minimum that has had nothing to do
 *    for idleTimeout ends;
 * 2. of the tasks that wait, the one with the highest priority is next, and of equal ones
 *    the first; more than maxWaiting are refused with a QueueFullError;
 * 3. a task that runs for longer than its timeout is stopped: its promise rejects with a
 *    TimeoutError, its thread ends, and the pool goes on with another one;
 * 4. an error of a task rejects its promise, and does no harm to its thread;
 * 5. close() accepts nothing new, waits for all that was accepted, and lets all threads end.
 *
 * What a thread of the pool does is there: serve(). The demonstration in main stays as it
 * is. The solution has the pool in a file of its own, to be copied.
 *
 * Prepared by: 04a/graceful-stop, 04a/lifo-and-priority, 04a/thread-pool.
 * Check it: npx tsx scripts/check.ts 04a/custom-thread-pool   (and with --hint)
 */
import type { MessagePort } from 'node:worker_threads';
import { Barrier } from '../../core/barrier.ts';
import { Event } from '../../core/event.ts';
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { revive } from '../../core/revive.ts';
import { Thread } from '../../core/thread.ts';
import { sleep, sleepSync } from '../../core/time.ts';

/** How large a pool may get. */
export interface PoolOptions {
  /** So many threads are kept, even with nothing to do. Default: 1. */
  minThreads?: number;
  /** At most so many. Default: as many as there are cores. */
  maxThreads?: number;
  /** So long a thread above the minimum stays idle, in milliseconds. Default: 1000. */
  idleTimeout?: number;
  /** So many tasks may wait for a thread; further ones are refused. Default: no limit. */
  maxWaiting?: number;
}

/** What is to be run, and how. */
export interface RunOptions<Args extends unknown[], Result> {
  /** A function that the module exports under its own name. */
  target: (...args: Args) => Result;
  /** What it is called with. */
  args?: NoInfer<Args>;
  /** The highest of those that wait is next, of equal ones the first. Default: 0. */
  priority?: number;
  /** The longest it may run, in milliseconds, from its start in a thread. None by default. */
  timeout?: number;
}

/** Functions cannot be sent: a thread imports the module, and finds it by its name. */
interface Task {
  url: string;
  name: string;
  args: unknown[];
}

/** How a task has ended. */
type Outcome = { result: unknown } | { error: unknown };

/** What a worker says: that it begins a task, or how the task has ended. */
type Report = 'begun' | Outcome;

class ThreadPool implements AsyncDisposable {
  #running = 0;

  // TODO: keep the options, and start minThreads threads. A new one gets a port:
  // const { port1, port2 } = new MessageChannel();
  // new Thread(import.meta, { target: serve, args: [port2] })
  constructor(options: PoolOptions = {}) {
    void options;
  }

  /** How many threads there are now. */
  get threads(): number {
    return this.#running;
  }

  /** How many tasks wait for a thread. */
  get waiting(): number {
    return 0;
  }

  // TODO: send the task to an idle thread, to a new one, or let it wait. What serve()
  // takes is { url: meta.url, name: target.name, args }.
  async run<Args extends unknown[], Result>(
    meta: ImportMeta,
    { target, args }: RunOptions<Args, Result>,
  ): Promise<Awaited<Result>> {
    const task = target as (...args: unknown[]) => Result;
    const thread = new Thread(meta, {
      target: task,
      args: args ?? [],
      name: target.name,
    });
    thread.start();
    this.#running++;
    try {
      return await thread.join();
    } finally {
      this.#running--;
    }
  }

  // TODO
  async close(): Promise<void> {}

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** What a thread of the pool does: one task after the other, until it is told to end. */
export function serve(port: MessagePort): Promise<void> {
  const report = (what: Report) => port.postMessage(what);
  return new Promise((end) => {
    port.on('message', async (task: Task | 'end') => {
      if (task === 'end') {
        port.close();
        return end();
      }
      try {
        const module = await import(task.url);
        const args = revive(task.args);
        report('begun');
        report({ result: await module[task.name](...args) });
      } catch (error) {
        report({ error });
      }
    });
  });
}

const MAX_THREADS = 3;

/** Each nap has a length of its own, by which one can tell who slept. */
export function meet(allBusy: Barrier, ms: number): void {
  allBusy.wait();
  sleepSync(ms);
}

export function block(begun: Event, goOn: Event): void {
  begun.set();
  goOn.wait();
}

export function work(name: string, ms: number): string {
  sleepSync(ms);
  print(`Done: ${name}`);
  return name;
}

export function fail(): never {
  throw new RangeError('no such page');
}

const say = (error: unknown): string => String(error);

// Six tasks for one to three threads; then nothing to do, and one thread is enough again.
async function growAndShrink(): Promise<void> {
  await using pool = new ThreadPool({ maxThreads: MAX_THREADS, idleTimeout: 100 });
  print(`Threads at first: ${pool.threads}`);
  const allBusy = new Barrier(MAX_THREADS, { timeout: 8000 });
  const tasks = [1, 2, 3, 4, 5, 6].map(() =>
    pool.run(import.meta, { target: meet, args: [allBusy, 10] }),
  );
  print(`Threads: ${pool.threads}, waiting: ${pool.waiting}`);
  await Promise.all(tasks);
  for (let i = 0; i < 200 && pool.threads > 1; i++) await sleep(20);
  await pool.run(import.meta, { target: work, args: ['alone', 11] });
  print(`Threads in the end: ${pool.threads}`);
}

// The only thread is busy while three tasks come, for which there is room, and a fourth.
// The most urgent one is next.
async function priorities(): Promise<void> {
  await using pool = new ThreadPool({ maxThreads: 1, maxWaiting: 3 });
  const [begun, goOn] = [new Event(), new Event()];
  const blocked = pool.run(import.meta, { target: block, args: [begun, goOn] });
  await begun.waitAsync();
  const run = (name: string, ms: number, priority: number) =>
    pool.run(import.meta, { target: work, args: [name, ms], priority });
  const tasks = [run('can wait', 21, -1), run('normal', 22, 0), run('urgent', 23, 9)];
  print(await run('one too many', 24, 10).catch(say));
  goOn.set();
  await Promise.all([blocked, ...tasks]);
}

// A task that hangs and one that throws; the pool survives both.
async function failures(): Promise<void> {
  await using pool = new ThreadPool({ maxThreads: 1 });
  const args: Parameters<typeof work> = ['never', 5000];
  const late = pool.run(import.meta, { target: work, args, timeout: 200 });
  print(await late.catch(say));
  print(await pool.run(import.meta, { target: fail }).catch(say));
  await pool.run(import.meta, { target: work, args: ['after the failures', 31] });
}

// What was accepted is done to the end, and nothing new is accepted.
async function closing(): Promise<void> {
  const pool = new ThreadPool({ maxThreads: 1 });
  const run = (name: string) => pool.run(import.meta, { target: work, args: [name, 41] });
  const accepted = ['first', 'second', 'third'].map(run);
  const closed = pool.close();
  print(await run('too late').catch((error) => `Refused: ${error.message}`));
  await closed;
  print(`Closed: ${pool.threads} threads, ${(await Promise.all(accepted)).length} done`);
}

async function main(): Promise<void> {
  await growAndShrink();
  await priorities();
  await failures();
  await closing();
}

if (isMain(import.meta)) await main();
