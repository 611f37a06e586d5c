/** The data that a manager serves: lists, dicts and single values. */

import { shareable } from '../../revive.ts';
import { ManagerProxy } from './proxy.ts';

/**
 * A list that a manager keeps, for all threads and processes that have this proxy. What
 * goes in and comes out is copied. Each call is one step; what takes several, such as
 * reading an item and writing it back, needs a lock of the manager.
 *
 * Python: `manager.list()`.
 *
 * @example
 * ```ts
 * import { Manager } from '../core/manager.ts';
 * import { print } from '../core/print.ts';
 *
 * await using manager = await Manager.start();
 * const orders = manager.list(['tea']);
 * await orders.append('milk');
 * print(await orders.toArray()); // ['tea', 'milk']
 * ```
 */
export class ListProxy<T = unknown> extends ManagerProxy {
  /**
   * Adds an item at the end.
   *
   * @throws {TypeError} when it cannot be copied to another process.
   * @throws {ManagerEndedError} when the manager has ended, here and in all that follow.
   */
  append(item: T): Promise<void> {
    return this.ask('append', [item]);
  }

  /**
   * @param index counted from 0, or from the end: -1 is the last item.
   * @throws {RangeError} when there is no such item.
   */
  get(index: number): Promise<T> {
    return this.ask('get', [index]);
  }

  /**
   * Replaces an item.
   *
   * @param index counted from 0, or from the end: -1 is the last item.
   * @throws {RangeError} when there is no such item.
   * @throws {TypeError} when the new one cannot be copied to another process.
   */
  set(index: number, item: T): Promise<void> {
    return this.ask('set', [index, item]);
  }

  /**
   * Takes an item out.
   *
   * @param index counted from 0, or from the end. Default: -1, the last item.
   * @throws {RangeError} when there is no such item.
   */
  pop(index = -1): Promise<T> {
    return this.ask('pop', [index]);
  }

  /** How many items there are. Python: `len(list)`. */
  length(): Promise<number> {
    return this.ask('length');
  }

  /** A copy of all items at one moment. Python: `list(proxy)`. */
  toArray(): Promise<T[]> {
    return this.ask('toArray');
  }
}
shareable(import.meta, ListProxy);

/** What can be a key: values that are equal in every process. */
export type Key = string | number | bigint | boolean;

/**
 * A dict that a manager keeps, for all threads and processes that have this proxy; what
 * is said of {@link ListProxy} holds for it too.
 *
 * Python: `manager.dict()`.
 *
 * @example
 * ```ts
 * import { Manager } from '../core/manager.ts';
 * import { print } from '../core/print.ts';
 *
 * await using manager = await Manager.start();
 * const stock = manager.dict<string, number>([['tea', 3]]);
 * await stock.set('milk', 1);
 * print(await stock.get('tea'), await stock.has('salt')); // 3 false
 * ```
 */
export class DictProxy<K extends Key = Key, V = unknown> extends ManagerProxy {
  /** The value of a key, or undefined when it is not there. Python: `dict.get(key)`. */
  get(key: K): Promise<V | undefined> {
    return this.ask('get', [key]);
  }

  /** @throws {TypeError} when the value cannot be copied to another process. */
  set(key: K, value: V): Promise<void> {
    return this.ask('set', [key, value]);
  }

  /** Python: `key in dict`. */
  has(key: K): Promise<boolean> {
    return this.ask('has', [key]);
  }

  /** Takes a key out; returns whether it was there. Python: `del dict[key]`. */
  delete(key: K): Promise<boolean> {
    return this.ask('delete', [key]);
  }

  /** How many keys there are. Python: `len(dict)`. */
  size(): Promise<number> {
    return this.ask('size');
  }

  /** A copy of all pairs at one moment, in the order of adding. Python: `dict.items()`. */
  entries(): Promise<[K, V][]> {
    return this.ask('entries');
  }
}
shareable(import.meta, DictProxy);

/**
 * One value that a manager keeps, for all threads and processes that have this proxy.
 *
 * Python: `manager.Value('i', 0)`. As there, to read and then write takes two steps, with
 * room for others between them: use a lock of the manager around them.
 *
 * @example
 * ```ts
 * import { Manager } from '../core/manager.ts';
 *
 * await using manager = await Manager.start();
 * const [total, lock] = [manager.value(0), manager.lock()];
 * {
 *   await using _held = await lock.hold();
 *   await total.set((await total.get()) + 1);
 * }
 * ```
 */
export class ValueProxy<T = unknown> extends ManagerProxy {
  get(): Promise<T> {
    return this.ask('get');
  }

  /** @throws {TypeError} when the value cannot be copied to another process. */
  set(value: T): Promise<void> {
    return this.ask('set', [value]);
  }
}
shareable(import.meta, ValueProxy);
