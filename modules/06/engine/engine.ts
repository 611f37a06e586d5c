import { isMainThread } from 'node:worker_threads';

import type { Engine, EngineOptions } from './contract.ts';

/** One opener for each engine. A driver is loaded when it is needed, and not before. */
const engines = {
  pool: async () => (await import('./pool.ts')).openPool,
  bullmq: async () => (await import('./bullmq.ts')).openBullMq,
};

/**
 * Opens an engine, with workers that are ready.
 *
 * @param meta `import.meta` of the module that exports the functions.
 * @returns the engine; `await using` closes it at the end of the block.
 * @throws {RangeError} when there is no engine of that name, or a number is too small.
 * @throws {RedisError} when REDIS_URL does not lead to a Redis, within 5 s.
 *
 * @example
 * ```ts
 * import { isMain } from '../../core/main.ts';
 * import { print } from '../../core/print.ts';
 * import { openEngine } from './engine.ts';
 *
 * export function square(n: number): number {
 *   return n * n;
 * }
 *
 * if (isMain(import.meta)) {
 *   await using engine = await openEngine(import.meta, { workers: 2 });
 *   print(await engine.map(square, [1, 2, 3])); // [1, 4, 9]
 * }
 * ```
 */
export async function openEngine(
  meta: ImportMeta,
  options: EngineOptions = {},
): Promise<Engine> {
  if (!isMainThread) throw new Error('Open engines in the main thread, not in a job');
  const { engine = process.env.REDIS_URL ? 'bullmq' : 'pool', ...rest } = options;
  if (!Object.hasOwn(engines, engine)) {
    const names = Object.keys(engines).join(', ');
    throw new RangeError(`There is no engine '${engine}'. There are: ${names}`);
  }
  const { workers = 2, lease = 10_000, rate, queue } = rest;
  demandAtLeast(1, {
    workers,
    ...(rate && { 'rate.max': rate.max, 'rate.per': rate.per }),
  });
  demandAtLeast(100, { lease });
  const open = await engines[engine]();
  return await open(meta, { workers, lease, rate, queue });
}

/** @throws {RangeError} unless all of these are whole numbers, and large enough. */
export function demandAtLeast(least: number, numbers: Record<string, number>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (Number.isInteger(value) && value >= least) continue;
    throw new RangeError(
      `Cannot open an engine: '${name}' must be an integer of at least ${least}, received ${value}`,
    );
  }
}
