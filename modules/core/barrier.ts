// Longer than other files, as all that touches its words is here.
import { registerError } from './errors.ts';
import type { AsyncWaitOptions, WaitOptions } from './internal/sync/deadline.ts';
import { Primitive } from './internal/sync/primitive.ts';
import { block, type Park, suspend, type Waiting } from './internal/sync/wait.ts';
import { shareable } from './revive.ts';

/**
 * Thrown by a wait at a broken barrier: a party's time was up, its action threw, or somebody
 * called `abort()`, or `reset()` while parties waited. Python: `BrokenBarrierError`.
 */
export class BrokenBarrierError extends Error {
  override name = 'BrokenBarrierError';
}
registerError(BrokenBarrierError);

/**
 * One word holds how many have arrived, whether it is broken, and the generation, which
 * every pass and every reset ends: each change is one compareExchange.
 */
const STATE = 0;
const ARRIVED = 0xfff;
const BROKEN = 0x1000;
const NEXT_GENERATION = 0x2000;
const generationOf = (state: number) => state & ~(ARRIVED | BROKEN);
/** Another word tells for the last generations, a bit each, which ended by a reset. */
const RESETS = 1;
const bitOf = (state: number) => 1 << ((state >>> 13) % 32);
/** So many generations ahead a bit is cleared: nobody is so late as to do it too late. */
const AHEAD = 16 * NEXT_GENERATION;

/**
 * A point where a fixed number of threads wait until all of them have arrived.
 *
 * Python: `threading.Barrier`. There, the constructor gets the action; threads cannot share
 * a function, so here each party gives one to its `wait`, and the last to come runs its own.
 *
 * @example
 * ```ts
 * import { Barrier } from '../core/barrier.ts';
 *
 * const barrier = new Barrier(2);
 * // In each of two threads, which got the barrier among their arguments:
 * barrier.wait();
 * ```
 */
export class Barrier extends Primitive {
  /** How many have to arrive. */
  readonly parties: number;
  /** The longest wait where `wait` is given none, in milliseconds. */
  readonly timeout: number | undefined;
  /** @internal */
  readonly cells: Int32Array = new Int32Array(new SharedArrayBuffer(8));

  /**
   * @param parties how many have to arrive: 1 to 4095.
   * @param options.timeout the longest wait, in milliseconds; none by default.
   * @throws {RangeError} when `parties` is not such a number.
   */
  constructor(parties: number, options: WaitOptions = {}) {
    super();
    if (!Number.isInteger(parties) || parties < 1 || parties > ARRIVED) {
      throw new RangeError(
        `Cannot create Barrier: 'parties' must be an integer of 1 to ${ARRIVED}, received ${parties}`,
      );
    }
    this.parties = parties;
    this.timeout = options.timeout;
  }

  /**
   * Blocks this thread until all parties have arrived.
   *
   * @param options.timeout the longest wait, in milliseconds; by default the barrier's.
   *   When it is up before all have arrived, the barrier breaks for all.
   * @param options.action run by the party that arrives last, before any party goes on;
   *   when it throws, the barrier breaks.
   * @returns which party this was: 0 for the first to arrive, `parties - 1` for the last.
   * @throws {BrokenBarrierError} when the barrier is broken, or breaks meanwhile.
   */
  wait(options: WaitOptions & { action?: () => void } = {}): number {
    const timeout = options.timeout ?? this.timeout;
    return block(this.meet(options.action), { timeout });
  }

  /**
   * Like {@link wait}, for the event loop. Python: `await asyncio.Barrier().wait()`.
   *
   * @param options.signal gives up when it aborts before all have arrived: this wait rejects
   *   with the signal's reason, and the others wait for one more. (The next to arrive may
   *   get a number that somebody else has; only one is the last.)
   */
  waitAsync(options: AsyncWaitOptions & { action?: () => void } = {}): Promise<number> {
    const timeout = options.timeout ?? this.timeout;
    return suspend(this.meet(options.action), { ...options, timeout });
  }

