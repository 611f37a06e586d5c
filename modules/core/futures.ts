// Longer than other files, as most of it is the description of three functions.
import { TimeoutError } from './errors.ts';
import {
  type AsyncWaitOptions,
  deadline,
  inTime,
  onAbort,
} from './internal/sync/deadline.ts';

/**
 * The values of promises in the order in which they settle. One that rejects throws its
 * error at its turn, which ends a `for await`; to meet each failure by itself, let the
 * promises carry it: `promises.map((promise) => promise.catch((error) => error))`. Leaving
 * the loop stops none of them. From the call on, their rejections count as handled.
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

/** Starts the tasks of a {@link taskGroup}. */
export interface TaskGroup {
  /** Aborts with the caller's, or with an AbortError whose cause is a task's failure. */
  readonly signal: AbortSignal;
  /**
   * Starts a task at once. Python: `TaskGroup.create_task`.
   *
   * @param task may start others. Nothing but the group's signal, which it gets, stops it.
   * @returns its result, which nobody has to await. In an aborted group the task does not
   *   run, and this rejects with the reason.
   * @throws {Error} when the group has ended.
   */
  start<T>(task: (signal: AbortSignal) => T): Promise<Awaited<T>>;
}

/**
 * Runs tasks that live and die together: the first error aborts the others, and the group
 * ends when all of them have. No error is lost; a task that ends by the abort has none.
 *
 * Python: `async with asyncio.TaskGroup() as group:`, which puts even a single error into
 * an ExceptionGroup. (`await using` would not do: it does not know of an error in its block.)
 *
 * @param body starts the tasks; its own error counts like theirs.
 * @param options.signal aborts all of them from outside.
 * @returns what the body returned, when all tasks have ended too.
 * @throws a single error as it is; of several an AggregateError, in their order. After an
 *   abort from outside its reason; or errors of cleaning up, with the reason as `cause`.
 *
 * @example
 * ```ts
 * import { taskGroup } from '../core/futures.ts';
 * import { print } from '../core/print.ts';
 * import { sleep } from '../core/time.ts';
 *
 * const failure = taskGroup((group) => {
 *   void group.start((signal) => sleep(60_000, { signal }));
 *   void group.start(() => Promise.reject(new Error('no answer')));
 * });
 * print(await failure.catch((error) => error.message)); // no answer, and at once
 * ```
 */
export async function taskGroup<T>(
  body: (group: TaskGroup) => T,
  options: { signal?: AbortSignal } = {},
): Promise<Awaited<T>> {
  const controller = new AbortController();
  const { signal } = controller;
  const running = new Set<Promise<unknown>>();
  const errors = new Set<unknown>();
  let ended = false;
  const outer = options.signal;
  const leave = onAbort(outer, () => controller.abort(outer?.reason));
  if (outer?.aborted) controller.abort(outer.reason);

  const run = async <R>(task: (signal: AbortSignal) => R): Promise<Awaited<R>> => {
    try {
      signal.throwIfAborted();
      return await task(signal);
    } catch (error) {
      const isAbort = error instanceof Error && error.name === 'AbortError';
      const isOurs = signal.aborted && (error === signal.reason || isAbort);
      if (!isOurs) errors.add(error);
      const reason = new DOMException('A task of the same group failed', 'AbortError');
      // Browsers' types know none in the constructor.
      Object.defineProperty(reason, 'cause', { value: error });
      controller.abort(reason);
      throw error;
    }
  };
  const start: TaskGroup['start'] = (task) => {
    if (ended) throw new Error('Cannot start a task: its group has ended');
    const promise = run(task);
    running.add(promise);
    const forget = () => running.delete(promise);
    promise.then(forget, forget);
    return promise;
  };

  const result = start(() => body({ signal, start }));
  while (running.size > 0) await Promise.allSettled(running);
  ended = true;
  leave();
  if (errors.size === 0) signal.throwIfAborted();
  if (errors.size === 0) return result;

  const message = `${errors.size} errors in a task group`;
  const error = errors.size > 1 ? new AggregateError(errors, message) : [...errors][0];
  const fromOutside = outer?.aborted && outer.reason === signal.reason;
  if (fromOutside && error instanceof Error && error.cause === undefined) {
    // An assignment would throw when the error is frozen.
    Reflect.defineProperty(error, 'cause', { value: signal.reason, configurable: true });
  }
  throw error;
}
