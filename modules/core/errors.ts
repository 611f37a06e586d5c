/**
 * Errors on their way from one thread or process to another. Structured clone keeps only
 * the built-in classes, and on some runtimes neither the cause nor own fields; so errors
 * are packed into plain objects, and unpacked on the other side.
 *
 * Internal to the core, but for {@link registerError} and {@link TimeoutError}.
 */

type ErrorClass = abstract new (...args: never[]) => Error;

const known = new Map<string, ErrorClass>(
  [
    Error,
    AggregateError,
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    URIError,
  ].map((Class) => [Class.name, Class]),
);

/**
 * Lets errors of a class of your own arrive as that class from threads and processes;
 * otherwise they arrive as an `Error` with the class's name. Call it beside the class.
 *
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
  known.set(Class.name, Class);
}

/**
 * Time was up before what was waited for came.
 *
 * Python: `TimeoutError`.
 */
export class TimeoutError extends Error {
  override name = 'TimeoutError';
}
registerError(TimeoutError);

/** Anything thrown, or a part of it, as plain data that every runtime can clone. */
export type Packed =
  | { kind: 'value'; value: unknown }
  | { kind: 'list'; items: Packed[] }
  | {
      kind: 'error';
      className: string;
      name: string;
      message: string;
      stack: string | undefined;
      fields: [string, Packed][];
    };

/** Packs anything that was thrown: errors with class, message, stack, cause, own fields. */
export function packError(thrown: unknown, parents: unknown[] = []): Packed {
  if (parents.includes(thrown)) return { kind: 'value', value: '[circular]' };
  const pack = (part: unknown) => packError(part, [...parents, thrown]);
  if (Array.isArray(thrown)) return { kind: 'list', items: thrown.map(pack) };
  if (!(thrown instanceof Error)) return { kind: 'value', value: cloneable(thrown) };

  const hidden = ['cause', 'errors'].filter((key) => Object.hasOwn(thrown, key));
  const names = [...hidden, ...Object.keys(thrown)];
  return {
    kind: 'error',
    className: thrown instanceof DOMException ? 'DOMException' : thrown.constructor.name,
    name: thrown.name,
    message: thrown.message,
    stack: thrown.stack,
    fields: names.map((key) => [key, pack(Reflect.get(thrown, key))]),
  };
}

/** Rebuilds what {@link packError} packed. */
export function unpackError(packed: Packed): unknown {
  if (packed.kind === 'value') return packed.value;
  if (packed.kind === 'list') return packed.items.map(unpackError);

  const error = rebuild(packed.className, packed.message, packed.name);
  const define = (key: string, value: unknown, enumerable: boolean) =>
    Object.defineProperty(error, key, {
      value,
      enumerable,
      writable: true,
      configurable: true,
    });
  define('stack', packed.stack, false);
  for (const [key, field] of packed.fields) {
    define(key, unpackError(field), key !== 'cause' && key !== 'errors');
  }
  return error;
}

function rebuild(className: string, message: string, name: string): Error {
  if (className === 'DOMException') return new DOMException(message, name);
  const Class = known.get(className);
  const error: Error = Reflect.construct(Error, [message], Class ?? Error);
  // A class that is not known here still says its name.
  if (!Class) error.name = name === 'Error' ? className : name;
  return error;
}

function cloneable(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    return String(value);
  }
}
