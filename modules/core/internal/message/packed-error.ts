/**
 * Errors on their way from one thread or process to another. Structured clone keeps only
 * the built-in classes, and on some runtimes neither the cause nor own fields; and it
 * fails at a long chain of causes. So errors are packed into a flat list of plain objects
 * that name each other by their place in it, and unpacked on the other side.
 */
import { isNativeError } from 'node:util/types';
import { errorClasses } from '../../errors.ts';
import { demandCopyable } from './copyable.ts';

/** Anything thrown as plain data that every runtime can clone: what was thrown comes first. */
export type Packed = Item[];

type Item =
  | { value: unknown }
  | { list: number[] }
  | {
      error: string;
      name: string;
      message: string;
      stack: string | undefined;
      fields: [key: string, place: number][];
      leftOut: string[];
    };

/**
 * Packs anything that was thrown: errors with class, message, stack, cause, own fields.
 *
 * @param complaint begins the message of the TypeError that is packed instead of what is
 *   no error and cannot be copied.
 */
export function packError(thrown: unknown, complaint = 'Cannot throw this'): Packed {
  const places = new Map<unknown, number>();
  const found: unknown[] = [];
  const place = (part: unknown) => {
    const travels = refusalOf(part, complaint) ?? part;
    const known = places.get(travels) ?? found.push(travels) - 1;
    places.set(travels, known);
    return known;
  };
  place(thrown);
  const packed: Packed = [];
  // What is found on the way is packed later: no recursion, however long the chain.
  for (const part of found) {
    packed.push(attempt(() => packPart(part, place)) ?? packPart(unreadable, place));
  }
  return packed;
}

/** In place of errors whose getters or traps throw. */
const unreadable = new Error('an error that cannot be read');

function packPart(part: unknown, place: (part: unknown) => number): Item {
  if (isList(part)) return { list: part.map(place) };
  if (!isError(part)) return { value: part };

  const hidden = ['cause', 'errors'].filter((key) => Object.hasOwn(part, key));
  const keys = [...new Set([...hidden, ...Object.keys(part)])];
  const fields: [string, number][] = [];
  const leftOut: string[] = [];
  for (const key of keys) {
    const field = attempt(() => ({ value: Reflect.get(part, key) }));
    if (field && !refusalOf(field.value)) fields.push([key, place(field.value)]);
    else leftOut.push(key);
  }
  const className = text(() => part.constructor.name) ?? 'Error';
  return {
    error: part instanceof DOMException ? 'DOMException' : className,
    name: text(() => part.name) ?? className,
    message: text(() => part.message) ?? '',
    stack: text(() => part.stack),
    fields,
    leftOut,
  };
}

/** Rebuilds what {@link packError} packed. */
export function unpackError(packed: Packed): unknown {
  // First all of them, then what they hold: there may be circles.
  const parts = packed.map((item) => {
    if ('value' in item) return item.value;
    return 'list' in item ? [] : rebuild(item.error, item.message, item.name);
  });
  for (const [i, item] of packed.entries()) {
    if ('list' in item) {
      const list = parts[i] as unknown[];
      for (const at of item.list) list.push(parts[at]);
    }
    if (!('error' in item)) continue;
    const define = (key: string, value: unknown, enumerable: boolean) => {
      const attributes = { value, enumerable, writable: true, configurable: true };
      Object.defineProperty(parts[i], key, attributes);
    };
    define('stack', item.stack, false);
    for (const [key, at] of item.fields) {
      define(key, parts[at], key !== 'cause' && key !== 'errors');
    }
    if (item.leftOut.length > 0) define('leftOut', item.leftOut, true);
  }
  return parts[0];
}

function rebuild(className: string, message: string, name: string): Error {
  if (className === 'DOMException') return new DOMException(message, name);
  const Class = errorClasses.get(className) ?? Reflect.get(globalThis, className);
  const isKnown = Class === Error || Class?.prototype instanceof Error;
  const error: Error = Reflect.construct(Error, [message], isKnown ? Class : Error);
  // A class that is not known here still says its name.
  if (!isKnown) error.name = name === 'Error' ? className : name;
  return error;
}

/** Why a part cannot be packed: an error that can. */
function refusalOf(part: unknown, complaint = ''): unknown {
  if (isError(part) || isList(part)) return undefined;
  try {
    demandCopyable(part, complaint);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Also one of another realm, or without a prototype. */
function isError(part: unknown): part is Error {
  return isNativeError(part) || attempt(() => part instanceof Error) === true;
}

/** Whether it is a list with errors in it, as an AggregateError has. */
function isList(part: unknown): part is unknown[] {
  return attempt(() => Array.isArray(part) && part.some(isError)) === true;
}

function text(read: () => unknown): string | undefined {
  const value = attempt(read);
  return typeof value === 'string' ? value : undefined;
}

/** Undefined when it throws, as getters and proxies may. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
