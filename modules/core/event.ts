import { probe } from './probe.ts';
import { counter, next } from './thread-table.ts';
import {
  type AsyncWaitOptions,
  block,
  suspend,
  type Waiting,
  type WaitOptions,
} from './wait.ts';

const FLAG = 0;
/** Counts the calls of set(): who waits sees one even if clear() follows at once. */
const SIGNALS = 1;

/**
 * A flag that threads can wait for.
 *
 * Python: `threading.Event`. (The platform's own `Event`, of EventTarget, is another
 * thing: import this one where you need it.)
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
export class Event {
  /** @internal */
  readonly kind = 'event.ts#Event';
  /** The same in every thread, for those who watch. @internal */
  readonly id: number = next(counter.primitiveId);
  /** @internal */
  readonly cells: Int32Array = new Int32Array(new SharedArrayBuffer(8));

  /** Whether it is set. */
  isSet(): boolean {
    probe?.('read', this);
    return Atomics.load(this.cells, FLAG) === 1;
  }

  /** Sets it, and wakes all who wait. */
  set(): void {
    probe?.('set', this);
    Atomics.store(this.cells, FLAG, 1);
    Atomics.add(this.cells, SIGNALS, 1);
    Atomics.notify(this.cells, SIGNALS);
  }

  /** Clears it: from now on one has to wait again. */
  clear(): void {
    probe?.('clear', this);
    Atomics.store(this.cells, FLAG, 0);
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
   * Like {@link wait}, for the event loop: suspends the calling async function only.
   *
   * Python: `await asyncio.Event().wait()`.
   *
   * @param options.signal gives up when it aborts: rejects with its reason.
   */
  waitAsync(options?: AsyncWaitOptions): Promise<boolean> {
    return suspend(this.untilSet(), options);
  }

  /** `<Event set>`, or `<Event unset>`. */
  toString(): string {
    return `<Event ${this.isSet() ? 'set' : 'unset'}>`;
  }

  private *untilSet(): Waiting<boolean> {
    const before = Atomics.load(this.cells, SIGNALS);
    if (this.isSet()) return true;
    for (let expired = false; ; ) {
      if (this.isSet() || Atomics.load(this.cells, SIGNALS) !== before) return true;
      if (expired) return false;
      expired = yield { subject: this, cells: this.cells, index: SIGNALS, value: before };
    }
  }
}
