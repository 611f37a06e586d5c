import { ManagerEndedError } from './errors.ts';
import { DictProxy, type Key, ListProxy, ValueProxy } from './internal/manager/data.ts';
import { LockProxy, ServedLock } from './internal/manager/lock.ts';
import type { Served } from './internal/manager/protocol.ts';
import { QueueProxy, ServedQueue } from './internal/manager/queue.ts';
import { ServedDict, ServedList, ServedValue } from './internal/manager/served-data.ts';
import { ManagerServer } from './internal/manager/server.ts';
import { demandCopyable } from './internal/message/copyable.ts';

export type { DictProxy, ListProxy, LockProxy, QueueProxy, ValueProxy };

/**
 * Keeps objects for many threads and processes, which reach them through proxies: lists,
 * dicts, values, locks and queues. Processes share no memory; with a manager they can
 * share data all the same, at the price of a message for every step.
 *
 * Python: `multiprocessing.Manager()`. There, a process of its own serves; here the event
 * loop of the thread that starts it, which therefore must not be blocked for long. Between
 * threads alone, the core's `Queue`, `Lock` and `SharedValue` are much faster.
 *
 * A manager does not keep the program alive; a call that waits for its answer does. When
 * it ends, all calls reject with a `ManagerEndedError`.
 *
 * @example
 * ```ts
 * import { isMain } from '../core/main.ts';
 * import { Manager } from '../core/manager.ts';
 * import type { ListProxy } from '../core/manager-data.ts';
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

  /**
   * Starts a manager on this thread's event loop.
   *
   * Python: `Manager()`, and `with Manager() as manager:`.
   */
  static async start(): Promise<Manager> {
    const server = new ManagerServer();
    await server.start();
    return new Manager(server);
  }

  /**
   * @param initial the first items, which are copied. Default: none.
   * @throws {TypeError} when one cannot be copied to another process.
   * @throws {ManagerEndedError} when the manager has ended; so do all that follow.
   */
  list<T>(initial: Iterable<T> = []): ListProxy<T> {
    return this.#serve(ListProxy<T>, new ServedList(copy([...initial])));
  }

  /**
   * @param initial the first pairs of key and value, which are copied. Default: none.
   * @throws {TypeError} when one cannot be copied to another process.
   */
  dict<K extends Key, V>(initial: Iterable<readonly [K, V]> = []): DictProxy<K, V> {
    return this.#serve(DictProxy<K, V>, new ServedDict(copy(new Map(initial))));
  }

  /**
   * @param initial the first value, which is copied.
   * @throws {TypeError} when it cannot be copied to another process.
   */
  value<T>(initial: T): ValueProxy<T> {
    return this.#serve(ValueProxy<T>, new ServedValue(copy(initial)));
  }

  /** @param name names the lock in errors; by default `Lock-1`, `Lock-2`, … */
  lock(name = `Lock-${++this.#locks}`): LockProxy {
    return this.#serve(LockProxy, new ServedLock(name), name);
  }

  /**
   * @param maxsize how many items fit in, or 0 for no limit. Default: 0.
   * @throws {RangeError} unless it is an integer of at least 0.
   */
  queue<T>(maxsize = 0): QueueProxy<T> {
    return this.#serve(QueueProxy<T>, new ServedQueue(maxsize));
  }

  /**
   * Ends the manager: calls that wait and all later ones reject with a
   * {@link ManagerEndedError}. Harmless when it has ended.
   *
   * Python: `manager.shutdown()`.
   */
  async shutdown(): Promise<void> {
    this.#server.stop();
  }

  /** The end of a block: `await using manager = await Manager.start();`. @internal */
  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }

  #serve<Proxy, Extra extends unknown[]>(
    Class: new (manager: string, id: number, ...extra: Extra) => Proxy,
    object: Served,
    ...extra: Extra
  ): Proxy {
    if (!this.#server.isRunning) {
      throw new ManagerEndedError(`Cannot create a ${Class.name}: its manager has ended`);
    }
    return new Class(this.#server.path, this.#server.serve(object), ...extra);
  }
}

function copy<T>(initial: T): T {
  demandCopyable(initial, 'Cannot share this through a manager');
  return structuredClone(initial);
}
