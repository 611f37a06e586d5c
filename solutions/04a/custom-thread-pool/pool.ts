/**
 * A thread pool that grows and shrinks, knows priorities, and stops what takes too long.
 *
 * Only the thread that made the pool decides who does what, so its state needs no lock:
 * each worker has a port, and is sent the next task when it has answered the last one.
 */
import { availableParallelism } from 'node:os';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { TimeoutError } from '../../../modules/core/errors.ts';
import { QueueFullError } from '../../../modules/core/queue.ts';
import { revive } from '../../../modules/core/revive.ts';
import { Thread } from '../../../modules/core/thread.ts';

/** How large a {@link ThreadPool} may get. */
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
  /** Takes it back when it aborts: a waiting task is dropped, a running one is stopped. */
  signal?: AbortSignal | undefined;
}

/** Functions cannot be sent: a thread imports the module, and finds it by its name. */
interface Task {
  url: string;
  name: string;
  args: unknown[];
}

/** How a task has ended. */
type Outcome = { result: unknown } | { error: unknown };

/** A task that was accepted and has not ended. */
interface Job {
  task: Task;
  priority: number;
  timeout: number | undefined;
  settle: (outcome: Outcome) => void;
  fail: (error: unknown) => void;
}

/** A thread of the pool, as seen from outside. */
interface Worker {
  thread: Thread<unknown, [MessagePort]>;
  port: MessagePort;
  job?: Job | undefined;
  /** Of its task's time, or of its own idle time. */
  timer?: ReturnType<typeof setTimeout> | undefined;
  /** It was told to end. */
  leaving?: boolean;
  /** It was stopped in its task. */
  stopped?: boolean;
  /** Settles, never badly, when the thread has ended and is off the list. */
  gone: Promise<void>;
}

/** What a worker says: that it begins a task, or how the task has ended. */
type Report = 'begun' | Outcome;

/**
 * A team of threads for any number of tasks.
 *
 * Python: `concurrent.futures.ThreadPoolExecutor`, which knows neither priorities nor
 * timeouts that stop anything, and never shrinks.
 *
 * A task that runs out of time is stopped with its thread, wherever it is: `finally`
 * blocks do not run, and locks that it holds are abandoned. The pool goes on with a new
 * thread. (On Deno, a busy thread that was stopped may run on until the program ends.)
 *
 * @example
 * ```ts
 * export function square(n: number): number {
 *   return n * n;
 * }
 *
 * await using pool = new ThreadPool({ maxThreads: 4 });
 * const result = await pool.run(import.meta, { target: square, args: [7], priority: 5 });
 * ```
 */
export class ThreadPool implements AsyncDisposable {
  readonly #options: Required<PoolOptions>;
  readonly #workers = new Set<Worker>();
  /** The one that has worked last comes first again: so the others can be let go. */
  readonly #idle: Worker[] = [];
  /** In the order in which they will run. */
  readonly #waiting: Job[] = [];
  #closed = false;

  /**
   * @throws {RangeError} unless minThreads and maxThreads are integers, 0 <= minThreads <=
   *   maxThreads and 1 <= maxThreads, and the others are not negative.
   */
  constructor(options: PoolOptions = {}) {
    const {
      minThreads = 1,
      maxThreads = Math.max(availableParallelism(), minThreads),
      idleTimeout = 1000,
      maxWaiting = Number.POSITIVE_INFINITY,
    } = options;
    const areIntegers = Number.isInteger(minThreads) && Number.isInteger(maxThreads);
    if (!areIntegers || minThreads < 0 || minThreads > maxThreads || maxThreads < 1) {
      throw new RangeError(
        `Cannot create a ThreadPool of ${minThreads} to ${maxThreads} threads`,
      );
    }
    demandAtLeast0('create a ThreadPool', { idleTimeout, maxWaiting });
    this.#options = { minThreads, maxThreads, idleTimeout, maxWaiting };
    for (let i = 0; i < minThreads; i++) this.#rest(this.#hire());
  }

  /** How many threads there are now. */
  get threads(): number {
    return this.#workers.size;
  }

