/**
 * What Lock and RLock share: one word of shared memory that names the owner, and the care
 * for owners that die. The word is 0 when free, -1 when abandoned, else the owner's token
 * with a lowest bit that says that somebody waits.
 * Longer than other files, as all that touches that word is here.
 */
import { AbandonedLockError } from '../../errors.ts';
import { atExit, step } from '../thread/exit.ts';
import {
  counter,
  demandName,
  fromToken,
  here,
  isSeated,
  nameOf,
  type Seat,
  toToken,
} from '../thread/table.ts';
import { deadline, type WaitOptions } from './deadline.ts';
import { publishWait, withdrawWait } from './deadlock.ts';
import { Holdable } from './primitive.ts';
import { probe } from './probe.ts';
import { block, spins, type Waiting } from './wait.ts';

/** The word; the next one is RLock's. */
const OWNER = 0;
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

export abstract class OwnedLock extends Holdable {
  /** Names the lock in errors. */
  readonly name: string;
  /** @internal */
  readonly cells: Int32Array = new Int32Array(new SharedArrayBuffer(CACHE_LINE));

  /** @param name names the lock in errors and traces; by default `Lock-1`, `RLock-2`, … */
  constructor(name?: string, ...extra: never[]) {
    super(counter.lockId);
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

  /** Undoes one {@link acquire}, and wakes one who waits. @throws {Error} if not held here. */
  release(): void {
    // Asked without a look at the word, which would be one more step where steps are chosen.
    if (probe && mine.some(({ id }) => id === this.id)) probe('release', this);
    if (Atomics.compareExchange(this.cells, OWNER, me, FREE) !== me) {
      this.demandOwned();
      Atomics.store(this.cells, OWNER, FREE);
      Atomics.notify(this.cells, OWNER, 1);
    }
    // By id: the same lock may have come twice, as two objects.
    if (mine[mine.length - 1]?.id === this.id) mine.pop();
    else {
      const place = mine.findLastIndex(({ id }) => id === this.id);
      mine.splice(place, 1);
    }
  }

  /** Whether any thread holds the lock, dead ones included. Python: `lock.locked()`. */
  locked(): boolean {
    return Atomics.load(this.cells, OWNER) !== FREE;
  }

  /**
   * Takes an abandoned lock, for a thread that will mend what it protects.
   *
   * @returns true when this thread now holds it; false when it is not abandoned, for
   *   example since another thread was first to recover it.
   */
  recover(): boolean {
    this.markIfDead(Atomics.load(this.cells, OWNER));
    const before = Atomics.compareExchange(this.cells, OWNER, ABANDONED, me | WAITED_FOR);
    return before === ABANDONED && this.remember();
  }

  /** Whether this thread holds the lock. @internal */
  isOwned(): boolean {
    const owner = Atomics.load(this.cells, OWNER);
    return owner !== ABANDONED && (owner & ~WAITED_FOR) === me;
  }

  /** Frees the lock for a condition to wait on; returns how often it was taken. @internal */
  releaseAll(): number {
    this.release();
    return 1;
  }

  /** Takes the lock as often as {@link releaseAll} said. @internal */
  acquireAgain(_count: number): void {
    this.acquire();
  }

  /** Marks the lock as left behind by its owner, and wakes all who wait. @internal */
  abandon(owner: number): void {
    const before = Atomics.compareExchange(this.cells, OWNER, owner, ABANDONED);
    if (before === (owner | WAITED_FOR)) {
      Atomics.compareExchange(this.cells, OWNER, before, ABANDONED);
    }
    Atomics.notify(this.cells, OWNER);
  }

  /** `<locked Lock 'accounts' owner='Worker-1'>`, or unlocked, or abandoned. */
  override toString(): string {
    const owner = Atomics.load(this.cells, OWNER);
    const state =
      owner === FREE ? 'unlocked' : owner === ABANDONED ? 'abandoned' : 'locked';
    const seat = ownerSeat(owner);
    const by = seat ? ` owner='${nameOf(seat.slot)}'` : '';
    return `<${state} ${this.kind} '${this.name}'${by}${this.details()}>`;
  }

  /** What else its text says. */
  protected details(): string {
    return '';
  }

  /** Takes the lock if it is free: the path that has to be fast. */
  protected take(): boolean {
    return (
      Atomics.compareExchange(this.cells, OWNER, FREE, me) === FREE && this.remember()
    );
  }

  /** Takes the lock if it is free, or is given back while this thread looks a few times. */
  private takeSoon(): boolean {
    // Most locks are held for less time than it takes to fall asleep and be woken.
    for (let i = 0; i < spins(SPINS); i++) {
      if (Atomics.load(this.cells, OWNER) === FREE && this.take()) return true;
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
      if (forever)
        publishWait(this, mine, () => ownerSeat(Atomics.load(this.cells, OWNER)));
      for (let expired = false; ; ) {
        const owner = Atomics.load(this.cells, OWNER);
        if (this.markIfDead(owner)) {
          throw new AbandonedLockError(
            `Cannot acquire ${this}: the thread that held it has ended without releasing it; check what the lock protects, then take it with recover()`,
          );
        }
        // A waiter takes the lock with the bit set, for those who may still wait behind it;
        // and leaves it set when it gives up, as the wake-up may have been meant for it.
        const marked = (owner || me) | WAITED_FOR;
        if (Atomics.compareExchange(this.cells, OWNER, owner, marked) !== owner) continue;
        if (owner === FREE) return this.remember();
        if (expired) return false;
        expired = yield { subject: this, cells: this.cells, index: OWNER, value: marked };
      }
    } finally {
      if (forever) withdrawWait();
    }
  }

  /** @throws {Error} unless this thread holds the lock. */
  protected demandOwned(): void {
    if (this.isOwned()) return;
    throw new Error(
      `Cannot release ${this}: this thread, '${nameOf(here.slot)}', does not hold it`,
    );
  }

  private remember(): true {
    mine.push(this);
    probe?.('acquire', this);
    return true;
  }

  /** Whether the lock is abandoned; marks it when its owner turns out to be dead. */
  private markIfDead(owner: number): boolean {
    if (owner === ABANDONED) return true;
    const seat = ownerSeat(owner);
    if (seat === undefined || isSeated(seat)) return false;
    this.abandon(owner & ~WAITED_FOR);
    // Unless it gave the lock back before it ended, after we had read the word.
    return Atomics.load(this.cells, OWNER) === ABANDONED;
  }
}

function ownerSeat(owner: number): Seat | undefined {
  return owner === FREE || owner === ABANDONED ? undefined : fromToken(owner >> 1);
}
