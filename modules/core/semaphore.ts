import type { AsyncWaitOptions, WaitOptions } from './internal/sync/deadline.ts';
import { Holdable } from './internal/sync/primitive.ts';
import { probe } from './internal/sync/probe.ts';
import { block, TaskLines, type Waiting } from './internal/sync/wait.ts';
import { shareable } from './revive.ts';

const VALUE = 0;
/** How many wait, at least: a thread that was terminated while waiting stays counted. */
const WAITERS = 1;
const MAX_VALUE = 2 ** 31 - 1;
const YES = Promise.resolve(true);

/** The tasks of this thread that wait for a semaphore. */
const tasks = new TaskLines();

/**
 * A number of permits: `acquire` takes one, or waits until there is one; `release` adds
 * one. Permits have no owner: any thread may release.
 *
 * Python: `threading.Semaphore`.
 *
 * @example
 * ```ts
 * import { Semaphore } from '../core/semaphore.ts';
 *
 * const connections = new Semaphore(2);
 * {
 *   using _permit = connections.hold();
 *   // At most two threads at a time come here.
 * }
 * ```
 */
export class Semaphore extends Holdable {
  /** @internal */
  readonly cells: Int32Array = new Int32Array(new SharedArrayBuffer(8));

  /**
   * @param value how many permits there are at first. Default: 1.
   * @throws {RangeError} unless it is an integer of 0 to 2147483647.
   */
  constructor(value = 1) {
    super();
    if (!Number.isInteger(value) || value < 0 || value > MAX_VALUE) {
      const bound = value > MAX_VALUE ? `at most ${MAX_VALUE}` : 'at least 0';
      throw new RangeError(
        `Cannot create ${new.target.name}: 'value' must be an integer of ${bound}, received ${value}`,
      );
    }
    this.cells[VALUE] = value;
  }

  /**
   * Blocks this thread until it has a permit. Unfair as Python's: a thread that comes just
   * as one is released may get it before those who have waited.
   *
   * @param options.timeout the longest wait, in milliseconds; none by default.
   * @returns true when this thread has a permit, false when time was up.
   * @throws {RangeError} when the timeout is negative or over 2147483647.
   */
  acquire(options?: WaitOptions): boolean {
    if (options === undefined && this.take()) return true;
    return block(this.takeWhenThereIsOne(), options);
  }

  /**
   * Like {@link acquire}, for the event loop, and fair among the tasks of this thread: first
   * come, first served. Python: `await asyncio.Semaphore().acquire()`.
   *
   * @param options.signal gives up when it aborts: rejects with its reason.
   */
  acquireAsync(options?: AsyncWaitOptions): Promise<boolean> {
    if (options === undefined && tasks.isEmpty(this.id) && this.take()) return YES;
    return tasks.suspend(this.id, this.takeWhenThereIsOne(), options);
  }

  /** Takes a permit if there is one. Python: `semaphore.acquire(blocking=False)`. */
  tryAcquire(): boolean {
    return this.take();
  }

  /**
   * Adds permits, and wakes as many of those who wait.
   *
   * @param n how many. Default: 1.
   * @throws {RangeError} unless it is an integer of at least 1, or when there would be over
   *   2147483647 permits.
   */
  release(n = 1): void {
    if (!Number.isInteger(n) || n < 1) {
      throw new RangeError(
        `Cannot release ${this}: 'n' must be an integer of at least 1, received ${n}`,
      );
    }
    probe?.('release', this);
    for (let value = this.level; ; value = this.level) {
      if (value + n > this.most) {
        throw new RangeError(`Cannot release ${this} more often than it was acquired`);
      }
      if (this.change(value, value + n)) break;
    }
    if (Atomics.load(this.cells, WAITERS) > 0) Atomics.notify(this.cells, VALUE, n);
  }

  /** Like {@link hold}, for the event loop: `using _permit = await semaphore.holdAsync();` */
  async holdAsync(options?: AsyncWaitOptions): Promise<Disposable> {
    return this.held(await this.acquireAsync(options), options);
  }

  /** How many permits there are, for those who watch. @internal */
  get level(): number {
    return Atomics.load(this.cells, VALUE);
  }

  /** `<Semaphore value=2>` */
  override toString(): string {
    return `<${this.kind} value=${this.level}>`;
  }

  /** How many permits there can be. @internal */
  protected get most(): number {
    return MAX_VALUE;
  }

  private take(): boolean {
    for (;;) {
      const value = this.level;
      if (value === 0) return false;
      if (this.change(value, value - 1)) break;
    }
    probe?.('acquire', this);
    return true;
  }

  private change(from: number, to: number): boolean {
    return Atomics.compareExchange(this.cells, VALUE, from, to) === from;
  }

  private *takeWhenThereIsOne(): Waiting<boolean> {
    if (this.take()) return true;
    // Counted before looking again: a release after that look sees that somebody waits.
    Atomics.add(this.cells, WAITERS, 1);
    try {
      for (let expired = false; ; ) {
        if (this.take()) return true;
        if (expired) return false;
        expired = yield { subject: this, cells: this.cells, index: VALUE, value: 0 };
      }
    } finally {
      Atomics.sub(this.cells, WAITERS, 1);
    }
  }
}
shareable(import.meta, Semaphore);

/**
 * A semaphore that never has more permits than it began with: a release too many is a
 * mistake, and throws.
 *
 * Python: `threading.BoundedSemaphore`.
 *
 * @example
 * ```ts
 * import { BoundedSemaphore } from '../core/semaphore.ts';
 *
 * const connections = new BoundedSemaphore(2);
 * connections.release(); // RangeError: Cannot release … more often than acquired
 * ```
 */
export class BoundedSemaphore extends Semaphore {
  /** How many permits there were at first. */
  readonly bound: number = this.level;

  /** `<BoundedSemaphore value=2/3>` */
  override toString(): string {
    return `<${this.kind} value=${this.level}/${this.bound}>`;
  }

  protected override get most(): number {
    return this.bound;
  }
}
shareable(import.meta, BoundedSemaphore);
