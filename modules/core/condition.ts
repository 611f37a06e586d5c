import {
  type AsyncWaitOptions,
  deadline,
  remaining,
  type WaitOptions,
} from './internal/sync/deadline.ts';
import { probe } from './internal/sync/probe.ts';
import { block, suspend, type Waiting } from './internal/sync/wait.ts';
import {
  counter,
  fromToken,
  here,
  isSeated,
  next,
  toToken,
} from './internal/thread/table.ts';
import type { Lock } from './lock.ts';
import { Shareable, shareable } from './revive.ts';
import { RLock } from './rlock.ts';

// Places for those who wait, taken and notified under the lock. Each one sleeps on its own
// place: exactly those who are meant wake up. The first two words: the order of the next
// one, and how many places were ever taken.
const MAX_WAITERS = 1024;
const NEXT_ORDER = 0;
const USED = 1;
const FIRST_PLACE = 2;
const PLACE_WORDS = 3;
// The words of a place: its state, who waits there, and since which moment.
const STATE = 0;
const OWNER = 1;
const ORDER = 2;
const [FREE, WAITING, NOTIFIED] = [0, 1, 2];

/**
 * Lets threads wait, under a lock, until another thread has changed something and says so.
 *
 * Python: `threading.Condition`. `wait` gives the lock back, sleeps until it is notified,
 * and takes the lock again. Look again then: a third thread may have been faster;
 * {@link waitFor} does that.
 *
 * Over an RLock, the default, it has only the blocking face; over a Lock also the
 * asynchronous one. `notify` wakes exactly those who have waited longest.
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
export class Condition<L extends Lock | RLock = RLock> extends Shareable {
  /** The same in every thread, for those who watch. @internal */
  readonly id: number = next(counter.primitiveId);
  /** The lock under which one waits and notifies. */
  readonly lock: L;
  /** @internal */
  readonly cells = new Int32Array(
    new SharedArrayBuffer(4 * (FIRST_PLACE + MAX_WAITERS * PLACE_WORDS)),
  );

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
      this.leave(place);
      throw error;
    }
    return this.leave(place);
  }

  /**
   * Like {@link wait}, for the event loop; the options also take a `signal`. When that
   * aborts, the wait takes the lock again and then rejects with the signal's reason; a
   * notification that it had got goes to the next one who waits.
   *
   * Python: `await asyncio.Condition().wait()`.
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
      this.leave(place);
      throw error;
    }
    const notified = this.leave(place);
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
    for (;;) {
      const result = predicate();
      const rest = remaining(end);
      if (result || rest.timeout === 0) return result;
      this.wait(rest);
    }
  }

  /** Like {@link waitFor}, for the event loop; the options also take a `signal`. */
  async waitForAsync<T>(
    this: Condition<Lock>,
    predicate: () => T,
    options?: AsyncWaitOptions,
  ): Promise<T> {
    const end = deadline(options);
    for (;;) {
      const result = predicate();
      const rest = remaining(end);
      if (result || rest.timeout === 0) return result;
      await this.waitAsync({ ...options, ...rest });
    }
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
    const order = (place: number) => this.cells[place + ORDER] as number;
    const oldestFirst = this.waiters().sort((a, b) => (order(a) - order(b)) | 0);
    for (const place of oldestFirst.slice(0, n)) {
      Atomics.store(this.cells, place + STATE, NOTIFIED);
      Atomics.notify(this.cells, place + STATE);
    }
  }

  /** Wakes all who wait. */
  notifyAll(): void {
    this.notify(MAX_WAITERS);
  }

  /** `<Condition 3 waiting, <locked RLock …>>` */
  override toString(): string {
    return `<Condition ${this.waiters().length} waiting, ${this.lock}>`;
  }

  private *untilNotified(place: number): Waiting<void> {
    const { cells } = this;
    const park = { subject: this, cells, index: place + STATE, value: WAITING };
    let expired = false;
    while (!expired && this.stateOf(place) !== NOTIFIED) expired = yield park;
  }

  private enter(): number {
    this.demandOwned('wait');
    let place = this.places().find((each) => !this.isTaken(each));
    if (place === undefined) {
      const used = this.cells[USED] as number;
      if (used === MAX_WAITERS) {
        throw new RangeError(`Cannot wait: ${MAX_WAITERS} wait for ${this} already`);
      }
      this.cells[USED] = used + 1;
      place = placeAt(used);
    }
    this.cells[place + OWNER] = toToken(here);
    this.cells[place + ORDER] = Atomics.add(this.cells, NEXT_ORDER, 1);
    Atomics.store(this.cells, place + STATE, WAITING);
    return place;
  }

  /** Leaves the place; whether it was notified, also when time was up just before. */
  private leave(place: number): boolean {
    return Atomics.exchange(this.cells, place + STATE, FREE) === NOTIFIED;
  }

  /** The places that were ever taken. */
  private places(): number[] {
    return Array.from({ length: this.cells[USED] as number }, (_, i) => placeAt(i));
  }

  /** The places where somebody waits who was not notified yet. */
  private waiters(): number[] {
    return this.places().filter(
      (place) => this.stateOf(place) === WAITING && this.isTaken(place),
    );
  }

  /** A thread that was terminated while it waited has left its place. */
  private isTaken(place: number): boolean {
    const owner = fromToken(this.cells[place + OWNER] as number);
    return this.stateOf(place) !== FREE && isSeated(owner);
  }

  private stateOf(place: number): number {
    return Atomics.load(this.cells, place + STATE);
  }

  private demandOwned(action: string): void {
    if (this.lock.isOwned()) return;
    throw new Error(
      `Cannot ${action}: take the lock of the condition first, ${this.lock}`,
    );
  }
}
shareable(import.meta, Condition);

function placeAt(i: number): number {
  return FIRST_PLACE + i * PLACE_WORDS;
}
