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
 * gets a `DeadlockError` instead of hanging. (A lock without an owner is a
 * `Semaphore(1)`.)
 *
 * It lies in shared memory: hand it to threads among their arguments. It has two faces on
 * one state, to be mixed freely: `acquire` blocks the thread, `acquireAsync` only the
 * calling async function. Async tasks of one thread share that thread's identity: they
 * exclude each other, but a deadlock among them is not seen.
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
   * Like {@link acquire}, for the event loop: suspends the calling async function only.
   * Fair among the tasks of this thread: first come, first served.
   *
   * Python: `await asyncio.Lock().acquire()`.
   *
   * @param options.timeout the longest wait, in milliseconds; none by default.
   * @param options.signal gives up when it aborts: rejects with its reason.
   * @returns true when this thread has the lock, false when time was up.
   */
  acquireAsync(options?: AsyncWaitOptions): Promise<boolean> {
    if (options === undefined && tasks.isEmpty(this.id) && this.take()) return YES;
    return tasks.suspend(this.id, this.takeWhenFree(false), options);
  }

  /** `using _held = await lock.holdAsync();`, like {@link hold} on the event loop. */
  async holdAsync(options?: AsyncWaitOptions): Promise<Disposable> {
    return this.held(await this.acquireAsync(options), options);
  }
}
shareable(import.meta, Lock);
