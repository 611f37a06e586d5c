import { carryOut, type Outcome, type Task } from './task.ts';

/** How a {@link TaskManager} works. */
export interface ManagerOptions {
  /** How many tasks may run at the same time. */
  limit: number;
  /** What a failure means to the others: nothing, or that all are cancelled. */
  onError: 'continue' | 'stop';
}

/** A task as the manager sees it. */
interface Job {
  priority: number;
  run: () => Promise<Outcome>;
  cancel: (reason?: unknown) => void;
}

/**
 * Runs async tasks on one event loop: the most urgent first, a few at a time.
 *
 * Python: an `asyncio.PriorityQueue` and some workers that take coroutines out of it.
 *
 * @example
 * ```ts
 * const manager = new TaskManager({ limit: 4, onError: 'continue' });
 * manager.submit('news', (signal) => fetch(url, { signal }), { priority: 9 });
 * for (const { name, status } of await manager.outcomes()) print(`${name}: ${status}`);
 * ```
 */
export class TaskManager {
  readonly #options: ManagerOptions;
  /** In the order in which they will run. */
  readonly #waiting: Job[] = [];
  readonly #running = new Set<Job>();
  readonly #outcomes: Promise<Outcome>[] = [];

  /** @throws {RangeError} when the limit is not a whole number of at least 1. */
  constructor(options: ManagerOptions) {
    const { limit } = options;
    if (!Number.isInteger(limit) || limit < 1) {
      throw new RangeError(
        `Cannot create TaskManager: 'limit' must be a whole number of at least 1, received ${limit}`,
      );
    }
    this.#options = options;
  }

  /**
   * Takes on a task. It begins when the code that submits has run, so of tasks that are
   * submitted together the most urgent is first.
   *
   * @param work gets a signal, and stops by it: nothing else can stop it.
   * @param options.priority the highest is next, of equal ones the first. Default: 0.
   */
  submit<T>(
    name: string,
    work: (signal: AbortSignal) => T,
    { priority = 0 } = {},
  ): Task<Awaited<T>> {
    const controller = new AbortController();
    const { signal } = controller;
    let settle!: (outcome: Outcome<Awaited<T>>) => void;
    const outcome = new Promise<Outcome<Awaited<T>>>((resolve) => {
      settle = resolve;
    });
    const run = async () => {
      const how = await carryOut(name, work, signal);
      settle(how);
      return how;
    };
    const cancel = (reason?: unknown) => {
      const isWaiting = this.#forget(job);
      // What has ended may still be read, and is not to be disturbed.
      if (!isWaiting && !this.#running.has(job)) return;
      controller.abort(reason);
      // One that runs will say itself how it ends.
      if (isWaiting) settle({ name, status: 'cancelled', reason: signal.reason });
    };
    const job: Job = { priority, run, cancel };
    this.#enqueue(job);
    this.#outcomes.push(outcome);
    queueMicrotask(() => this.#beginNext());
    return { name, outcome, cancel };
  }

  /** Cancels all tasks that have not ended. */
  cancelAll(reason?: unknown): void {
    for (const job of [...this.#waiting, ...this.#running]) job.cancel(reason);
  }

  /** How all tasks have ended, in the order in which they were submitted. */
  async outcomes(): Promise<Outcome[]> {
    const all = await Promise.all(this.#outcomes);
    // A task may have submitted further ones meanwhile.
    return all.length === this.#outcomes.length ? all : this.outcomes();
  }

  /** Behind all that are not less urgent. */
  #enqueue(job: Job): void {
    const before = this.#waiting.findLastIndex((it) => it.priority >= job.priority);
    this.#waiting.splice(before + 1, 0, job);
  }

  /** Takes a task out of those that wait; false when it is not among them. */
  #forget(job: Job): boolean {
    const index = this.#waiting.indexOf(job);
    if (index >= 0) this.#waiting.splice(index, 1);
    return index >= 0;
  }

  #beginNext(): void {
    const { limit } = this.#options;
    while (this.#running.size < limit && this.#waiting.length > 0) {
      void this.#run(this.#waiting.shift() as Job);
    }
  }

  async #run(job: Job): Promise<void> {
    this.#running.add(job);
    const { name, status } = await job.run();
    this.#running.delete(job);
    if (status === 'failed' && this.#options.onError === 'stop') {
      this.cancelAll(`${name} has failed`);
    }
    this.#beginNext();
  }
}
