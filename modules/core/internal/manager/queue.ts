import { type Queue, QueueEmptyError, QueueFullError } from '../../queue.ts';
import type { AsyncWaitOptions } from '../sync/deadline.ts';
import { type ManagerProxy, proxyTo } from './proxy.ts';

/**
 * A line of items that a manager keeps: what went in first comes out first, as a copy, to
 * one of the threads and processes that have this proxy. It does what the core's `Queue`
 * does; an item on its way to a process that dies goes back to the head of the line.
 *
 * Python: `manager.Queue()`, and `multiprocessing.Queue`.
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
export interface QueueProxy<T = unknown> extends ManagerProxy {
  /**
   * Puts an item in; waits while the queue is full.
   *
   * @param options timeout in milliseconds, none by default; signal: its abort rejects.
   * @throws {QueueFullError} when time was up.
   * @throws {QueueShutDownError} when the queue is shut down, or was meanwhile.
   */
  put(item: T, options?: AsyncWaitOptions): Promise<void>;
  /** Puts an item in if there is room now. @throws {QueueFullError} when there is none. */
  putNowait(item: T): Promise<void>;
  /**
   * Takes the next item out; waits while the queue is empty.
   *
   * @param options as for {@link put}.
   * @throws {QueueEmptyError} when time was up.
   * @throws {QueueShutDownError} when the queue is empty and shut down, or was meanwhile.
   */
  get(options?: AsyncWaitOptions): Promise<T>;
  /** Takes an item out if there is one now. @throws {QueueEmptyError} if there is none. */
  getNowait(): Promise<T>;
  /** How many items are in it. */
  qsize(): Promise<number>;
  empty(): Promise<boolean>;
  full(): Promise<boolean>;
  /** Says that an item got is done with. @throws {RangeError} oftener than items were put. */
  taskDone(): Promise<void>;
  /**
   * Waits until {@link taskDone} was called for every item put.
   *
   * @param options as for {@link put}.
   * @returns true when all is done, false when time was up.
   */
  join(options?: AsyncWaitOptions): Promise<boolean>;
  /**
   * Ends the queue: further puts throw a `QueueShutDownError`, and so do gets, once it is
   * empty. Whoever waits now is told at once.
   *
   * @param options.immediate whether to drop the items that are there, and count them as
   *   done. Default: false.
   */
  shutdown(options?: { immediate?: boolean }): Promise<void>;
}

interface State {
  readonly queue: Queue;
  /** Items that were given away and came back; they are older than all in the queue. */
  readonly returned: unknown[];
}

function size({ queue, returned }: State): number {
  return queue.qsize() + returned.length;
}

function isFull(state: State): boolean {
  const { maxsize } = state.queue;
  return maxsize > 0 && size(state) >= maxsize;
}

export const QueueProxy = proxyTo<QueueProxy, State>(import.meta, 'QueueProxy', {
  // The queue's own async methods would keep the manager's process alive as long as any
  // daemon waits; so those who wait do so in lines of the server, and try without waiting.
  put: {
    options: 1,
    attempt(state, [item]) {
      if (isFull(state) && !state.queue.isShutdown) return undefined;
      state.queue.putNowait(item);
      return { value: undefined };
    },
    late({ queue }) {
      throw new QueueFullError(`Cannot put into ${queue}: it is full`);
    },
  },
  get: {
    attempt(state) {
      const { queue, returned } = state;
      if (size(state) === 0 && !queue.isShutdown) return undefined;
      const value = returned.length > 0 ? returned.shift() : queue.getNowait();
      return { value, putBack: () => void returned.unshift(value) };
    },
    late({ queue }) {
      throw new QueueEmptyError(`Cannot get from ${queue}: it is empty`);
    },
  },
  qsize: size,
  empty: (state) => size(state) === 0,
  full: isFull,
  taskDone: ({ queue }) => queue.taskDone(),
  join: {
    attempt: ({ queue }) => (queue.join({ timeout: 0 }) ? { value: true } : undefined),
  },
  shutdown({ queue, returned }, [{ immediate = false } = {}]) {
    if (immediate) for (const _item of returned.splice(0)) queue.taskDone();
    queue.shutdown({ immediate });
  },
});

QueueProxy.prototype.putNowait = function (item) {
  return this.put(item, { timeout: 0 });
};

QueueProxy.prototype.getNowait = function () {
  return this.get({ timeout: 0 });
};
