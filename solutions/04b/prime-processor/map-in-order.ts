import type { Piscina } from 'piscina';
import { map } from '../../../modules/core/pool-map.ts';

/** How {@link mapInOrder} shares the work out. */
export interface InOrderOptions {
  /** How many items go to a worker at a time. Default: 1. */
  chunkSize?: number;
  /** How many chunks are on their way at the most. Default: two for each worker. */
  ahead?: number;
}

/**
 * Calls a function for every item, in the workers of a pool, and yields the results as
 * they come, in the order of the items.
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
 * @param items what it is called with; each one is copied to a worker.
 * @throws what a call throws, when its turn comes, or what the items throw. Like any other
 *   end of the loop, this waits for the chunks that are on their way.
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
  items: Iterable<NoInfer<Item>> | AsyncIterable<NoInfer<Item>>,
  { chunkSize = 1, ahead = 2 * pool.options.maxThreads }: InOrderOptions = {},
): AsyncGenerator<Awaited<Result>> {
  const onTheirWay: Promise<Awaited<Result>[]>[] = [];
  try {
    for await (const chunk of chunks(items, chunkSize)) {
      const results = map(pool, meta, fn, chunk, { chunkSize });
      results.catch(() => {}); // it is thrown below, when its turn has come
      onTheirWay.push(results);
      if (onTheirWay.length === ahead) yield* (await onTheirWay.shift()) ?? [];
    }
    for (const results of onTheirWay) yield* await results;
  } finally {
    await Promise.allSettled(onTheirWay);
  }
}

async function* chunks<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  size: number,
): AsyncGenerator<Item[]> {
  let chunk: Item[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
