import { Queue, QueueEmptyError, QueueFullError } from '../../queue.ts';
import { shareable } from '../../revive.ts';
import type { AsyncWaitOptions } from '../sync/deadline.ts';
import { type Caller, Served, Wait } from './protocol.ts';
import { ManagerProxy } from './proxy.ts';

const NO_WAIT = { timeout: 0 };

/**
 * A line of items that a manager keeps, for all threads and processes that have this
 * proxy: what went in first comes out first, to one of those who get, as a copy.
 *
 * Python: `manager.Queue()`, and `multiprocessing.Queue`. It does what the core's `Queue`
 * does; an item on its way to a process that dies goes back to the head of the line.
 *
 * @example
 * ```ts
 * import { Manager } from '../core/manager.ts';
 * import { print } from '../core/print.ts';
 *
 * await using manager = await Manager.start();
 * const jobs = manager.queue<string>(2);
 * await jobs.put('first');
 * print(await jobs.get(), await jobs.empty()); // first true
 * ```
 */
export class QueueProxy<T = unknown> extends ManagerProxy {
  /**
   * Puts an item in; waits while the queue is full.
   *
   * @param options.timeout the longest wait, in milliseconds; none by default.
   * @param options.signal gives up when it aborts: rejects with its reason.
   * @throws {QueueFullError} when time was up.
   * @throws {QueueShutDownError} when the queue is shut down, or was meanwhile.
   * @throws {TypeError} when the item cannot be copied to another process.
   * @throws {ManagerEndedError} when the manager has ended, here and in all that follow.
   */
  put(item: T, options?: AsyncWaitOptions): Promise<void> {
    return this.ask('put', [item], options);
  }

  /** Puts an item in if there is room now. @throws {QueueFullError} when there is none. */
  putNowait(item: T): Promise<void> {
    return this.put(item, NO_WAIT);
  }

  /**
   * Takes the next item out; waits while the queue is empty.
   *
   * @param options.timeout the longest wait, in milliseconds; none by default.
   * @param options.signal gives up when it aborts: rejects with its reason.
   * @throws {QueueEmptyError} when time was up.
   * @throws {QueueShutDownError} when the queue is empty and shut down, or was meanwhile.
   */
  get(options?: AsyncWaitOptions): Promise<T> {
    return this.ask('get', [], options);
  }

  /** Takes an item out if there is one now. @throws {QueueEmptyError} if there is none. */
  getNowait(): Promise<T> {
    return this.get(NO_WAIT);
  }

  /** How many items are in it. */
  qsize(): Promise<number> {
    return this.ask('qsize');
  }

  async empty(): Promise<boolean> {
    return (await this.qsize()) === 0;
  }

  full(): Promise<boolean> {
    return this.ask('full');
  }

  /**
   * Says that the work on an item got is done.
   *
   * @throws {RangeError} when it is called more often than items were put.
   */
  taskDone(): Promise<void> {
    return this.ask('taskDone');
  }

  /**
   * Waits until {@link taskDone} was called for every item put.
   *
   * @param options.timeout the longest wait, in milliseconds; none by default.
   * @param options.signal gives up when it aborts: rejects with its reason.
   * @returns true when all is done, false when time was up.
   */
  join(options?: AsyncWaitOptions): Promise<boolean> {
    return this.ask('join', [], options);
  }

  /**
   * Ends the queue: further puts throw a {@link QueueShutDownError}, and so do gets, once
   * it is empty. Who waits now is told at once.
   *
   * @param options.immediate whether to drop the items that are there, and count them as
   *   done. Default: false.
   */
  shutdown({ immediate = false }: { immediate?: boolean } = {}): Promise<void> {
    return this.ask('shutdown', [immediate]);
  }
}
shareable(import.meta, QueueProxy);

/** @internal */
export class ServedQueue extends Served {
  readonly #queue: Queue;
  /** Items that were given away and came back; they are older than all in the queue. */
  readonly #returned: unknown[] = [];

  constructor(maxsize: number | undefined) {
    super();
    this.#queue = new Queue(maxsize);
  }

  // The queue's own async methods would keep the manager's process alive as long as any
  // daemon waits; so those who wait do so in lines of the server, and try without waiting.

  put(_caller: Caller, item: unknown): Wait {
    const attempt = () => {
      if (this.full() && !this.#queue.isShutdown) return undefined;
      this.#queue.putNowait(item);
      return { value: undefined };
    };
    return new Wait('put', attempt, () => {
      throw new QueueFullError(`Cannot put into ${this.#queue}: it is full`);
    });
  }

  get(): Wait {
    const attempt = () => {
      if (this.qsize() === 0 && !this.#queue.isShutdown) return undefined;
      const value =
        this.#returned.length > 0 ? this.#returned.shift() : this.#queue.getNowait();
      return { value, putBack: () => void this.#returned.unshift(value) };
    };
    return new Wait('get', attempt, () => {
      throw new QueueEmptyError(`Cannot get from ${this.#queue}: it is empty`);
    });
  }

  qsize(): number {
    return this.#queue.qsize() + this.#returned.length;
  }

  full(): boolean {
    const { maxsize } = this.#queue;
    return maxsize > 0 && this.qsize() >= maxsize;
  }

  taskDone(): void {
    this.#queue.taskDone();
  }

  join(): Wait {
    const attempt = () => (this.#queue.join(NO_WAIT) ? { value: true } : undefined);
    return new Wait('join', attempt, () => false);
  }

  shutdown(_caller: Caller, immediate: boolean): void {
    if (immediate) for (const _item of this.#returned.splice(0)) this.#queue.taskDone();
    this.#queue.shutdown({ immediate });
  }
}
