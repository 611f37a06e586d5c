/**
 * Items on their way through a pool, in chunks: how pool-map.ts hands them out, all at once
 * or in a flow, and what a worker does with each. Both load this file.
 */
import { Piscina } from 'piscina';
import { modulesOf, reviveAll } from '../../revive.ts';
import { demandCopyable, portsIn } from '../message/copyable.ts';
import { type Packed, packError, unpackError } from '../message/packed-error.ts';
import { loadTarget, type Task } from '../message/task.ts';

/** Many calls of one function: `args` has an argument for each or, to be spread, a list. */
interface Chunk extends Task {
  spread: boolean;
}

/** The results up to the first error, and that, if there was one; all calls were made. */
interface Outcome {
  results: unknown[];
  error?: Packed;
}

/** So many chunks are under way in a flow for each call that the pool can run at once. */
const AHEAD = 2;

export async function inOneGo<Result>(
  pool: Piscina,
  task: Task,
  items: unknown[],
  chunkSize: number | undefined,
  spread: boolean,
): Promise<Awaited<Result>[]> {
  const share = Math.ceil(items.length / (4 * pool.options.maxThreads));
  const size = demandSize(chunkSize ?? Math.max(share, 1));
  demandItem(items, task, 'items');
  const running: Promise<unknown[]>[] = [];
  for (let start = 0; start < items.length; start += size) {
    const chunk = { ...task, args: items.slice(start, start + size), spread };
    running.push(send(pool, chunk).then(resultsOf));
  }
  // All of them, also when one fails; then the first in order that did.
  await Promise.allSettled(running);
  return (await reviveAll((await Promise.all(running)).flat())) as Awaited<Result>[];
}

export async function* inFlow<Result>(
  pool: Piscina,
  task: Task,
  items: Iterable<unknown> | AsyncIterable<unknown>,
  chunkSize: number | undefined,
  ordered: boolean,
): AsyncGenerator<Awaited<Result>, void, undefined> {
  const size = demandSize(chunkSize ?? 1);
  const { maxThreads, concurrentTasksPerWorker } = pool.options;
  const most = AHEAD * maxThreads * concurrentTasksPerWorker;
  const iterator = Object(items)[Symbol.asyncIterator] ?? Object(items)[Symbol.iterator];
  const source: AsyncIterator<unknown> = iterator.call(items);
  let [wanted, left, count] = [true, true, 0];
  let reading: Promise<undefined> | undefined;
  /** What the caller gets next, then what comes after it, and so on. */
  const places: Promise<Outcome>[] = [];
  const fillers: ((outcome: Promise<Outcome>) => void)[] = [];

  const add = (outcome: Promise<Outcome>) => {
    const place = new Promise<Outcome>((fill) => fillers.push(fill));
    places.push(place);
    // Its error is thrown in its turn; when the caller has left before, nobody asks.
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
    wanted &&= !failure;
    reading = undefined;
  };

  try {
    // Reads ahead while it waits for the next result, and only then.
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
    // An item that is waited for may never come: whoever leaves does not wait for it.
    const closing = (async () => left && source.return?.())();
    closing.catch(() => {});
    await Promise.allSettled(places);
    if (!reading) await closing;
  }
}

/** In a bundle this file is none of its own: there, the module of the function has to help. */
const OWN_FILE = /[\\/]chunks\.[cm]?[jt]s$/.test(import.meta.url);

async function send(pool: Piscina, chunk: Chunk): Promise<Outcome> {
  const worker = { filename: OWN_FILE ? import.meta.url : chunk.url, name: 'runChunk' };
  const task = { ...chunk, modules: modulesOf(chunk.args) };
  try {
    return await pool.run(task, { ...worker, transferList: portsIn(chunk.args) });
  } catch (error) {
    if (OWN_FILE || !/No handler function/.test(String(error))) throw error;
    throw new TypeError(
      `Cannot map '${chunk.exportName}' in a bundle: write "export { runChunk } from './core/pool-map.ts'" into the module that exports it`,
      { cause: error },
    );
  }
}

function resultsOf({ results, error }: Outcome): unknown[] {
  if (error) throw unpackError(error);
  return results;
}

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

/** In a worker: to import a module again takes longer than to call one. */
const loaded = new Map<string, Awaited<ReturnType<typeof loadTarget>>>();

/** What a worker does. */
export async function runChunk(chunk: Chunk): Promise<unknown> {
  const { exportName } = chunk;
  const complaint = `Cannot return the result of '${exportName}'`;
  const outcome: Outcome = { results: [] };
  try {
    const key = `${chunk.url}#${exportName}`;
    const fn = loaded.get(key) ?? (await loadTarget(chunk));
    loaded.set(key, fn);
    for (const each of await reviveAll(chunk.args, chunk.modules)) {
      try {
        const result = await (chunk.spread ? fn(...(each as unknown[])) : fn(each));
        // Before it is sent: a worker dies of what it cannot send.
        demandCopyable(result, complaint, { shared: true, methods: true });
        if (!outcome.error) outcome.results.push(result);
      } catch (error) {
        outcome.error ??= packError(error, `Cannot pass on what '${exportName}' threw`);
      }
    }
  } catch (error) {
    // The function was not found.
    outcome.error = packError(error);
  }
  const [move, value] = [Piscina.transferableSymbol, Piscina.valueSymbol];
  return Piscina.move({ [move]: portsIn(outcome.results), [value]: outcome } as never);
}
