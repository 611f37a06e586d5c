/** The data that a manager keeps: lists, dicts and single values. */
import { isDeepStrictEqual } from 'node:util';
import { type ManagerProxy, proxyTo } from './proxy.ts';

/**
 * A list that a manager keeps. What goes in and comes out is copied. Each call is one step;
 * what takes several, such as reading an item and writing it back, needs a lock of the
 * manager. An index counts from 0, or from the end (-1 is the last item); without such an
 * item, a call rejects with a `RangeError`.
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
export interface ListProxy<T = unknown> extends ManagerProxy {
  /** Adds an item at the end. */
  append(item: T): Promise<void>;
  /** Adds items at the end, all in one step. */
  extend(items: readonly T[]): Promise<void>;
  /** Adds an item before another one; at the end if the list is not that long. */
  insert(index: number, item: T): Promise<void>;
  get(index: number): Promise<T>;
  /** Replaces an item. Python: `list[index] = item`. */
  set(index: number, item: T): Promise<void>;
  /** Takes an item out; by default the last one. */
  pop(index?: number): Promise<T>;
  /** Takes out the first item alike in all that it holds. @throws {RangeError} if none is. */
  remove(item: T): Promise<void>;
  /** Where the first item is that {@link remove} would take out; throws as that does. */
  index(item: T): Promise<number>;
  clear(): Promise<void>;
  /** How many items there are. Python: `len(list)`. */
  length(): Promise<number>;
  /** A copy of all items at one moment. Python: `list(proxy)`. */
  toArray(): Promise<T[]>;
  /** All items of the moment when it begins: `for await (const item of list) …`. */
  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined>;
}

export const ListProxy = proxyTo<ListProxy, unknown[]>(import.meta, 'ListProxy', {
  append: (items, [item]) => void items.push(item),
  extend: (items, [more]) => {
    for (const item of more) items.push(item);
  },
  insert: (items, [index, item]) => void items.splice(index, 0, item),
  get: (items, [index]) => items[placeOf(items, index)],
  set: (items, [index, item]) => {
    items[placeOf(items, index)] = item;
  },
  pop: (items, [index = -1]) => items.splice(placeOf(items, index), 1)[0],
  remove: (items, [item]) => void items.splice(find(items, item), 1),
  index: (items, [item]) => find(items, item),
  clear: (items) => void items.splice(0),
  length: (items) => items.length,
  toArray: (items) => items,
});

ListProxy.prototype[Symbol.asyncIterator] = async function* () {
  yield* await this.toArray();
};

function placeOf({ length }: unknown[], index: number): number {
  const place = index < 0 ? index + length : index;
  if (Number.isInteger(place) && place >= 0 && place < length) return place;
  throw new RangeError(`Cannot reach item ${index} of a list of ${length}`);
}

function find(items: unknown[], item: unknown): number {
  const place = items.findIndex((each) => isDeepStrictEqual(each, item));
  if (place >= 0) return place;
  throw new RangeError(`Cannot find it in a list of ${items.length}`);
}

/** What can be a key: values that are equal in every process. */
export type Key = string | number | bigint | boolean;

/**
 * A dict that a manager keeps, of copies and in single steps as a {@link ListProxy}. Keys
 * keep the order in which they came.
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
export interface DictProxy<K extends Key = Key, V = unknown> extends ManagerProxy {
  /** The value of a key, or undefined when it is not there. Python: `dict.get(key)`. */
  get(key: K): Promise<V | undefined>;
  set(key: K, value: V): Promise<void>;
  /** Sets many keys in one step. */
  update(pairs: ReadonlyMap<K, V> | readonly (readonly [K, V])[]): Promise<void>;
  /** Python: `key in dict`. */
  has(key: K): Promise<boolean>;
  /** Takes a key out; returns whether it was there. Python: `del dict[key]`. */
  delete(key: K): Promise<boolean>;
  /** Takes a key out; returns what {@link get} would. Python: `dict.pop(key, None)`. */
  pop(key: K): Promise<V | undefined>;
  clear(): Promise<void>;
  /** How many keys there are. Python: `len(dict)`. */
  size(): Promise<number>;
  keys(): Promise<K[]>;
  values(): Promise<V[]>;
  /** A copy of all pairs at one moment. Python: `dict.items()`. */
  entries(): Promise<[K, V][]>;
  /** All pairs of the moment when it begins, as a Map gives them; Python gives the keys. */
  [Symbol.asyncIterator](): AsyncGenerator<[K, V], void, undefined>;
}

export const DictProxy = proxyTo<DictProxy, Map<Key, unknown>>(import.meta, 'DictProxy', {
  get: (dict, [key]) => dict.get(key),
  set: (dict, [key, value]) => void dict.set(key, value),
  update: (dict, [pairs]) =>
    new Map(pairs).forEach((value, key) => void dict.set(key, value)),
  has: (dict, [key]) => dict.has(key),
  delete: (dict, [key]) => dict.delete(key),
  pop: (dict, [key]) => {
    const value = dict.get(key);
    dict.delete(key);
    return value;
  },
  clear: (dict) => dict.clear(),
  size: (dict) => dict.size,
  keys: (dict) => [...dict.keys()],
  values: (dict) => [...dict.values()],
  entries: (dict) => [...dict],
});

DictProxy.prototype[Symbol.asyncIterator] = async function* () {
  yield* await this.entries();
};

/**
 * One value that a manager keeps. To read and then write takes two steps, with room for
 * others between them: use a lock of the manager around them.
 *
 * Python: `manager.Value('i', 0)`.
 *
 * @example
 * ```ts
 * import { Manager } from '../core/manager.ts';
 *
 * await using manager = await Manager.start();
 * const [total, lock] = [manager.value(0), manager.lock()];
 * await using _held = await lock.hold();
 * await total.set((await total.get()) + 1);
 * ```
 */
export interface ValueProxy<T = unknown> extends ManagerProxy {
  get(): Promise<T>;
  set(value: T): Promise<void>;
}

interface State {
  value: unknown;
}

export const ValueProxy = proxyTo<ValueProxy, State>(import.meta, 'ValueProxy', {
  get: (state) => state.value,
  set: (state, [value]) => void Object.assign(state, { value }),
});
