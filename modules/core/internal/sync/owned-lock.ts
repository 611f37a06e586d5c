/**
 * What Lock and RLock share: one word of shared memory that names the owner, and the care
 * for owners that die. The word is 0 when free, -1 when abandoned, else the owner's token
 * with a lowest bit that says that somebody waits.
 *
 * Internal to the core. Longer than other files, as all that touches that word is here.
 */
import { AbandonedLockError } from '../../errors.ts';
import { Shareable } from '../../revive.ts';
import { atExit, step } from '../thread/exit.ts';
import {
  counter,
  demandName,
  fromToken,
  here,
  isSeated,
  nameOf,
  next,
  type Seat,
  toToken,
} from '../thread/table.ts';
import { deadline, type WaitOptions } from './deadline.ts';
import { publishWait, withdrawWait } from './deadlock.ts';
import { probe } from './probe.ts';
import { block, held, spins, type Waiting } from './wait.ts';

const FREE = 0;
const ABANDONED = -1;
const WAITED_FOR = 1;

/** Locks that lie closer together, in bytes, slow each other down. */
const CACHE_LINE = 64;
/** Looks at a taken lock so often before sleeping: less than a microsecond. */
const SPINS = 20;
const NO_WAIT = { timeout: 0 };

/** This thread as an owner. */
const me = toToken(here) << 1;

/** The locks that this thread holds, in the order of taking. */
const mine: OwnedLock[] = [];

// However this thread ends, short of being terminated, its locks are marked at once.
atExit(step.abandonLocks, () => {
  for (const lock of mine.splice(0)) lock.abandon(me);
});

export abstract class OwnedLock extends Shareable {
  /** Names the lock in errors. */
  readonly name: string;
  /** The same in every thread, unlike the object. @internal */
  readonly id: number = next(counter.lockId);
  /** @internal */
  readonly owner: Int32Array = new Int32Array(new SharedArrayBuffer(CACHE_LINE));

  constructor(name: string | undefined, extra: unknown[]) {
    super();
    const type = new.target.name;
    if (extra.length > 0 || !['string', 'undefined'].includes(typeof name)) {
      throw new TypeError(`Cannot create ${type}: its one argument is a name, a string`);
    }
    this.name = demandName(name ?? `${type}-${this.id}`);
  }

  /**
   * Blocks this thread until it has the lock. Unfair as Python's: a thread that comes just
   * as the lock is released may get it before those who have waited.
   *
   * Python: `lock.acquire(timeout=…)`.
   *
   * @param options.timeout the longest wait, in milliseconds; none by default.
   * @returns true when this thread has the lock, false when time was up.
   * @throws {DeadlockError} when the wait, without a timeout, would never end.
   * @throws {AbandonedLockError} when the owner ended without releasing the lock.
   * @throws {RangeError} when the timeout is negative or over 2147483647.
   */
  acquire(options?: WaitOptions): boolean {
    deadline(options);
    if (this.take() || (options === undefined && this.takeSoon())) return true;
    return block(this.takeWhenFree(options?.timeout === undefined), options);
  }

  /**
   * Takes the lock if that needs no waiting. Python: `lock.acquire(blocking=False)`.
   *
   * @throws {AbandonedLockError} as {@link acquire}.
   */
  tryAcquire(): boolean {
    return this.acquire(NO_WAIT);
  }

  /**
   * Takes the lock for the rest of a block: `using _held = lock.hold();`. It is released
   * once, however often that is disposed of.
   *
   * Python: `with lock:`.
   *
   * @param options.timeout the longest wait, in milliseconds; none by default.
   * @throws {TimeoutError} when time was up; otherwise like {@link acquire}.
   */
  hold(options?: WaitOptions): Disposable {
    return held(this, this.acquire(options), options);
  }

  /** Undoes one {@link acquire}. @throws {Error} unless this thread holds the lock. */
  abstract release(): void;

  /** Whether any thread holds the lock, dead ones included. Python: `lock.locked()`. */
  locked(): boolean {
    return Atomics.load(this.owner, 0) !== FREE;
  }

  /**
   * Takes an abandoned lock, for a thread that will mend what it protects.
   *
   * @returns true when this thread now holds it; false when it is not abandoned, for
   *   example since another thread was first to recover it.
   */
  recover(): boolean {
    this.markIfDead(Atomics.load(this.owner, 0));
    const before = Atomics.compareExchange(this.owner, 0, ABANDONED, me | WAITED_FOR);
    if (before === ABANDONED) this.remember();
    return before === ABANDONED;
  }

