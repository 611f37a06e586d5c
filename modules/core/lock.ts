import type { AsyncWaitOptions } from './internal/sync/deadline.ts';
import { OwnedLock } from './internal/sync/owned-lock.ts';
import { TaskLines } from './internal/sync/wait.ts';
import { shareable } from './revive.ts';

const YES = Promise.resolve(true);

/** The tasks of this thread that wait for a lock. */
const tasks = new TaskLines();

/**
 * A lock that one thread at a time can hold.
 *
 * Python: `threading.Lock`. Two differences, both because this lock knows its owner: only
 * the thread that took it can release it, and a thread that would block on its own lock
 * gets a `DeadlockError` instead of hanging. (Without an owner: `Semaphore(1)`.)
 *
 * Hand it to threads among their arguments. `acquire` blocks the thread, `acquireAsync` only
 * the calling async function; the two can be mixed. The tasks of one thread are one owner:
 * they exclude each other, but a deadlock among them is not seen.
 *
 * @example
 * ```ts
 * import { Lock } from '../core/lock.ts';
 *
 * const lock = new Lock('accounts');
 * {
 *   using _held = lock.hold();
 *   // One thread at a time comes here.
 * }
 * ```
 */
export class Lock extends OwnedLock {
  /**
   * Like {@link acquire}, for the event loop, and fair among the tasks of this thread: first
   * come, first served. Python: `await asyncio.Lock().acquire()`.
   *
   * @param options.timeout the longest wait, in milliseconds; none by default.
   * @param options.signal gives up when it aborts: rejects with its reason.
   * @returns true when this thread has the lock, false when time was up.
   */
  acquireAsync(options?: AsyncWaitOptions): Promise<boolean> {
    if (options === undefined && tasks.isEmpty(this.id) && this.take()) return YES;
    return tasks.suspend(this.id, this.takeWhenFree(false), options);
  }

  /** Like {@link hold}, for the event loop: `using _held = await lock.holdAsync();` */
  async holdAsync(options?: AsyncWaitOptions): Promise<Disposable> {
    return this.held(await this.acquireAsync(options), options);
  }
}
shareable(import.meta, Lock);
