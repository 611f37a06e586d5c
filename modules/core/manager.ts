import { DictProxy, type Key, ListProxy, ValueProxy } from './internal/manager/data.ts';
import { QueueProxy } from './internal/manager/queue.ts';
import { ManagerServer } from './internal/manager/server.ts';
import { EventProxy, LockProxy, SemaphoreProxy } from './internal/manager/sync.ts';
import { fromBytes, toBytes } from './internal/message/serialize.ts';
import { Queue } from './queue.ts';

export type {
  DictProxy,
  EventProxy,
  ListProxy,
  LockProxy,
  QueueProxy,
  SemaphoreProxy,
  ValueProxy,
};

/**
 * Keeps objects for many threads and processes, which share them through proxies, at the
 * price of a message for every step. Between threads alone, `Queue`, `Lock` and
 * `SharedValue` are much faster.
 *
 * Python: `multiprocessing.Manager()`. There, a process of its own serves; here the event
 * loop of the thread that starts it, which therefore must not be blocked for long.
 *
 * It does not keep the program alive; a call that waits for its answer does. When it has
 * ended, all calls reject with a `ManagerEndedError`, and its methods throw one. What
 * objects begin with is copied: a `TypeError` says what cannot be.
 *
 * @example
 * ```ts
 * import { isMain } from '../core/main.ts';
 * import { type ListProxy, Manager } from '../core/manager.ts';
 * import { print } from '../core/print.ts';
 * import { Process } from '../core/process.ts';
 *
 * export async function order(orders: ListProxy<string>, what: string): Promise<void> {
 *   await orders.append(what);
 * }
 *
 * if (isMain(import.meta)) {
 *   await using manager = await Manager.start();
 *   const orders = manager.list<string>();
 *   const child = new Process(import.meta, { target: order, args: [orders, 'tea'] });
 *   child.start();
 *   await child.join();
 *   print(await orders.toArray()); // ['tea']
 * }
 * ```
 */
export class Manager {
  readonly #server: ManagerServer;
  #locks = 0;

  /** Use {@link start}. @internal */
  constructor(server: ManagerServer) {
    this.#server = server;
  }

  /** Starts one on this thread's event loop. Python: `with Manager() as manager:`. */
  static async start(): Promise<Manager> {
    const server = new ManagerServer();
    await server.start();
    return new Manager(server);
  }

  /** @param initial the first items. Default: none. */
  list<T>(initial: Iterable<T> = []): ListProxy<T> {
    return this.#server.serve(ListProxy, copy([...initial]));
  }

  /** @param initial the first pairs of key and value. Default: none. */
  dict<K extends Key, V>(initial: Iterable<readonly [K, V]> = []): DictProxy<K, V> {
    return this.#server.serve(DictProxy, copy(new Map<unknown, unknown>(initial)));
  }

  /** @param initial the first value. */
  value<T>(initial: T): ValueProxy<T> {
    return this.#server.serve(ValueProxy, { value: copy(initial) });
  }

  /** @param name names the lock in errors; by default `Lock-1`, `Lock-2`, … */
  lock(name = `Lock-${++this.#locks}`): LockProxy {
    return this.#server.serve(LockProxy, { name }, name);
  }

  /**
   * @param value how many can hold it at a time. Default: 1.
   * @throws {RangeError} unless it is an integer of at least 0.
   */
  semaphore(value = 1): SemaphoreProxy {
    if (!Number.isInteger(value) || value < 0) {
      throw new RangeError(
        `Cannot create SemaphoreProxy: 'value' must be an integer of at least 0, received ${value}`,
      );
    }
    return this.#server.serve(SemaphoreProxy, { value });
  }

  /** An event that is not set. */
  event(): EventProxy {
    return this.#server.serve(EventProxy, { isSet: false });
  }

  /**
   * @param maxsize how many items fit in, or 0 for no limit. Default: 0.
   * @throws {RangeError} unless it is an integer of at least 0.
   */
  queue<T>(maxsize = 0): QueueProxy<T> {
    return this.#server.serve(QueueProxy, { queue: new Queue(maxsize), returned: [] });
  }

  /** Ends the manager; harmless when it has ended. Python: `manager.shutdown()`. */
  async shutdown(): Promise<void> {
    this.#server.stop();
  }

  /** The end of a block: `await using manager = await Manager.start();`. @internal */
  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }
}

function copy<T>(initial: T): T {
  return fromBytes(toBytes(initial, 'Cannot share this through a manager')) as T;
}
