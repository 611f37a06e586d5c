import { TimeoutError } from './errors.ts';
import { type AsyncWaitOptions, deadline } from './internal/sync/deadline.ts';
import { sleep } from './time.ts';

/**
 * The values of promises in the order in which they settle: what is ready first comes
 * first.
 *
 * Python: `asyncio.as_completed`, `concurrent.futures.as_completed`. There, one asks each
 * future for its result; here, the loop gets the values themselves, and a promise that
 * rejects throws its error at its turn, which ends a `for await`. To meet every failure by
 * itself, let the promises carry it: `promises.map((promise) => promise.catch((e) => e))`.
 *
 * Leaving the loop, or an error, stops none of them; from the call on their rejections
 * count as handled.
 *
 * @param promises promises, or plain values, which are ready at once.
 * @param options.timeout the longest time from the call to the last value, in
 *   milliseconds; none by default.
 * @param options.signal ends the loop when it aborts: throws its reason.
 * @throws {TimeoutError} when time is up, after the values that were ready before.
 * @throws {RangeError} when the timeout is negative or over 2147483647.
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
  // The first promise to settle settles the first turn, whichever promise that is. This
  // is done here and not in the generator, whose body waits for the first `next()`.
  const all = [...promises].map((promise) => Promise.resolve(promise));
  const settlers: ((how: Promise<Awaited<T>>) => void)[] = [];
  const turns = all.map(() => new Promise<Awaited<T>>((settle) => settlers.push(settle)));
  let settled = 0;
  for (const promise of all) {
    const next = () => settlers[settled++]?.(promise);
    promise.then(next, next);
  }
  for (const turn of turns) turn.catch(() => {});
  return inTurn(turns, end, options);
}

async function* inTurn<T>(turns: Promise<T>[], end: number, options: AsyncWaitOptions) {
  for (const [ready, turn] of turns.entries()) {
    const value = await before(end, turn, options.signal);
    if (value === TIME_IS_UP) {
      throw new TimeoutError(
        `Only ${ready} of ${turns.length} promises settled within ${options.timeout} ms`,
      );
    }
    yield value;
  }
}

/** What {@link wait} waits for. */
export interface WaitForOptions extends AsyncWaitOptions {
  /** Default: `'ALL_COMPLETED'`. */
  returnWhen?: 'FIRST_COMPLETED' | 'FIRST_EXCEPTION' | 'ALL_COMPLETED';
}

/**
 * Waits for some promises or all of them, and tells which have settled and which have
 * not. Neither an error nor the end of the time makes it reject, and it stops nothing: the
 * pending ones run on.
 *
 * Python: `asyncio.wait`, `concurrent.futures.wait`.
 *
 * @param promises none is fine: then there is nothing to wait for.
 * @param options.returnWhen `'FIRST_COMPLETED'`: when one has settled; `'FIRST_EXCEPTION'`:
 *   when one has rejected, or all have settled; `'ALL_COMPLETED'` (the default).
 * @param options.timeout the longest wait, in milliseconds; none by default.
 * @param options.signal ends the wait when it aborts: rejects with its reason.
 * @returns the same promises in two sets, each in the order of the call. Their rejections
 *   count as handled: look at those that are done.
 * @throws {RangeError} when the timeout is negative or over 2147483647.
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
  options: WaitForOptions = {},
): Promise<{ done: Set<P>; pending: Set<P> }> {
  const { returnWhen = 'ALL_COMPLETED', signal } = options;
  const end = deadline(options);
  const all = [...new Set(promises)];
  const done = new Set<P>();
  const enough = new Promise<void>((resolve) => {
    const settle = (promise: P, failed: boolean) => {
      done.add(promise);
      if (returnWhen === 'FIRST_COMPLETED') resolve();
      if (returnWhen === 'FIRST_EXCEPTION' && failed) resolve();
      if (done.size === all.length) resolve();
    };
    if (all.length === 0) resolve();
    for (const promise of all) {
      promise.then(
        () => settle(promise, false),
        () => settle(promise, true),
      );
    }
  });
  await before(end, enough, signal);
  return {
    done: new Set(all.filter((promise) => done.has(promise))),
    pending: new Set(all.filter((promise) => !done.has(promise))),
  };
}

/** Starts the tasks of a {@link taskGroup}. */
export interface TaskGroup {
  /**
   * Aborts when a task or the body has failed, with an AbortError whose cause is the
   * failure; or when the caller's own signal does.
   */
  readonly signal: AbortSignal;
  /**
   * Starts a task at once. It may start further ones.
   *
   * Python: `TaskGroup.create_task`.
   *
   * @param task gets the group's signal, and stops by it: nothing else can stop it.
   * @returns its result. Who does not await it loses no error: the group throws it.
   * @throws {Error} when the group has ended.
   */
  start<T>(task: (signal: AbortSignal) => T): Promise<Awaited<T>>;
}

/**
 * Runs tasks that live and die together: the first error aborts the others, and the group
 * ends when all of them have, well or badly. Nothing that was started in it runs on.
 *
 * Python: `async with asyncio.TaskGroup() as group:`. It throws the first error as it is,
 * not in an ExceptionGroup; errors after it are taken for its consequences. (A function
 * and not `await using`, since the end of a block does not know whether it was an error
 * that ended it.)
 *
 * @param body starts the tasks; its own error counts like theirs.
 * @param options.signal aborts all of them from outside.
 * @returns what the body returned, when all tasks have ended too.
 * @throws the first error of a task or the body; the signal's reason, if that came first.
 *
 * @example
 * ```ts
 * import { taskGroup } from '../core/futures.ts';
 * import { print } from '../core/print.ts';
 * import { sleep } from '../core/time.ts';
 *
 * const failure = taskGroup(async (group) => {
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
  const own = new AbortController();
  const outer = options.signal;
  const signal = outer ? AbortSignal.any([outer, own.signal]) : own.signal;
  const running = new Set<Promise<unknown>>();
  let ended = false;
  let failure: { error: unknown } | undefined;

  const run = async <R>(task: (signal: AbortSignal) => R): Promise<Awaited<R>> => {
    try {
      signal.throwIfAborted();
      return await task(signal);
    } catch (error) {
      failure ??= { error: outer?.aborted && !own.signal.aborted ? outer.reason : error };
      const how = { name: 'AbortError', cause: error };
      own.abort(new DOMException('A task of the same group failed', how));
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
  if (failure) throw failure.error;
  return result;
}

const TIME_IS_UP = Symbol('time is up');

/** The promise's value, or that time is up; throws when the signal aborts before. */
async function before<T>(
  end: number,
  promise: Promise<T>,
  signal?: AbortSignal,
): Promise<T | typeof TIME_IS_UP> {
  if (end === Number.POSITIVE_INFINITY && !signal) return promise;
  signal?.throwIfAborted();
  const over = new AbortController();
  const limit = signal ? AbortSignal.any([signal, over.signal]) : over.signal;
  try {
    return await Promise.race([promise, timeIsUp(end, limit)]);
  } finally {
    over.abort();
  }
}

async function timeIsUp(end: number, signal: AbortSignal): Promise<typeof TIME_IS_UP> {
  if (end === Number.POSITIVE_INFINITY) {
    await new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  }
  await sleep(Math.max(end - performance.now(), 0), { signal });
  return TIME_IS_UP;
}
