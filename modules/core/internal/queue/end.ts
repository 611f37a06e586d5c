/**
 * An end of a queue: where one puts or gets, at once or in the order of coming, however
 * often one has to look again, and whichever thread one is in.
 */
import { AbandonedLockError } from '../../errors.ts';
import type { Lock } from '../../lock.ts';
import type { Packet } from '../message/packet.ts';
import type { AsyncWaitOptions, WaitOptions } from '../sync/deadline.ts';
import { type Places, WAITING } from '../sync/places.ts';
import { block, NET_MS, spins, type TaskLines, type Waiting } from '../sync/wait.ts';

/** Looks so often before sleeping, some microseconds: most waits are shorter than a sleep. */
const SPINS = 100;

/** How long one who was called may take to come, in ms; waiters look as often or less. */
const PATIENCE = NET_MS / 2;

/** More than can wait. */
export const ALL = 2 ** 31 - 1;

/** What an end needs of its queue. */
export interface Side {
  queue: { readonly id: number; readonly store: { readonly isHalfChanged: boolean } };
  lock: Lock;
  /** Those who wait here, and of them the tasks of this thread. */
  places: Places;
  tasks: TaskLines;
  /** How many of them can have what they want; ALL when none has to wait any more. */
  turns(): number;
  /** Puts or gets, under the lock; false when that is not possible now. */
  attempt(packet: Packet): boolean;
  /** After each success: lets those at the other end know. */
  succeeded(): void;
}

export class End {
  readonly #side: Side;

  constructor(side: Side) {
    this.#side = side;
  }

  /** Blocks the thread until it is done; false when time was up. */
  block(packet: Packet, options?: WaitOptions): boolean {
    if (options === undefined && (this.#now(packet) || this.#soon(packet))) return true;
    return block(this.#inLine(packet, this.#side.places.draw(), true), options);
  }

  /** Suspends the task; those of a thread have their turn in the order of the calls. */
  async suspend(packet: Packet, options?: AsyncWaitOptions): Promise<boolean> {
    const { tasks, places, queue } = this.#side;
    const { id } = queue;
    if (options === undefined && tasks.isEmpty(id) && this.#now(packet)) return true;
    return tasks.suspend(id, this.#inLine(packet, places.draw(), false), options);
  }

  /** Calls the first in line if it can have its turn; it will call the next. */
  call(): void {
    if (this.#side.places.hasUncalled) this.locked(() => this.#callNext());
  }

  locked<R>(action: () => R): R {
    this.#enter();
    try {
      return action();
    } finally {
      this.#side.lock.release();
    }
  }

  /** At once, if nobody waits in line. Without locked(), whose closure takes time. */
  #now(packet: Packet): boolean {
    const { places, lock } = this.#side;
    this.#enter();
    let done = false;
    try {
      done = places.isFree && this.#side.attempt(packet);
    } finally {
      lock.release();
    }
    if (done) this.#side.succeeded();
    return done;
  }

  #soon(packet: Packet): boolean {
    for (let i = 0; i < spins(SPINS); i++)
      if (this.#side.turns() > 0) return this.#now(packet);
    return false;
  }

  /** @param blocks whether the whole thread waits, its tasks too. */
  *#inLine(packet: Packet, order: number, blocks: boolean): Waiting<boolean> {
    const { queue: subject, places, succeeded } = this.#side;
    const place = this.locked(() => places.enter(order));
    let called: number | undefined;
    let since = 0;
    let inLine = true;
    const leave = () => {
      inLine = false;
      places.leave(place);
      this.#callNext();
    };
    const look = (expired: boolean) => {
      // Whoever was called and has not come for so long is busy with something else.
      const before = called;
      called = places.firstCalled();
      if (called !== before) since = performance.now();
      const late = performance.now() - since > PATIENCE ? called : undefined;
      const turns = this.#side.turns();
      // One after the other; whoever has to leave takes what those before do not need.
      const needed = turns > 0 ? places.before(order, blocks, late) : 0;
      const isTurn = turns === ALL || needed < (expired ? turns : Math.min(turns, 1));
      const done = isTurn && this.#side.attempt(packet);
      // Under the same lock: whoever has got something is before nobody any more.
      if (done || expired) {
        leave();
        return done;
      }
      places.waitAgain(place);
      // Also here: what came before that has found nobody to call.
      this.#callNext();
      return false;
    };
    let done = false;
    try {
      // Also at first: what came before the place was taken has called nobody.
      done = this.locked(() => look(false));
      for (let expired = false; !done && !expired; ) {
        expired = yield { subject, cells: places.cells, index: place, value: WAITING };
        done = this.locked(() => look(expired));
      }
    } finally {
      // An error, or an abort.
      if (inLine) this.locked(leave);
    }
    if (done) succeeded();
    return done;
  }

  #callNext(): void {
    const turns = this.#side.turns();
    if (turns > 0) this.#side.places.call(turns === ALL ? ALL : 1);
  }

  /** Takes the lock; one that a dead thread has left behind too, if all is whole. */
  #enter(): void {
    const { lock, queue } = this.#side;
    for (let entered = false; !entered; ) {
      try {
        entered = lock.acquire();
      } catch (error) {
        if (!(error instanceof AbandonedLockError)) throw error;
        if (queue.store.isHalfChanged) {
          throw new AbandonedLockError(
            `Cannot use ${queue}: a thread has ended while it was changing it; make it whole with recover()`,
          );
        }
        entered = lock.recover();
      }
    }
  }
}
