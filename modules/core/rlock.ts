import { deadline, type WaitOptions } from './internal/sync/deadline.ts';
import { OwnedLock } from './internal/sync/owned-lock.ts';
import { shareable } from './revive.ts';

/**
 * A lock that its owner can take again; it is free when it was released as often.
 *
 * Python: `threading.RLock`. It has only the blocking face: all async tasks of a thread
 * would be the same owner, and it would not keep them apart.
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
  /** How often the owner has taken it. @internal */
  readonly depth: Int32Array = new Int32Array(new SharedArrayBuffer(4));

  /** @param name names the lock in errors and traces; by default `RLock-1`, … */
  constructor(name?: string, ...extra: never[]) {
    super(name, extra);
  }

  override acquire(options?: WaitOptions): boolean {
    deadline(options);
    return (this.isOwned() || super.acquire(options)) && this.deeper(1);
  }

  /**
   * Takes one acquire back; the last one frees the lock and wakes one who waits for it.
   *
   * @throws {Error} when this thread does not hold it.
   */
  override release(): void {
    this.demandOwned('release');
    if (this.count === 1) this.releaseAll();
    else this.deeper(-1);
  }

  override recover(): boolean {
    const recovered = super.recover();
    if (recovered) Atomics.store(this.depth, 0, 1);
    return recovered;
  }

  /** Frees the lock however often it was taken; returns how often. @internal */
  releaseAll(): number {
    this.demandOwned('release');
    const count = Atomics.exchange(this.depth, 0, 0);
    this.give();
    return count;
  }

  /** Takes the lock as often as {@link releaseAll} said. @internal */
  acquireAgain(count: number): void {
    this.acquire();
    Atomics.store(this.depth, 0, count);
  }

  protected override describe(owner: number): string {
    return `${super.describe(owner)} count=${this.count}`;
  }

  private get count(): number {
    return Atomics.load(this.depth, 0);
  }

  private deeper(by: number): true {
    Atomics.add(this.depth, 0, by);
    return true;
  }
}
shareable(import.meta, RLock);