  /** Whether this thread holds the lock. @internal */
  isOwned(): boolean {
    const owner = Atomics.load(this.owner, 0);
    return owner !== ABANDONED && (owner & ~WAITED_FOR) === me;
  }

  /** Marks the lock as left behind by its owner, and wakes all who wait. @internal */
  abandon(owner: number): void {
    const before = Atomics.compareExchange(this.owner, 0, owner, ABANDONED);
    if (before === (owner | WAITED_FOR)) {
      Atomics.compareExchange(this.owner, 0, before, ABANDONED);
    }
    Atomics.notify(this.owner, 0);
  }

  /** `<locked Lock 'accounts' owner='Worker-1'>`, or unlocked, or abandoned. */
  override toString(): string {
    const owner = Atomics.load(this.owner, 0);
    const state =
      owner === FREE ? 'unlocked' : owner === ABANDONED ? 'abandoned' : 'locked';
    return `<${state} ${this.describe(owner)}>`;
  }

  protected describe(owner: number): string {
    const seat = ownerSeat(owner);
    return `${this.kind} '${this.name}'${seat ? ` owner='${nameOf(seat.slot)}'` : ''}`;
  }

  /** Takes the lock if it is free: the path that has to be fast. */
  protected take(): boolean {
    if (Atomics.compareExchange(this.owner, 0, FREE, me) !== FREE) return false;
    this.remember();
    return true;
  }

  /** Takes the lock if it is free, or is given back while this thread looks a few times. */
  protected takeSoon(): boolean {
    // Most locks are held for less time than it takes to fall asleep and be woken.
    for (let i = 0; i < spins(SPINS); i++) {
      if (Atomics.load(this.owner, 0) === FREE && this.take()) return true;
    }
    return false;
  }

  /**
   * Waits until this thread has the lock, or time is up.
   *
   * @param forever whether the thread blocks without a time limit: then it may close a
   *   deadlock, and is told.
   */
  protected *takeWhenFree(forever: boolean): Waiting<boolean> {
    if (this.take()) return true;
    try {
      if (forever) publishWait(this, mine, () => ownerSeat(Atomics.load(this.owner, 0)));
      for (let expired = false; ; ) {
        const owner = Atomics.load(this.owner, 0);
        if (this.markIfDead(owner)) {
          throw new AbandonedLockError(
            `Cannot acquire ${this}: the thread that held it has ended without releasing it; check what the lock protects, then take it with recover()`,
          );
        }
        // A waiter takes the lock with the bit set, for those who may still wait behind it;
        // and leaves it set when it gives up, as the wake-up may have been meant for it.
        const marked = (owner || me) | WAITED_FOR;
        if (Atomics.compareExchange(this.owner, 0, owner, marked) !== owner) continue;
        if (owner === FREE) {
          this.remember();
          return true;
        }
        if (expired) return false;
        expired = yield { subject: this, cells: this.owner, index: 0, value: marked };
      }
    } finally {
      if (forever) withdrawWait();
    }
  }

  /**
   * Gives the lock back and wakes one waiter.
   *
   * @throws {Error} unless this thread holds the lock.
   */
  protected give(): void {
    if (probe && this.isOwned()) probe('release', this);
    if (Atomics.compareExchange(this.owner, 0, me, FREE) !== me) {
      this.demandOwned('release');
      Atomics.store(this.owner, 0, FREE);
      Atomics.notify(this.owner, 0, 1);
    }
    this.forget();
  }

  /** @throws {Error} unless this thread holds the lock. */
  protected demandOwned(action: string): void {
    if (this.isOwned()) return;
    throw new Error(
      `Cannot ${action} ${this}: this thread, '${nameOf(here.slot)}', does not hold it`,
    );
  }

  private remember(): void {
    mine.push(this);
    probe?.('acquire', this);
  }

  private forget(): void {
    // By id: the same lock may have come twice, as two objects.
    if (mine[mine.length - 1]?.id === this.id) mine.pop();
    else
      mine.splice(
        mine.findLastIndex(({ id }) => id === this.id),
        1,
      );
  }

  /** Whether the lock is abandoned; marks it when its owner turns out to be dead. */
  private markIfDead(owner: number): boolean {
    if (owner === ABANDONED) return true;
    const seat = ownerSeat(owner);
    if (seat === undefined || isSeated(seat)) return false;
    this.abandon(owner & ~WAITED_FOR);
    // Unless it gave the lock back before it ended, after we had read the word.
    return Atomics.load(this.owner, 0) === ABANDONED;
  }
}

function ownerSeat(owner: number): Seat | undefined {
  return owner === FREE || owner === ABANDONED ? undefined : fromToken(owner >> 1);
}
