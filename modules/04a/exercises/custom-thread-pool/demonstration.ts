/**
 * What the exercise custom-thread-pool shows of a pool: part of it, and to be left as it is.
 *
 * What has to happen at the same time is waited for, and each nap has a length of its own, by
 * which one can tell who slept.
 */
import { activeThreads } from '../../../core/current-thread.ts';
import { Event } from '../../../core/event.ts';
import { print } from '../../../core/print.ts';
import { Semaphore } from '../../../core/semaphore.ts';
import { sleep, sleepSync, stopwatch } from '../../../core/time.ts';

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

export interface Pool extends AsyncDisposable {
  /** How many threads there are now. */
  readonly threads: number;
  /** How many tasks wait for a thread. */
  readonly waiting: number;
  /** @param meta `import.meta` of the module that exports the target. */
  run<Args extends unknown[], Result>(
    meta: ImportMeta,
    options: RunOptions<Args, Result>,
  ): Promise<Awaited<Result>>;
  close(): Promise<void>;
}

type PoolClass = new (options: PoolOptions) => Pool;

/** How the demonstration is played. */
export type Settings = Required<PoolOptions> & {
  /** What a task gets that would take much longer. */
  timeout: number;
};

/** Plenty, also on a slow machine; over only when something is wrong. */
const PATIENCE = { timeout: 10_000 };

export function block(begun: Semaphore, goOn: Event, ms: number): void {
  begun.release();
  goOn.wait();
  sleepSync(ms);
}

export function hang(begun: Semaphore, ms: number): void {
  begun.release();
  sleepSync(ms);
  print('Done: never');
}

export function work(name: string, ms: number): string {
  sleepSync(ms);
  print(`Done: ${name}`);
  return name;
}

export function fail(ms: number): never {
  sleepSync(ms);
  throw new RangeError('no such page');
}

export async function demonstrate(
  ThreadPool: PoolClass,
  settings: Settings,
): Promise<void> {
  await growAndShrink(ThreadPool, settings);
  await priorities(ThreadPool, settings);
  await failures(ThreadPool, settings);
  await closing(ThreadPool);
}

// Twice as many tasks as there may be threads; then nothing to do, and few are enough again.
async function growAndShrink(
  ThreadPool: PoolClass,
  { minThreads, maxThreads, idleTimeout }: Settings,
): Promise<void> {
  await using pool = new ThreadPool({ minThreads, maxThreads, idleTimeout });
  print(`Threads at first: ${pool.threads}`);
  const [begun, goOn] = [new Semaphore(0), new Event()];
  const tasks = Array.from({ length: 2 * maxThreads }, () =>
    pool.run(import.meta, { target: block, args: [begun, goOn, 10] }),
  );
  for (let i = 0; i < maxThreads; i++) {
    if (!(await begun.acquireAsync(PATIENCE))) break;
  }
  print(`Threads: ${pool.threads}, alive: ${alive()}, tasks waiting: ${pool.waiting}`);
  goOn.set();
  await Promise.all(tasks);
  const watch = stopwatch();
  await atMost(minThreads, pool);
  print(`Idle threads ended after ${Math.round(watch.ms())} ms`);
  await pool.run(import.meta, { target: work, args: ['alone', 11] });
  print(`Threads in the end: ${pool.threads}, alive: ${alive()}`);
}

// The only thread is busy while tasks come. The most urgent one is next.
async function priorities(
  ThreadPool: PoolClass,
  { maxWaiting }: Settings,
): Promise<void> {
  await using pool = new ThreadPool({ maxThreads: 1, maxWaiting });
  const [begun, goOn] = [new Semaphore(0), new Event()];
  const blocked = pool.run(import.meta, { target: block, args: [begun, goOn, 20] });
  await begun.acquireAsync(PATIENCE);
  const run = async (name: string, ms: number, priority: number) => {
    try {
      await pool.run(import.meta, { target: work, args: [name, ms], priority });
    } catch (error) {
      print(`${name}: ${nameOf(error)}`);
    }
  };
  const tasks = [
    run('can wait', 21, -1),
    run('normal', 22, 0),
    run('urgent', 23, 9),
    run('urgent, too', 24, 9),
    run('normal, too', 25, 0),
    run('one too many', 26, 10),
  ];
  await sleep(50); // time enough to refuse one
  print(`Waiting: ${pool.waiting}`);
  goOn.set();
  await Promise.all([blocked, ...tasks]);
}

// A task that hangs and one that throws; the pool survives both.
async function failures(ThreadPool: PoolClass, { timeout }: Settings): Promise<void> {
  await using pool = new ThreadPool({ maxThreads: 1 });
  const begun = new Semaphore(0);
  const late = pool
    .run(import.meta, { target: hang, args: [begun, 5000], timeout })
    .then(() => 'done', nameOf);
  await begun.acquireAsync(PATIENCE);
  const watch = stopwatch();
  print(`${await late}: after ${Math.round(watch.ms())} ms`);
  print(String(await pool.run(import.meta, { target: fail, args: [30] }).catch(String)));
  const inTime: [string, number] = ['in time', 31];
  await pool.run(import.meta, { target: work, args: inTime, timeout: 15_000 });
}

// What was accepted is done to the end, and nothing new is accepted.
async function closing(ThreadPool: PoolClass): Promise<void> {
  const pool = new ThreadPool({ maxThreads: 1 });
  const run = async (name: string, ms: number) =>
    pool.run(import.meta, { target: work, args: [name, ms] });
  const say = (name: string, ms: number) =>
    run(name, ms).then(
      () => print(`${name}: accepted`),
      () => print(`${name}: refused`),
    );
  let done = 0;
  const accepted = ['first', 'second', 'third'].map(async (name) => {
    await run(name, 41);
    done++;
  });
  const closed = pool.close();
  await say('too late', 42);
  await closed;
  await sleep(1); // who waits for the last of them may be told a little later
  print(`Closed: ${done} done`);
  await Promise.all(accepted);
  await say('much too late', 43);
  await atMost(0, pool);
  print(`Threads after that: ${pool.threads}, alive: ${alive()}`);
}

function alive(): number {
  return activeThreads().length - 1; // without main
}

/** Waits until there are no more threads, and the pool says so. */
async function atMost(count: number, pool: Pool): Promise<void> {
  for (let i = 0; i < 200 && Math.max(alive(), pool.threads) > count; i++)
    await sleep(20);
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'Error' ? error.constructor.name : error.name;
}
