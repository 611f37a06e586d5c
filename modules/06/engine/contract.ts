/** What every engine does, whatever it stands on. */

/** Where jobs are carried out: `pool`, threads of this program; `bullmq`, any machine. */
export type EngineName = 'pool' | 'bullmq';

/** What a job's function is told besides its item. */
export interface Delivery {
  /** Names the job, however often it is delivered: the key that makes its effect unique. */
  id: string;
  /** 1 for the first time; more after a failure, or when the worker before has died. */
  attempt: number;
}

/** A function that its module exports, and that workers call. */
export type Task<Item, Result> = (item: Item, delivery: Delivery) => Result;

export interface RetryOptions {
  /** How often it may fail before the job has failed. Default: 1, no second chance. */
  attempts?: number;
  /** The wait before the second attempt, in ms; it doubles with each. Default: 100. */
  backoff?: number;
}

export interface JobOptions extends RetryOptions {
  /** A second job of the same id is not run: it has the first one's result. */
  id?: string;
}

export interface EngineOptions {
  /** Default: `bullmq` when REDIS_URL is set, `pool` otherwise. */
  engine?: EngineName;
  /** How many workers to bring along: threads, or processes. Default: 2. */
  workers?: number;
  /** How many jobs may start within how many ms, all workers together. Default: any. */
  rate?: { max: number; per: number };
  /**
   * How long a worker may be silent, in ms, before its job is given to another. The pool
   * sees at once when a thread dies. Default: 10,000.
   */
  lease?: number;
  /** A queue that workers started elsewhere serve too. Default: one of its own. */
  queue?: string | undefined;
}

/** Options with nothing left open, for those who open an engine. @internal */
export type Settings = Required<Pick<EngineOptions, 'workers' | 'lease'>> &
  Pick<EngineOptions, 'rate' | 'queue'>;

/**
 * Carries out jobs: calls of exported functions, on items that JSON can carry. Each is
 * delivered at least once: again, when the worker that had it has died.
 *
 * Python: `concurrent.futures.Executor` on one machine; a Celery app, a Ray or Dask client
 * on several.
 */
export interface Engine extends AsyncDisposable {
  readonly name: EngineName;
  /**
   * Calls the function once for each item.
   *
   * @returns the results, in the order of the items.
   * @throws {JobError} the first failure; the other jobs are carried out all the same.
   * @throws {TypeError} when JSON cannot carry an item.
   */
  map<Item, Result>(
    fn: Task<Item, Result>,
    items: Iterable<NoInfer<Item>>,
    options?: RetryOptions,
  ): Promise<Awaited<Result>[]>;
  /**
   * Calls the function once.
   *
   * @throws {JobError} when it fails, or the workers die of it.
   * @throws {TypeError} when JSON cannot carry the item.
   */
  submit<Item, Result>(
    fn: Task<Item, Result>,
    item: NoInfer<Item>,
    options?: JobOptions,
  ): Promise<Awaited<Result>>;
  /**
   * Calls one function for each item, and another, as a job too, with all the results.
   *
   * Python: a chord of Celery.
   */
  flow<Item, Part, Result>(
    fn: Task<Item, Part>,
    items: Iterable<NoInfer<Item>>,
    reduce: Task<Awaited<Part>[], Result>,
    options?: RetryOptions,
  ): Promise<Awaited<Result>>;
  /** Takes no more jobs, waits for those it has, and sends its workers home. */
  close(): Promise<void>;
  /** `pool (for bullmq: …)`: what it is, and how to have the other one. */
  toString(): string;
}

/** How to get the other engine: the same words with either. */
export const otherwise =
  'pool without REDIS_URL, bullmq with it: ' +
  'apt-get install redis-server && redis-server --port 6390';
