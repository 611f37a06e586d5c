import { TimeoutError } from './errors.ts';
import { type AsyncWaitOptions, deadline, inTime } from './internal/sync/deadline.ts';

/**
 * The values of promises in the order in which they settle. One that rejects throws its
 * error at its turn, which ends a `for await`; to meet each failure by itself, let the
 * promises carry it: `promises.map((promise) => promise.catch((error) => error))`. Leaving
 * the loop stops none of them. From the call on, their rejections count as handled.
 *
 * Python: `asyncio.as_completed`, `concurrent.futures.as_completed`, which give futures.
 *
 * @param promises each of them comes once; plain values are ready at once.
 * @param options.timeout the longest time from the call to the last value, in ms; none by
 *   default. With 0, only what has settled comes.
 * @param options.signal ends the loop when it aborts: throws its reason.
 * @throws {TimeoutError} at its end; at the call a RangeError for one over 2147483647.
 *
 * @example
 * ```ts
 * import { asCompleted } from '../core/futures.ts';
 * import { print } from '../core/print.ts';
 * import { sleep } from '../core/time.ts';
 *
 * const answers = [300, 100].map((ms) => sleep(ms).then(() => `after ${ms} ms`));
 * for await (const answer of asCompleted(answers)) print(answer); // first 100, then 300
 * ```
 */
export function asCompleted<T>(
  promises: Iterable<T>,
  options: AsyncWaitOptions = {},
): AsyncGenerator<Awaited<T>, void, undefined> {
  const end = deadline(options);
  // Equal numbers are several values; one promise, given twice, is one.
  const once = [...promises].map((it) => (Object(it) === it ? it : Promise.resolve(it)));
  const all = [...new Set(once)].map((it) => Promise.resolve(it as T));
  // The first to settle settles the first turn. This is done here and not in the generator,
  // whose body waits for the first `next()`.
  const settlers: ((how: Promise<Awaited<T>>) => void)[] = [];
  const turns = all.map(() => new Promise<Awaited<T>>((settle) => settlers.push(settle)));
  let count = 0;
  for (const promise of all) {
    const settle = () => settlers[count++]?.(promise);
    promise.then(settle, settle);
  }
  for (const turn of turns) turn.catch(() => {});
  return (async function* () {
    for (const [ready, turn] of turns.entries()) {
      if (!(await inTime(end, turn, options.signal))) {
        const message = `Only ${ready} of ${turns.length} promises settled within`;
        throw new TimeoutError(`${message} ${options.timeout} ms`);
      }
      yield turn;
    }
  })();
}

const moments = ['FIRST_COMPLETED', 'FIRST_EXCEPTION', 'ALL_COMPLETED'] as const;

/**
 * Waits for some promises or all, and tells which have settled. Neither an error nor the
 * end of the time makes it reject, and it stops nothing: the pending ones run on.
 *
 * Python: `asyncio.wait`, `concurrent.futures.wait`.
 *
 * @param promises may be none: then there is nothing to wait for.
 * @param options.returnWhen `'ALL_COMPLETED'` (the default), `'FIRST_COMPLETED'`, or
 *   `'FIRST_EXCEPTION'`, which without an error is when all have settled.
 * @param options.timeout the longest wait, in milliseconds; none by default.
 * @param options.signal ends the wait when it aborts: rejects with its reason.
 * @returns the same promises, in the order of the call. Their rejections count as handled.
 * @throws {TypeError} for another word; a RangeError for a timeout over 2147483647.
 *
 * @example
 * ```ts
 * import { wait } from '../core/futures.ts';
 * import { print } from '../core/print.ts';
 * import { sleep } from '../core/time.ts';
 *
 * const tasks = [sleep(100), sleep(900)];
 * const { done, pending } = await wait(tasks, { timeout: 500 });
 * print(done.size, pending.size); // 1 1
 * ```
 */
export async function wait<P extends PromiseLike<unknown>>(
  promises: Iterable<P>,
  options: AsyncWaitOptions & { returnWhen?: (typeof moments)[number] } = {},
): Promise<{ done: Set<P>; pending: Set<P> }> {
  const { returnWhen = 'ALL_COMPLETED', signal } = options;
  if (!moments.includes(returnWhen)) {
    throw new TypeError(
      `Cannot wait: 'returnWhen' must be ${moments.join(' or ')}, received ${returnWhen}`,
    );
  }
  const end = deadline(options);
  const all = [...new Set(promises)];
  const settled = new Set<P>();
  const enough = new Promise<void>((resolve) => {
    if (all.length === 0) resolve();
    for (const promise of all) {
      const settle = (moment: string) => () => {
        settled.add(promise);
        const isIt = returnWhen === 'FIRST_COMPLETED' || returnWhen === moment;
        if (isIt || settled.size === all.length) resolve();
      };
      promise.then(settle('FIRST_COMPLETED'), settle('FIRST_EXCEPTION'));
    }
  });
  await inTime(end, enough, signal);
  return {
    done: new Set(all.filter((promise) => settled.has(promise))),
    pending: new Set(all.filter((promise) => !settled.has(promise))),
  };
}
