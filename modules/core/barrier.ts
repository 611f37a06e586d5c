import { registerError } from './errors.ts';
import type { AsyncWaitOptions, WaitOptions } from './internal/sync/deadline.ts';
import { block, suspend, type Waiting } from './internal/sync/wait.ts';
import { counter, next } from './internal/thread/table.ts';
import { Shareable, shareable } from './revive.ts';

/**
 * Thrown by a wait at a broken barrier: a party's time was up, its action threw, or
 * somebody called `abort()`, or `reset()` while parties waited.
 *
 * Python: `threading.BrokenBarrierError`.
 */
export class BrokenBarrierError extends Error {
  override name = 'BrokenBarrierError';
}
registerError(BrokenBarrierError);

// One word holds how many have arrived, whether it is broken, and the generation, which
// every pass and every reset ends: each change is one compareExchange.
const STATE = 0;
const ARRIVED = 0xfff;
const BROKEN = 0x1000;
const NEXT_GENERATION = 0x2000;
const generationOf = (state: number) => state & ~(ARRIVED | BROKEN);
/** Another word tells for the last 32 generations, a bit each, which ended by a reset. */
const RESETS = 1;
const bitOf = (state: number) => 1 << ((state >>> 13) % 32);

/**
 * A point where a fixed number of threads wait until all of them have arrived.
 *
 * Python: `threading.Barrier`. One difference: a function cannot be shared by threads, so
 * the action is not given to the constructor but by each party to its `wait`; the party
 * that comes last runs its own.
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
export class Barrier extends Shareable {
  /** The same in every thread, for those who watch. @internal */
  readonly id: number = next(counter.primitiveId);
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
   *   When it is up, the barrier breaks for all.
   * @param options.action run by the party that arrives last, before any party goes on;
   *   when it throws, the barrier breaks.
   * @returns which party this was: 0 for the first to arrive, up to `parties - 1`.
   * @throws {BrokenBarrierError} when the barrier is broken, or breaks meanwhile.
   */
  wait(options: WaitOptions & { action?: () => void } = {}): number {
    const timeout = options.timeout ?? this.timeout;
    return block(this.meet(options.action), { timeout });
  }

  /**
   * Like {@link wait}, for the event loop: suspends the calling async function only.
   *
   * @param options.signal gives up when it aborts: the barrier breaks for all, and this
   *   wait rejects with the signal's reason.
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
    const state = Atomics.load(this.cells, STATE);
    return state & BROKEN ? 0 : state & ARRIVED;
  }

  /** Whether it is broken. */
  get broken(): boolean {
    return (Atomics.load(this.cells, STATE) & BROKEN) !== 0;
  }

  /** `<Barrier waiters=2/3>`, or `<Barrier broken>`. */
  override toString(): string {
    return `<Barrier ${this.broken ? 'broken' : `waiters=${this.waiting}/${this.parties}`}>`;
  }

  private *meet(action?: () => void): Waiting<number> {
    const before = yield* this.arrive();
    const index = before & ARRIVED;
    if (index === this.parties - 1) this.pass(before + 1, action);
    else yield* this.untilOver(before);
    return index;
  }

  /** Takes a place in this generation; returns the state before. */
  private *arrive(): Waiting<number> {
    for (let expired = false; ; ) {
      const state = Atomics.load(this.cells, STATE);
      if (state & BROKEN) throw brokenBarrier();
      // All places are taken, the last party is at its action: wait for the next round.
      if ((state & ARRIVED) === this.parties) {
        if (expired) throw brokenBarrier();
        expired = yield { subject: this, cells: this.cells, index: STATE, value: state };
      } else if (Atomics.compareExchange(this.cells, STATE, state, state + 1) === state) {
        return state;
      }
    }
  }

  private pass(state: number, action?: () => void): void {
    try {
      action?.();
    } catch (error) {
      this.abort();
      throw error;
    }
    if (!this.endGeneration(state)) throw brokenBarrier();
  }

  private *untilOver(arrived: number): Waiting<void> {
    let waiting = true;
    try {
      for (let expired = false; ; ) {
        const state = Atomics.load(this.cells, STATE);
        const over = generationOf(state) !== generationOf(arrived);
        const failed = over
          ? Atomics.load(this.cells, RESETS) & bitOf(arrived)
          : state & BROKEN;
        waiting = !over && !failed;
        if (failed) throw brokenBarrier();
        if (over) return;
        // When all have come it is too late to give up.
        if (expired && (state & ARRIVED) < this.parties) throw brokenBarrier();
        expired = yield { subject: this, cells: this.cells, index: STATE, value: state };
      }
    } finally {
      // Left early, by a timeout or a signal: the others would wait in vain.
      if (
        waiting &&
        generationOf(Atomics.load(this.cells, STATE)) === generationOf(arrived)
      ) {
        this.abort();
      }
    }
  }

  /** Begins the next generation and wakes all; false when the state has changed before. */
  private endGeneration(state: number): boolean {
    const next = (generationOf(state) + NEXT_GENERATION) | 0;
    Atomics.and(this.cells, RESETS, ~bitOf(next));
    const ended = Atomics.compareExchange(this.cells, STATE, state, next) === state;
    if (ended) Atomics.notify(this.cells, STATE);
    return ended;
  }
}
shareable(import.meta, Barrier);

function brokenBarrier(): BrokenBarrierError {
  return new BrokenBarrierError(
    'Cannot wait: the barrier is broken; reset() makes it as new',
  );
}
