/**
 * A thread pool of one's own — it grows and shrinks, has priorities, and stops what hangs.
 *
 * The pool is in custom-thread-pool/pool.ts, to be copied; here it shows what it can do.
 * Whatever has to happen at the same time meets at a barrier, and what a thread has begun
 * before something else is said by an event, so that nothing here is a matter of luck.
 *
 * A pool in Python could not stop a task that takes too long: it can only stop waiting for
 * it. Here the thread is stopped with it, and the pool goes on with a new one.
 */
import { Barrier } from '../../modules/core/barrier.ts';
import { Event } from '../../modules/core/event.ts';
import { isMain } from '../../modules/core/main.ts';
import { print } from '../../modules/core/print.ts';
import { sleep, sleepSync } from '../../modules/core/time.ts';
import { ThreadPool } from './custom-thread-pool/pool.ts';

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

// Output:
// Threads at first: 1
// Threads: 3, waiting: 3
// Done: alone
// Threads in the end: 1
// QueueFullError: Cannot run work: 3 tasks wait
// Done: urgent
// Done: normal
// Done: can wait
// TimeoutError: work took longer than 200 ms
// RangeError: no such page
// Done: after the failures
// Refused: Cannot run work: the pool is closed
// Done: first
// Done: second
// Done: third
// Closed: 0 threads, 3 done
