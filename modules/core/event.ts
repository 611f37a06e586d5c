import type { AsyncWaitOptions, WaitOptions } from './internal/sync/deadline.ts';
import { Primitive } from './internal/sync/primitive.ts';
import { probe } from './internal/sync/probe.ts';
import { block, suspend, type Waiting } from './internal/sync/wait.ts';
import { shareable } from './revive.ts';

/**
 * Counts the calls of set() and clear() that changed something: odd while it is set. In
 * one word, so that each is one step, and those who wait see a set() even if a clear()
 * follows.
 */
const CHANGES = 0;

/**
 * A flag that threads can wait for. (The platform's own `Event` is another thing: import
 * this one where you need it.) Python: `threading.Event`.
 *
 * @example
 * ```ts
 * import { Event } from '../core/event.ts';
 *
 * const ready = new Event();
 * // In a thread that got it among its arguments: ready.wait();
 * ready.set();
 * ```
 */
export class Event extends Primitive {
  /** @internal */
  readonly cells: Int32Array = new Int32Array(new SharedArrayBuffer(4));

  /** Whether it is set. */
  isSet(): boolean {
    probe?.('read', this);
    return isOdd(Atomics.load(this.cells, CHANGES));
  }

  /** Sets it, and wakes all who wait. */
  set(): void {
    this.change('set');
    Atomics.notify(this.cells, CHANGES);
  }

  /** Clears it: from now on one has to wait again. */
  clear(): void {
    this.change('clear');
  }

  /**
   * Blocks this thread until the event is set.
   *
   * @param options.timeout the longest wait, in milliseconds; none by default.
   * @returns true when it is set, or was set meanwhile; false when time was up.
   * @throws {RangeError} when the timeout is negative or over 2147483647.
   */
  wait(options?: WaitOptions): boolean {
    return block(this.untilSet(), options);
  }

  /**
   * Like {@link wait}, for the event loop. Python: `await asyncio.Event().wait()`.
   *
   * @param options.signal gives up when it aborts: rejects with its reason.
   */
  waitAsync(options?: AsyncWaitOptions): Promise<boolean> {
    return suspend(this.untilSet(), options);
  }

  /** `<Event set>`, or `<Event unset>`. */
  override toString(): string {
    return `<Event ${this.isSet() ? 'set' : 'unset'}>`;
  }

  private change(to: 'set' | 'clear'): void {
    probe?.(to, this);
    const before = Atomics.load(this.cells, CHANGES);
    if (isOdd(before) === (to === 'set')) return;
    // Nothing happens if another thread was quicker: its change was the same one.
    Atomics.compareExchange(this.cells, CHANGES, before, before + 1);
  }

  private *untilSet(): Waiting<boolean> {
    const value = Atomics.load(this.cells, CHANGES);
    probe?.('read', this);
    if (isOdd(value)) return true;
    const { cells } = this;
    for (let expired = false; !expired; ) {
      expired = yield { subject: this, cells, index: CHANGES, value };
      if (Atomics.load(cells, CHANGES) !== value) return true;
    }
    return false;
  }
}
shareable(import.meta, Event);

function isOdd(n: number): boolean {
  return (n & 1) === 1;
}
