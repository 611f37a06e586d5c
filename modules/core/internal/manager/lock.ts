import { AbandonedLockError, TimeoutError } from '../../errors.ts';
import { shareable } from '../../revive.ts';
import type { AsyncWaitOptions } from '../sync/deadline.ts';
import { type Caller, Served, Wait } from './protocol.ts';
import { ManagerProxy } from './proxy.ts';

/**
 * A lock that a manager keeps, for all threads and processes that have this proxy: one of
 * them at a time can hold it. Those who wait get it in the order of asking.
 *
 * Python: `manager.Lock()`, and `multiprocessing.Lock`. As with the core's `Lock`, only
 * the thread that took it can release it, async tasks of one thread exclude each other,
 * and a holder that ends without releasing leaves it abandoned. A deadlock is not seen
 * here: use a timeout.
 *
 * @example
 * ```ts
 * import { Manager } from '../core/manager.ts';
 *
 * await using manager = await Manager.start();
 * const lock = manager.lock('accounts');
 * {
 *   await using _held = await lock.hold();
 *   // One thread of one process at a time comes here.
 * }
 * ```
 */
export class LockProxy extends ManagerProxy {
  /** Names the lock in errors. */
  readonly name: string;

  /** Proxies come from a manager. @internal */
  constructor(manager: string, id: number, name: string) {
    super(manager, id);
    this.name = name;
  }

  /**
   * Waits until this thread has the lock; the event loop goes on.
   *
   * @param options.timeout the longest wait, in milliseconds; none by default.
   * @param options.signal gives up when it aborts: rejects with its reason.
   * @returns true when this thread has the lock, false when time was up.
   * @throws {AbandonedLockError} when its holder ended without releasing it.
   * @throws {ManagerEndedError} when the manager has ended, here and in all that follow.
   */
  acquire(options?: AsyncWaitOptions): Promise<boolean> {
    return this.ask('acquire', [], options);
  }

  /** @throws {Error} when this thread does not hold it. */
  release(): Promise<void> {
    return this.ask('release');
  }

  /**
   * Takes the lock for the rest of a block: `await using _held = await lock.hold();`.
   *
   * Python: `with lock:`.
   *
   * @throws {TimeoutError} when time was up; otherwise like {@link acquire}.
   */
  async hold(options?: AsyncWaitOptions): Promise<AsyncDisposable> {
    if (await this.acquire(options)) return this;
    throw new TimeoutError(`Cannot acquire ${this} within ${options?.timeout} ms`);
  }

  /** Whether any thread holds it, dead ones included. */
  locked(): Promise<boolean> {
    return this.ask('locked');
  }

  /**
   * Takes an abandoned lock, for a thread that will mend what it protects.
   *
   * @returns true when this thread now holds it; false when it is not abandoned, for
   *   example since another one was first to recover it.
   */
  recover(): Promise<boolean> {
    return this.ask('recover');
  }

  /** The end of a block that holds the lock. @internal */
  [Symbol.asyncDispose](): Promise<void> {
    return this.release();
  }

  /** `<LockProxy 'accounts'>` */
  override toString(): string {
    return `<LockProxy '${this.name}'>`;
  }
}
shareable(import.meta, LockProxy);

/** @internal */
export class ServedLock extends Served {
  readonly #name: string;
  #holder: Caller | undefined;
  #abandoned = false;

  constructor(name: string) {
    super();
    this.#name = name;
  }

  acquire(caller: Caller): Wait {
    const attempt = () => {
      if (this.#abandoned) throw new AbandonedLockError(this.#abandonedMessage());
      if (this.#holder) return undefined;
      this.#holder = caller;
      const putBack = () => {
        this.#holder = undefined;
      };
      return { value: true, putBack };
    };
    return new Wait('acquire', attempt, () => false);
  }

  release(caller: Caller): void {
    if (this.#holder !== caller) {
      throw new Error(
        `Cannot release <LockProxy '${this.#name}'>: this thread does not hold it`,
      );
    }
    this.#holder = undefined;
  }

  locked(): boolean {
    return this.#holder !== undefined || this.#abandoned;
  }

  recover(caller: Caller): boolean {
    if (!this.#abandoned) return false;
    this.#abandoned = false;
    this.#holder = caller;
    return true;
  }

  override forget(caller: Caller): void {
    if (this.#holder !== caller) return;
    this.#holder = undefined;
    this.#abandoned = true;
  }

  #abandonedMessage(): string {
    return (
      `Cannot acquire <LockProxy '${this.#name}'>: the thread or process that held it ` +
      'has ended without releasing it; check what the lock protects, then take it with ' +
      'recover()'
    );
  }
}
