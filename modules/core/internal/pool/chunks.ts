/**
 * How pool-map.ts hands items out to a pool's workers: all at once, or in a flow.
 *
 * Internal to the core.
 */
import type { Piscina } from 'piscina';
import { reviveAll } from '../../revive.ts';
import { demandCopyable, portsIn } from '../message/copyable.ts';
import { unpackError } from '../message/packed-error.ts';
import type { Task } from '../message/task.ts';
import type { Chunk, ChunkOutcome } from './worker.ts';

const WORKER = {
  filename: new URL('./worker.ts', import.meta.url).href,
  name: 'runChunk',
};

/** So many chunks are under way in a flow for each call that the pool can run at once. */
const AHEAD = 2;

export async function inOneGo<Result>(
  pool: Piscina,
  whole: Chunk,
  chunkSize: number | undefined,
): Promise<Awaited<Result>[]> {
  const { args } = whole;
  const share = Math.ceil(args.length / (4 * pool.options.maxThreads));
  const size = demandSize(chunkSize ?? Math.max(share, 1));
  demandItem(args, whole, 'items');
  const running: Promise<unknown[]>[] = [];
  for (let start = 0; start < args.length; start += size) {
    const chunk = send(pool, { ...whole, args: args.slice(start, start + size) });
    running.push(chunk.then(resultsOf));
  }
  // All of them, also when one fails; then the first in order that did.
  await Promise.allSettled(running);
  return (await reviveAll((await Promise.all(running)).flat())) as Awaited<Result>[];
}

export async function* inFlow<Result>(
  pool: Piscina,
  task: Task,
  items: Iterable<unknown> | AsyncIterable<unknown>,
  { chunkSize = 1, ordered }: { chunkSize?: number; ordered: boolean },
): AsyncGenerator<Awaited<Result>, void, undefined> {
  const size = demandSize(chunkSize);
  const { maxThreads, concurrentTasksPerWorker } = pool.options;
  const most = AHEAD * maxThreads * concurrentTasksPerWorker;
  const source = iteratorOf(items);
  let [wanted, left, count] = [true, true, 0];
  let reading: Promise<undefined> | undefined;
  /** What the caller gets next, then what comes after it, and so on. */
  const places: Promise<ChunkOutcome>[] = [];
  const fillers: ((outcome: Promise<ChunkOutcome>) => void)[] = [];

  const add = (outcome: Promise<ChunkOutcome>) => {
    const place = new Promise<ChunkOutcome>((fill) => fillers.push(fill));
    places.push(place);
    // Its error is thrown in its turn; when the caller has left before, it is no news.
    place.catch(() => {});
    // In order, a place is for what came with it; otherwise for what is done first.
    const fill = () => fillers.shift()?.(outcome);
    if (ordered) fill();
    else outcome.then(fill, fill);
  };
  const read = async (): Promise<undefined> => {
    const args: unknown[] = [];
    let failure: Promise<never> | undefined;
    try {
      while (wanted && left && args.length < size) {
        const { done, value } = await source.next();
        if (done) left = false;
        else args.push(demandItem(value, task, `items[${count++}]`));
      }
    } catch (error) {
      failure = Promise.reject(error);
    }
    if (wanted && args.length > 0) add(send(pool, { ...task, args, spread: false }));
    if (failure) add(failure);
    if (failure) wanted = false;
    reading = undefined;
  };

  try {
    for (;;) {
      if (wanted && left && places.length < most) reading ??= read();
      const awaited = [places[0], reading].filter((each) => each !== undefined);
      if (awaited.length === 0) return;
      const outcome = await Promise.race(awaited);
      if (!outcome) continue;
      places.shift();
      yield* (await reviveAll(outcome.results)) as Awaited<Result>[];
      resultsOf(outcome);
    }
  } finally {
    wanted = false;
    const closing = (async () => left && source.return?.())();
    closing.catch(() => {});
    await Promise.allSettled(places);
    if (!reading) await closing;
  }
}

function iteratorOf<T>(items: Iterable<T> | AsyncIterable<T>) {
  const isAsync = Symbol.asyncIterator in Object(items);
  return isAsync
    ? (items as AsyncIterable<T>)[Symbol.asyncIterator]()
    : (items as Iterable<T>)[Symbol.iterator]();
}

function send(pool: Piscina, chunk: Chunk): Promise<ChunkOutcome> {
  return pool.run(chunk, { ...WORKER, transferList: portsIn(chunk.args) });
}

function resultsOf({ results, error }: ChunkOutcome): unknown[] {
  if (error) throw unpackError(error);
  return results;
}

/** @throws {TypeError} unless it can be copied, but for shared memory and ports. */
function demandItem(item: unknown, { exportName }: Task, name: string): unknown {
  const options = { name, shared: true, methods: true };
  demandCopyable(item, `Cannot map '${exportName}'`, options);
  return item;
}

function demandSize(size: number): number {
  if (Number.isInteger(size) && size >= 1) return size;
  throw new RangeError(
    `Cannot map: 'chunkSize' must be an integer of at least 1, received ${size}`,
  );
}
