import type { Piscina } from 'piscina';
import { unpackError } from './internal/message/packed-error.ts';
import { describeTask } from './internal/message/task.ts';
import type { Chunk, ChunkOutcome } from './internal/pool/worker.ts';
import { reviveAll } from './revive.ts';

const WORKER = {
  filename: new URL('./internal/pool/worker.ts', import.meta.url).href,
  name: 'runChunk',
};

/** Options of {@link map} and {@link starmap}. */
export interface MapOptions {
  /**
   * How many items go to a worker at a time. Default: a quarter of each worker's share, as
   * in Python: few enough messages to be fast, enough of them to share the work out.
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
 * @param items what it is called with: copied, but for shared memory.
 * @param options.chunkSize how many items go to a worker at a time.
 * @returns the results in the order of the items.
 * @throws the first error in the order of the items, with class, message, stack, cause and
 *   own fields; not before all the other calls are done.
 * @throws {TypeError} when the function cannot be found by its name, or an item or result
 *   cannot be sent to a thread.
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
 * export function square(n: number): number {
 *   return n * n;
 * }
 *
 * if (isMain(import.meta)) {
 *   const filename = import.meta.url;
 *   await using pool = new Piscina({ filename, maxThreads: 2, ...workerOptions });
 *   print(await map(pool, import.meta, square, [1, 2, 3])); // [1, 4, 9]
 * }
 * ```
 */
export function map<Item, Result>(
  pool: Piscina,
  meta: ImportMeta,
  fn: (item: Item) => Result,
  items: Iterable<NoInfer<Item>>,
  options: MapOptions = {},
): Promise<Awaited<Result>[]> {
  return mapChunks(
    pool,
    { ...describeTask(meta, fn, [...items]), spread: false },
    options,
  );
}

/**
 * Like {@link map}, for a function of several arguments, of which every item is a list.
 *
 * Python: `pool.starmap(function, arguments)`.
 *
 * @param fn an exported function; it may be async.
 * @param argLists the arguments of each call: `[[1, 2], [3, 4]]`.
 *
 * @example
 * ```ts
 * import { Piscina } from 'piscina';
 * import { isMain } from '../core/main.ts';
 * import { starmap } from '../core/pool-map.ts';
 * import { print } from '../core/print.ts';
 * import { workerOptions } from '../core/worker-file.ts';
 *
 * export function power(base: number, exponent: number): number {
 *   return base ** exponent;
 * }
 *
 * if (isMain(import.meta)) {
 *   const filename = import.meta.url;
 *   await using pool = new Piscina({ filename, maxThreads: 2, ...workerOptions });
 *   print(await starmap(pool, import.meta, power, [[2, 3], [10, 2]])); // [8, 100]
 * }
 * ```
 */
export function starmap<Args extends unknown[], Result>(
  pool: Piscina,
  meta: ImportMeta,
  fn: (...args: Args) => Result,
  argLists: Iterable<NoInfer<Args>>,
  options: MapOptions = {},
): Promise<Awaited<Result>[]> {
  return mapChunks(
    pool,
    { ...describeTask(meta, fn, [...argLists]), spread: true },
    options,
  );
}

async function mapChunks<Result>(
  pool: Piscina,
  whole: Chunk,
  { chunkSize }: MapOptions,
): Promise<Result[]> {
  const { args } = whole;
  const workers = pool.options.maxThreads;
  const size = chunkSize ?? Math.max(Math.ceil(args.length / (4 * workers)), 1);
  if (!Number.isInteger(size) || size < 1) {
    throw new RangeError(
      `Cannot map: 'chunkSize' must be an integer of at least 1, received ${size}`,
    );
  }

  const running: Promise<ChunkOutcome>[] = [];
  for (let start = 0; start < args.length; start += size) {
    running.push(pool.run({ ...whole, args: args.slice(start, start + size) }, WORKER));
  }
  const results: Result[] = [];
  // All of them, also when one fails.
  for (const chunk of await Promise.allSettled(running)) {
    if (chunk.status === 'rejected') throw asTypeError(chunk.reason, whole.exportName);
    if (chunk.value.error) throw unpackError(chunk.value.error);
    for (const result of chunk.value.results) results.push(result as Result);
  }
  return reviveAll(results);
}

/** As a Thread's start does: an argument that cannot be sent is a TypeError. */
function asTypeError(error: Error, name: string): Error {
  if (error.name !== 'DataCloneError') return error;
  const complaint = `Cannot map '${name}': an item cannot be sent to a thread`;
  return new TypeError(`${complaint}: ${error.message}`, { cause: error });
}