  /** Breaks the barrier: all who wait, or come later, get a {@link BrokenBarrierError}. */
  abort(): void {
    Atomics.or(this.cells, STATE, BROKEN);
    Atomics.notify(this.cells, STATE);
  }

  /** Makes the barrier as new; those who wait get a {@link BrokenBarrierError}. */
  reset(): void {
    // Broken first: nobody can pass any more, so what the bit says stays true.
    const state = Atomics.or(this.cells, STATE, BROKEN) | BROKEN;
    Atomics.or(this.cells, RESETS, bitOf(state));
    this.endGeneration(state);
  }

  /** How many wait now. Python: `n_waiting`. */
  get waiting(): number {
    const { state } = this;
    return state & BROKEN ? 0 : state & ARRIVED;
  }

  /** Whether it is broken. */
  get broken(): boolean {
    return (this.state & BROKEN) !== 0;
  }

  /** `<Barrier waiters=2/3>`, or `<Barrier broken>`. */
  override toString(): string {
    return `<Barrier ${this.broken ? 'broken' : `waiters=${this.waiting}/${this.parties}`}>`;
  }

  private *meet(action?: () => void): Waiting<number> {
    const arrived = yield* this.arrive();
    const index = arrived & ARRIVED;
    if (index === this.parties - 1) this.pass(arrived + 1, action);
    else yield* this.untilOver(arrived);
    return index;
  }

  /** Takes a place in this generation; returns the state before. */
  private *arrive(): Waiting<number> {
    for (let expired = false; ; ) {
      const { state } = this;
      if (state & BROKEN) throw brokenBarrier();
      // The last party of this round is at its action: wait for the next one.
      if (this.isFull(state)) expired = yield this.park(state, expired);
      else if (this.change(state, state + 1)) return state;
    }
  }

  private pass(state: number, action?: () => void): void {
    try {
      action?.();
    } catch (error) {
      if (this.change(state, state | BROKEN)) Atomics.notify(this.cells, STATE);
      throw error;
    }
    if (!this.endGeneration(state)) throw brokenBarrier();
  }

  private *untilOver(arrived: number): Waiting<void> {
    for (let expired = false; ; ) {
      const { state } = this;
      if (generationOf(state) !== generationOf(arrived)) {
        if (Atomics.load(this.cells, RESETS) & bitOf(arrived)) throw brokenBarrier();
        return;
      }
      if (state & BROKEN) throw brokenBarrier();
      const bound = this.isFull(state);
      if (expired && !bound) {
        // The next look finds it broken, or that the last party was faster.
        if (this.change(state, state | BROKEN)) Atomics.notify(this.cells, STATE);
        continue;
      }
      try {
        expired = yield this.park(state, bound);
      } catch (reason) {
        if (this.leave(arrived)) throw reason;
      }
    }
  }

  /** Gives the place back, unless all have arrived, or it is over or broken. */
  private leave(arrived: number): boolean {
    for (;;) {
      const { state } = this;
      const open = (state & ~ARRIVED) === generationOf(arrived) && !this.isFull(state);
      if (!open) return false;
      if (this.change(state, state - 1)) return true;
    }
  }

  private park(value: number, bound: boolean): Park {
    return { subject: this, cells: this.cells, index: STATE, value, bound };
  }

  private get state(): number {
    return Atomics.load(this.cells, STATE);
  }

  private isFull(state: number): boolean {
    return (state & ARRIVED) === this.parties;
  }

  private change(from: number, to: number): boolean {
    return Atomics.compareExchange(this.cells, STATE, from, to) === from;
  }

  /** Begins the next generation and wakes all; false when the state has changed before. */
  private endGeneration(state: number): boolean {
    Atomics.and(this.cells, RESETS, ~bitOf(state + AHEAD));
    const ended = this.change(state, (generationOf(state) + NEXT_GENERATION) | 0);
    if (ended) Atomics.notify(this.cells, STATE);
    return ended;
  }
}
shareable(import.meta, Barrier);

function brokenBarrier(): BrokenBarrierError {
  const message = 'Cannot wait: the barrier is broken; reset() makes it as new';
  return new BrokenBarrierError(message);
}
