/** What the primitives are made of. */
import { TimeoutError } from '../../errors.ts';
import { Shareable } from '../../revive.ts';
import { counter, next } from '../thread/table.ts';
import type { WaitOptions } from './deadline.ts';
import { probe } from './probe.ts';

export abstract class Primitive extends Shareable {
  /** The same in every thread, unlike the object; for those who watch. @internal */
  readonly id: number;

  constructor(ids: number = counter.primitiveId) {
    super();
    this.id = next(ids);
    probe?.('make', this);
  }
}

/** What one takes and gives back: a lock, a permit. */
export abstract class Holdable extends Primitive {
  abstract acquire(options?: WaitOptions): boolean;
  abstract release(): void;

  /**
   * Acquires it for the rest of a block: `using _held = lock.hold();`. It is released once,
   * however often that is disposed of.
   *
   * Python: `with lock:`.
   *
   * @param options.timeout the longest wait, in milliseconds; none by default.
   * @throws {TimeoutError} when time was up; otherwise like {@link acquire}.
   */
  hold(options?: WaitOptions): Disposable {
    return this.held(this.acquire(options), options);
  }

  /** @throws {TimeoutError} unless it was taken. @internal */
  protected held(taken: boolean, options?: WaitOptions): Disposable {
    if (taken) return new Held(this);
    throw new TimeoutError(`Cannot acquire ${this} within ${options?.timeout} ms`);
  }
}

/** What holds something, and gives it back once. */
class Held implements Disposable {
  #owner: Holdable | undefined;

  constructor(owner: Holdable) {
    this.#owner = owner;
  }

  [Symbol.dispose](): void {
    const owner = this.#owner;
    this.#owner = undefined;
    owner?.release();
  }
}
