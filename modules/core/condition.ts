import {
  type AsyncWaitOptions,
  deadline,
  remaining,
  type WaitOptions,
} from './internal/sync/deadline.ts';
import { Places, WAITING } from './internal/sync/places.ts';
import { Primitive } from './internal/sync/primitive.ts';
import { probe } from './internal/sync/probe.ts';
import { block, suspend, type Waiting } from './internal/sync/wait.ts';
import type { Lock } from './lock.ts';
import { shareable } from './revive.ts';
import { RLock } from './rlock.ts';

/**
 * Lets threads wait, under a lock, until another thread has changed something and says so.
 * After a `wait` look again: another thread may have got there first; {@link waitFor} does.
 *
 * Python: `threading.Condition`. Over an RLock, the default, it has only the blocking face;
 * over a Lock also the asynchronous one.
 *
 * @example
 * ```ts
 * import { Condition } from '../core/condition.ts';
 *
 * const stock = new Int32Array(new SharedArrayBuffer(4));
 * const changed = new Condition();
 * {
 *   using _held = changed.hold();
 *   stock[0] = 1;
 *   changed.notify();
 * }
 * {
 *   using _held = changed.hold();
 *   changed.waitFor(() => stock[0] === 1);
 * }
 * ```
 */
export class Condition<L extends Lock | RLock = RLock> extends Primitive {
  /** The lock under which one waits and notifies. */
  readonly lock: L;
  /** @internal */
  readonly places = new Places();

  /** @param lock may be shared by several conditions. Default: a new RLock. */
  constructor(...[lock]: L extends RLock ? [lock?: L] : [lock: L]) {
    super();
    this.lock = (lock ?? new RLock()) as L;
  }

  // These do with the lock what its own methods of the same names do.

  acquire(options?: WaitOptions): boolean {
    return this.lock.acquire(options);
  }

  tryAcquire(): boolean {
    return this.lock.tryAcquire();
  }

  release(): void {
    this.lock.release();
  }

  /** `using _held = condition.hold();`. Python: `with condition:`. */
  hold(options?: WaitOptions): Disposable {
    return this.lock.hold(options);
  }

  holdAsync(this: Condition<Lock>, options?: AsyncWaitOptions): Promise<Disposable> {
    return this.lock.holdAsync(options);
  }

  /**
   * Gives the lock back, blocks this thread until it is notified, and takes the lock again,
   * as often as it was taken.
   *
   * @param options.timeout the longest wait, in milliseconds; none by default. Taking the
   *   lock again may take longer.
   * @returns true when it was notified, false when time was up.
   * @throws {Error} when this thread does not hold the lock.
   */
  wait(options?: WaitOptions): boolean {
    deadline(options);
    const place = this.enter();
    const count = this.lock.releaseAll();
    block(this.untilNotified(place), options);
    try {
      this.lock.acquireAgain(count);
    } catch (error) {
      this.places.leave(place);
      throw error;
    }
    return this.places.leave(place);
  }

  /**
   * Like {@link wait}, for the event loop; the options also take a `signal`. When that
   * aborts, the wait takes the lock again and then rejects with the signal's reason; a
   * notification that it had got goes to the next one. Python: `asyncio.Condition.wait`.
   */
  async waitAsync(this: Condition<Lock>, options?: AsyncWaitOptions): Promise<boolean> {
    const signal = options?.signal;
    deadline(options);
    signal?.throwIfAborted();
    const place = this.enter();
    this.lock.release();
    // Only an abort can end it with an error, and that is said when the lock is held.
    await suspend(this.untilNotified(place), options).catch(() => {});
    try {
      await this.lock.acquireAsync();
    } catch (error) {
      this.places.leave(place);
      throw error;
    }
    const notified = this.places.leave(place);
    if (!signal?.aborted) return notified;
    if (notified) this.notify();
    throw signal.reason;
  }

  /**
   * Waits until a condition holds, asked at once and after each notification.
   *
   * @param predicate asked under the lock; holds when it returns something truthy.
   * @param options.timeout the longest wait in all, in milliseconds; none by default.
   * @returns what the predicate returned last: something falsy only when time was up.
   */
  waitFor<T>(predicate: () => T, options?: WaitOptions): T {
    const end = deadline(options);
    let result = predicate();
    while (!result && performance.now() < end) {
      this.wait(remaining(end));
      result = predicate();
    }
    return result;
  }

  /** Like {@link waitFor}, for the event loop; the options also take a `signal`. */
  async waitForAsync<T>(
    this: Condition<Lock>,
    predicate: () => T,
    options?: AsyncWaitOptions,
  ): Promise<T> {
    const end = deadline(options);
    let result = predicate();
    while (!result && performance.now() < end) {
      await this.waitAsync({ ...options, ...remaining(end) });
      result = predicate();
    }
    return result;
  }

  /**
   * Wakes those who have waited longest; they go on when this thread has released the lock.
   *
   * @param n how many at the most. Default: 1.
   * @throws {Error} when this thread does not hold the lock.
   * @throws {RangeError} unless `n` is an integer of at least 0.
   */
  notify(n = 1): void {
    this.demandOwned('notify');
    if (!Number.isInteger(n) || n < 0) {
      throw new RangeError(
        `Cannot notify: 'n' must be an integer of at least 0, received ${n}`,
      );
    }
    probe?.('notify', this);
    this.places.callNext(n);
  }

  /** Wakes all who wait. */
  notifyAll(): void {
    this.notify(Number.MAX_SAFE_INTEGER);
  }

  /** `<Condition 3 waiting, <locked RLock …>>` */
  override toString(): string {
    return `<Condition ${this.places.waiting()} waiting, ${this.lock}>`;
  }

  private *untilNotified(place: number): Waiting<void> {
    const { cells } = this.places;
    for (let expired = false; !expired && !this.places.isCalled(place); ) {
      expired = yield { subject: this, cells, index: place, value: WAITING };
    }
  }

  private enter(): number {
    this.demandOwned('wait');
    return this.places.enter(this.places.draw());
  }

  private demandOwned(action: string): void {
    if (this.lock.isOwned()) return;
    const what = 'take the lock of the condition first';
    throw new Error(`Cannot ${action}: ${what}, ${this.lock}`);
  }
}
shareable(import.meta, Condition);
