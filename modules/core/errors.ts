/** The errors of the core that belong to no single primitive. */

type ErrorClass = abstract new (...args: never[]) => Error;

/** The classes that an error can arrive as, besides the language's own. @internal */
export const errorClasses = new Map<string, ErrorClass>();

/**
 * Lets errors of a class of your own arrive as that class from threads and processes;
 * otherwise they arrive as an `Error` with the class's name. Call it beside the class.
 *
 * Errors bring their message, stack, cause and own fields. A field that cannot be copied
 * is left out, and its name is in the field `leftOut` of the error that arrives.
 * Python: exceptions are pickled by their class's name, in the same way.
 *
 * @param Class a subclass of Error; its constructor is not called on arrival.
 *
 * @example
 * ```ts
 * import { registerError } from '../core/errors.ts';
 *
 * export class PaymentError extends Error {}
 * registerError(PaymentError);
 * ```
 */
export function registerError(Class: ErrorClass): void {
  errorClasses.set(Class.name, Class);
}

/** Time was up before what was waited for came. Python: `TimeoutError`. */
export class TimeoutError extends Error {
  override name = 'TimeoutError';
}
registerError(TimeoutError);

/**
 * Thrown by the acquire that would wait for ever, since the lock's owner waits, directly
 * or through others, for a lock that this thread holds. Nothing was taken: release what
 * you hold and try again, or take the locks in one fixed order. (In Python the threads hang.)
 */
export class DeadlockError extends Error {
  override name = 'DeadlockError';
}
registerError(DeadlockError);

/**
 * Thrown by every acquire of a lock whose owner ended without releasing it: what the lock
 * protects may be half changed. A thread that can mend it takes the lock with `recover()`.
 * (In Python it stays locked for ever.)
 */
export class AbandonedLockError extends Error {
  override name = 'AbandonedLockError';
}
registerError(AbandonedLockError);

/**
 * Thrown by every call of a proxy whose manager has ended, or ends before it answers.
 * Python: `BrokenPipeError`, `ConnectionRefusedError`, `EOFError` and others.
 */
export class ManagerEndedError extends Error {
  override name = 'ManagerEndedError';
}
registerError(ManagerEndedError);
