import type { Piscina } from 'piscina';
import { map } from '../../../modules/core/pool-map.ts';

/** How {@link mapInOrder} shares the work out. */
export interface InOrderOptions {
  /** How many items go to a worker at a time. Default: 1. */
  chunkSize?: number;
  /**
   * How many chunks there are at the most whose results have not been read. Default: two
   * for each worker, one in its hands and one that waits for it.
   */
  ahead?: number;
}

/**
 * Calls a function for every item, in the workers of a pool, and yields the results in the
 * order of the items, each as soon as it is its turn.
 *
 * It takes no more items than it needs to keep the workers busy, and further ones only as
 * the results are read. So there may be more items than fit into memory, or no end of
 * them; and whoever has read enough can leave the loop.
 *
 * Python: `Executor.map(buffersize=…)`, from 3.14 on; before, it takes all items at once.
 *
 * @param pool any Piscina pool whose options have `...workerOptions` in them.
 * @param meta `import.meta` of the module that exports the function.
 * @param fn an exported function of one argument; it may be async.
 * @param items what it is called with; each one is copied to a worker. They are taken
 *   without waiting: for those that have to be awaited there is `imap` in pool-map.ts.
 * @returns the results. When the reader leaves, no more items are taken, the calls that are
 *   on their way are waited for, and the items are closed.
 * @throws what a call throws, in the place of the results of its chunk; and what the items
 *   throw, after the results of all that came before.
 * @throws {RangeError} unless both options are integers of at least 1.
 *
 * @example
 * ```ts
 * for await (const page of mapInOrder(pool, import.meta, parse, lines, { chunkSize: 50 })) {
 *   await save(page);
 * }
 * ```
 */
export async function* mapInOrder<Item, Result>(
  pool: Piscina,
  meta: ImportMeta,
  fn: (item: Item) => Result,
  items: Iterable<NoInfer<Item>>,
  { chunkSize = 1, ahead = 2 * pool.options.maxThreads }: InOrderOptions = {},
): AsyncGenerator<Awaited<Result>, void, undefined> {
  demandCount('chunkSize', chunkSize);
  demandCount('ahead', ahead);
  const chunks = inChunks(items, chunkSize);
  const onTheirWay: Promise<Awaited<Result>[]>[] = [];
  let isMore = true;

  const sendNext = async (): Promise<Awaited<Result>[]> => {
    isMore = false; // also when the items throw
    const { value: chunk, done } = chunks.next();
    if (done) return [];
    isMore = true;
    return map(pool, meta, fn, chunk, { chunkSize });
  };

  try {
    while (isMore || onTheirWay.length > 0) {
      while (isMore && onTheirWay.length < ahead) {
        const results = sendNext();
        results.catch(() => {}); // it is thrown below, when its turn has come
        onTheirWay.push(results);
      }
      yield* (await onTheirWay[0]) ?? [];
      onTheirWay.shift();
    }
  } finally {
    chunks.return();
    await Promise.allSettled(onTheirWay);
  }
}

function* inChunks<Item>(
  items: Iterable<Item>,
  size: number,
): Generator<Item[], void, undefined> {
  let chunk: Item[] = [];
  let failure: { error: unknown } | undefined;
  try {
    for (const item of items) {
      chunk.push(item);
      if (chunk.length < size) continue;
      yield chunk;
      chunk = [];
    }
  } catch (error) {
    failure = { error };
  }
  // What came before the error is not lost.
  if (chunk.length > 0) yield chunk;
  if (failure) throw failure.error;
}

function demandCount(name: string, count: number): void {
  if (Number.isInteger(count) && count >= 1) return;
  throw new RangeError(
    `Cannot map: '${name}' must be an integer of at least 1, received ${count}`,
  );
}
