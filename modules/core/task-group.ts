import { onAbort } from './internal/sync/deadline.ts';

/** Starts the tasks of a {@link taskGroup}. */
export interface TaskGroup {
  /**
   * Aborts with the caller's signal, or when a task or the body has failed: then with an
   * AbortError whose cause is the failure.
   */
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
 * ends when all of them have. No error is lost; that a task ends by the abort is none.
 *
 * Python: `async with asyncio.TaskGroup() as group:`, which puts also a single error into
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
 * import { print } from '../core/print.ts';
 * import { taskGroup } from '../core/task-group.ts';
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
      const how = { name: 'AbortError', cause: error };
      controller.abort(new DOMException('A task of the same group failed', how));
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
