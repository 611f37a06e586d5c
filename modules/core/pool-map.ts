import type { Piscina } from 'piscina';
import { describeTask } from './internal/message/task.ts';
import { inFlow, inOneGo } from './internal/pool/chunks.ts';

// For bundles: a worker has to find it in the file that it is given.
export { runChunk } from './internal/pool/chunks.ts';

/** Options of {@link map} and its kin. */
export interface MapOptions {
  /**
   * How many items go to a worker at a time. Default, as in Python: 1 for imap; for map a
   * quarter of each worker's share, so that messages are few and the work is shared out.
   */
  chunkSize?: number;
}

/**
 * Calls a function for every item, in the workers of a pool.
 *
 * Python: `pool.map(function, items)`. There as here, items travel in chunks: with a
 * message for each, as with `pool.run(item)`, a small task costs many times what it does.
 *
 * @param pool any Piscina pool whose options have `...workerOptions` in them.
 * @param meta `import.meta` of the module that exports the function.
 * @param fn an exported function of one argument; it may be async.
 * @param items what it is called with: copied, except shared memory.
 * @param options.chunkSize how many items go to a worker at a time.
 * @returns the results in the order of the items.
 * @throws the first error in the order of the items, with class, message, stack, cause and
 *   own fields; not before all the other calls are done.
 * @throws {TypeError} when the function cannot be found by its name, an item cannot be
 *   copied (then no call is made), or a result cannot.
 * @throws {RangeError} unless the chunk size is an integer of at least 1.
 *
 * @example
 * ```ts
 * import { Piscina } from 'piscina';
 * import { isMain } from '../core/main.ts';
 * import { map } from '../core/pool-map.ts';
 * import { print } from '../core/print.ts';
 * import { workerOptions } from '../core/worker-file.ts';
 *
 * export const square = (n: number) => n * n;
 *
 * if (isMain(import.meta)) {
 *   await using pool = new Piscina({ maxThreads: 2, ...workerOptions });
 *   print(await map(pool, import.meta, square, [1, 2, 3])); // [1, 4, 9]
 * }
 * ```
 */
export async function map<Item, Result>(
  pool: Piscina,
  meta: ImportMeta,
  fn: (item: Item) => Result,
  items: Iterable<NoInfer<Item>>,
  options: MapOptions = {},
): Promise<Awaited<Result>[]> {
  return inOneGo(pool, describeTask(meta, fn, []), [...items], options.chunkSize, false);
}

/**
 * Like {@link map}, for a function of several arguments: each item is a list of them.
 *
 * Python: `pool.starmap(function, arguments)`.
 *
 * @param argLists the arguments of each call: `[[2, 3], [10, 2]]` for `fn(2, 3)`, `fn(10, 2)`.
 */
export async function starmap<Args extends unknown[], Result>(
  pool: Piscina,
  meta: ImportMeta,
  fn: (...args: Args) => Result,
  argLists: Iterable<NoInfer<Args>>,
  options: MapOptions = {},
): Promise<Awaited<Result>[]> {
  return inOneGo(
    pool,
    describeTask(meta, fn, []),
    [...argLists],
    options.chunkSize,
    true,
  );
}

/**
 * Like {@link map}, but lazily: takes items only as fast as results are taken, with at most
 * two chunks for each worker under way. So neither items nor results need to fit in memory.
 *
 * Python: `pool.imap(function, items)`, which takes all items at once.
 *
 * @param items any iterable or async iterable, endless ones too.
 * @returns the results in the order of the items. When the caller's loop ends early, no
 *   more items are taken, the calls under way are waited for, and the items closed; an item
 *   that is itself waited for at that moment may never come, and is not.
 * @throws what {@link map} throws, and what the items throw, in the place of the result.
 */
export function imap<Item, Result>(
  pool: Piscina,
  meta: ImportMeta,
  fn: (item: Item) => Result,
  items: Iterable<NoInfer<Item>> | AsyncIterable<NoInfer<Item>>,
  options: MapOptions = {},
): AsyncGenerator<Awaited<Result>, void, undefined> {
  return inFlow(pool, describeTask(meta, fn, []), items, options.chunkSize, true);
}

/**
 * Like {@link imap}, but gives each result as soon as it is there: none waits for a slower
 * one before it.
 *
 * Python: `pool.imap_unordered(function, items)`.
 *
 * @example
 * ```ts
 * import { Piscina } from 'piscina';
 * import { isMain } from '../core/main.ts';
 * import { imapUnordered } from '../core/pool-map.ts';
 * import { print } from '../core/print.ts';
 * import { sleep } from '../core/time.ts';
 * import { workerOptions } from '../core/worker-file.ts';
 *
 * export const nap = (ms: number) => sleep(ms).then(() => ms);
 *
 * if (isMain(import.meta)) {
 *   await using pool = new Piscina({ minThreads: 2, ...workerOptions });
 *   const naps = imapUnordered(pool, import.meta, nap, [900, 9]);
 *   for await (const ms of naps) print(ms); // 9, 900
 * }
 * ```
 */
export function imapUnordered<Item, Result>(
  pool: Piscina,
  meta: ImportMeta,
  fn: (item: Item) => Result,
  items: Iterable<NoInfer<Item>> | AsyncIterable<NoInfer<Item>>,
  options: MapOptions = {},
): AsyncGenerator<Awaited<Result>, void, undefined> {
  return inFlow(pool, describeTask(meta, fn, []), items, options.chunkSize, false);
}
