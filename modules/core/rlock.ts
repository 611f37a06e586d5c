import { deadline, type WaitOptions } from './internal/sync/deadline.ts';
import { OwnedLock } from './internal/sync/owned-lock.ts';
import { shareable } from './revive.ts';

/** The word that tells how often the owner has taken it. */
const DEPTH = 1;

/**
 * A lock that its owner can take again; it is free when it was released as often. It only
 * blocks: the async tasks of a thread would be one owner. Python: `threading.RLock`.
 *
 * @example
 * ```ts
 * import { RLock } from '../core/rlock.ts';
 *
 * const lock = new RLock('tree');
 * function visit(depth: number): void {
 *   using _held = lock.hold();
 *   if (depth > 0) visit(depth - 1);
 * }
 * visit(3);
 * ```
 */
export class RLock extends OwnedLock {
  override acquire(options?: WaitOptions): boolean {
    deadline(options);
    const acquired = this.isOwned() || super.acquire(options);
    if (acquired) Atomics.add(this.cells, DEPTH, 1);
    return acquired;
  }

  /** Undoes one acquire: the last one frees the lock. @throws {Error} if not held here. */
  override release(): void {
    this.demandOwned();
    if (this.count === 1) this.releaseAll();
    else Atomics.sub(this.cells, DEPTH, 1);
  }

  override recover(): boolean {
    const recovered = super.recover();
    if (recovered) Atomics.store(this.cells, DEPTH, 1);
    return recovered;
  }

  /** @internal */
  override releaseAll(): number {
    this.demandOwned();
    const count = Atomics.exchange(this.cells, DEPTH, 0);
    super.release();
    return count;
  }

  /** @internal */
  override acquireAgain(count: number): void {
    this.acquire();
    Atomics.store(this.cells, DEPTH, count);
  }

  protected override details(): string {
    return ` count=${this.count}`;
  }

  private get count(): number {
    return Atomics.load(this.cells, DEPTH);
  }
}
shareable(import.meta, RLock);
