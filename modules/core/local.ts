import { Primitive } from './internal/sync/primitive.ts';
import { shareable } from './revive.ts';

/** This thread's own values, by the number of their ThreadLocal. */
const values = new Map<number, object>();

/**
 * One object, handed to many threads, in each of which it holds something else. (A
 * module's variables are each thread's own already.) Python: `threading.local`.
 *
 * @example
 * ```ts
 * import { print } from '../core/print.ts';
 * import { ThreadLocal } from '../core/local.ts';
 *
 * const request = new ThreadLocal<{ user?: string }>();
 * request.own.user = 'Ada'; // in this thread only
 * print(request.own); // {user: 'Ada'}
 * ```
 */
export class ThreadLocal<T extends object = Record<string, unknown>> extends Primitive {
  /** @internal */
  readonly initial?: () => T;

  /**
   * @param initial makes a thread's own object when that thread asks for it first. Default:
   *   an empty object. A function cannot be handed to threads: with one, keep the
   *   ThreadLocal in a variable of a module, which every thread imports for itself.
   */
  constructor(
    ...[initial]: Partial<T> extends T ? [initial?: () => T] : [initial: () => T]
  ) {
    super();
    if (initial) this.initial = initial;
  }

  /** This thread's own object. */
  get own(): T {
    let own = values.get(this.id);
    if (own === undefined) {
      own = this.initial?.() ?? {};
      values.set(this.id, own);
    }
    return own as T;
  }
}
shareable(import.meta, ThreadLocal);