  /** How many tasks wait for a thread. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Runs a task in one of the threads.
   *
   * @param meta `import.meta` of the module that exports the target.
   * @returns what the target returns.
   * @throws what the target throws (an error of a class of one's own arrives as an
   *   `Error`); `TimeoutError` when it took too long; the signal's reason; `QueueFullError`
   *   when too many wait; `Error` when the pool is closed; `DataCloneError` when arguments
   *   or result cannot be copied; `TypeError` when the module does not export the target;
   *   `RangeError` for a negative timeout, or a priority that is no number.
   */
  async run<Args extends unknown[], Result>(
    meta: ImportMeta,
    options: RunOptions<Args, Result>,
  ): Promise<Awaited<Result>> {
    const { target, args = [], priority = 0, timeout, signal } = options;
    demandAtLeast0(`run ${target.name}`, { timeout });
    if (Number.isNaN(priority)) {
      throw new RangeError(`Cannot run ${target.name}: 'priority' must be a number`);
    }
    if (this.#closed) throw new Error(`Cannot run ${target.name}: the pool is closed`);
    signal?.throwIfAborted();
    const task = { url: meta.url, name: target.name, args };
    const busy = this.#idle.length === 0 && this.threads === this.#options.maxThreads;
    if (busy && this.waiting >= this.#options.maxWaiting) {
      throw new QueueFullError(`Cannot run ${target.name}: ${this.waiting} tasks wait`);
    }
    let takeBack: (() => void) | undefined;
    try {
      const outcome = await new Promise<Outcome>((settle, fail) => {
        const job = { task, priority, timeout, settle, fail };
        takeBack = () => this.#takeBack(job, signal?.reason);
        signal?.addEventListener('abort', takeBack);
        this.#queue(job);
        this.#assign();
      });
      if ('error' in outcome) throw outcome.error;
      return revive(outcome.result) as Awaited<Result>;
    } finally {
      if (takeBack) signal?.removeEventListener('abort', takeBack);
    }
  }

  /**
   * Closes the pool in good order: no new tasks, and it waits for those it has accepted,
   * and for its threads.
   *
   * @param options.dropWaiting whether tasks that have not begun are dropped: they reject
   *   with an `AbortError`. Default: false.
   */
  async close({ dropWaiting = false }: { dropWaiting?: boolean } = {}): Promise<void> {
    this.#closed = true;
    if (dropWaiting) for (const job of this.#waiting.splice(0)) job.fail(aborted());
    for (const worker of this.#idle.splice(0)) this.#dismiss(worker);
    // In place of a thread that was stopped there may be a new one: look again.
    while (this.threads > 0) await Promise.all([...this.#workers].map((w) => w.gone));
  }

  /** Closes the pool at once: what runs is stopped, and rejects like what waits. */
  async terminate(): Promise<void> {
    const closed = this.close({ dropWaiting: true });
    for (const worker of this.#workers) this.#stop(worker, aborted());
    await closed;
  }

  /** The end of the block that has the pool, which waits for all accepted tasks. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Behind all that are not less urgent. */
  #queue(job: Job): void {
    const before = this.#waiting.findLastIndex(
      ({ priority }) => priority >= job.priority,
    );
    this.#waiting.splice(before + 1, 0, job);
  }

  /** Gives waiting tasks to idle threads, or to new ones as long as more are allowed. */
  #assign(): void {
    while (this.waiting > 0) {
      const mayGrow = this.threads < this.#options.maxThreads;
      const worker = this.#idle.pop() ?? (mayGrow ? this.#hire() : undefined);
      if (!worker) return;
      this.#give(worker, this.#waiting.shift() as Job);
    }
  }

  #give(worker: Worker, job: Job): void {
    clearTimeout(worker.timer);
    worker.job = job;
    try {
      worker.port.postMessage(job.task);
    } catch (error) {
      // It cannot be copied: a function among its arguments, for example.
      worker.job = undefined;
      job.fail(error);
      this.#rest(worker);
    }
  }

  #hire(): Worker {
    const { port1: port, port2 } = new MessageChannel();
    const thread = new Thread(import.meta, { target: serve, args: [port2] });
    thread.start();
    const ended = thread.join().then(
      () => new Error('The thread ended before its task'),
      (error) => error,
    );
    const gone = ended.then((reason) => this.#bury(worker, reason));
    const worker: Worker = { thread, port, gone };
    port.on('message', (report: Report) => this.#hear(worker, report));
    port.on('messageerror', (error) => this.#hear(worker, { error }));
    this.#workers.add(worker);
    return worker;
  }

  #hear(worker: Worker, report: Report): void {
    const { job } = worker;
    if (!job) return; // it was too late, and is being stopped
    if (report === 'begun') {
      // The time counts from here: a new thread takes a while to get ready.
      if (job.timeout === undefined) return;
      const message = `${job.task.name} took longer than ${job.timeout} ms`;
      const stop = () => this.#stop(worker, new TimeoutError(message));
      worker.timer = later(stop, job.timeout);
      return;
    }
    worker.job = undefined;
    clearTimeout(worker.timer);
    job.settle(report);
    this.#rest(worker);
  }

  /** What a thread does next that has nothing to do. */
  #rest(worker: Worker): void {
    if (this.#closed && this.waiting === 0) {
      this.#dismiss(worker);
      return;
    }
    this.#idle.push(worker);
    this.#assign();
    if (!this.#idle.includes(worker)) return;
    clearTimeout(worker.timer);
    worker.timer = later(() => this.#letGo(worker), this.#options.idleTimeout);
  }

  /** Lets a thread go that has been idle for long, unless it is one of those to be kept. */
  #letGo(worker: Worker): void {
    const staying = [...this.#workers].filter(({ leaving }) => !leaving).length;
    if (staying <= this.#options.minThreads) return;
    this.#idle.splice(this.#idle.indexOf(worker), 1);
    this.#dismiss(worker);
  }

  /** Lets a thread without a task end by itself. */
  #dismiss(worker: Worker): void {
    clearTimeout(worker.timer);
    worker.leaving = true;
    worker.port.postMessage('end');
  }

  /** Stops a thread in the middle of its task. */
  #stop(worker: Worker, reason: unknown): void {
    worker.job?.fail(reason);
    worker.job = undefined;
    worker.stopped = true;
    clearTimeout(worker.timer);
    void worker.thread.terminate();
  }

  #takeBack(job: Job, reason: unknown): void {
    const index = this.#waiting.indexOf(job);
    if (index >= 0) this.#waiting.splice(index, 1);
    job.fail(reason);
    for (const worker of this.#workers) {
      if (worker.job === job) this.#stop(worker, reason);
    }
  }

  /** A thread has ended: as it should, stopped, or by a mistake of its task. */
  #bury(worker: Worker, reason: unknown): void {
    worker.port.close();
    clearTimeout(worker.timer);
    this.#workers.delete(worker);
    const index = this.#idle.indexOf(worker);
    if (index >= 0) this.#idle.splice(index, 1);
    const wasAtWork = worker.job !== undefined || worker.stopped;
    worker.job?.fail(reason);
    this.#assign();
    // One that ended for no reason may do so again, and is replaced when there is work.
    const isMissed =
      wasAtWork && !this.#closed && this.threads < this.#options.minThreads;
    if (isMissed) this.#rest(this.#hire());
  }
}

/** What a thread of the pool does: one task after the other, until it is told to end. */
export function serve(port: MessagePort): Promise<void> {
  const report = (what: Report) => port.postMessage(what);
  const fail = (error: unknown) => {
    try {
      report({ error });
    } catch {
      report({ error: new Error(String(error)) }); // what was thrown cannot be copied
    }
  };
  return new Promise((end) => {
    port.on('message', async (task: Task | 'end') => {
      if (task === 'end') {
        port.close();
        return end();
      }
      try {
        const target = (await import(task.url))[task.name];
        if (typeof target !== 'function') {
          throw new TypeError(`Cannot run ${task.name}: ${task.url} does not export it`);
        }
        const args = revive(task.args);
        report('begun');
        report({ result: await target(...args) });
      } catch (error) {
        fail(error);
      }
    });
    port.on('messageerror', fail);
  });
}

/** The longest that a timer can be set for: it takes more for 1 ms. */
const MAX_DELAY = 2 ** 31 - 1;

/** Sets a timer, or none where the time is longer than that: nobody sees its end. */
function later(action: () => void, ms: number) {
  return ms > MAX_DELAY ? undefined : setTimeout(action, ms);
}

function demandAtLeast0(what: string, options: Record<string, number | undefined>) {
  for (const [name, value = 0] of Object.entries(options)) {
    if (value >= 0) continue;
    throw new RangeError(
      `Cannot ${what}: '${name}' must be at least 0, received ${value}`,
    );
  }
}

function aborted(): DOMException {
  return new DOMException('The pool was closed', 'AbortError');
}
