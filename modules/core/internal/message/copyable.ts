/**
 * What can be copied to another thread or process, asked before it is sent: what cannot is
 * the same clear error on every runtime, for who sends it, and harms nobody who receives.
 * Longer than other files by its tables.
 */
import { isArgumentsObject, isModuleNamespaceObject, isProxy } from 'node:util/types';
import { MessagePort } from 'node:worker_threads';
import { keepsClass, objectsIn, Shareable } from '../../revive.ts';
import { arrivesAsBytes, arrivesWhole, hasMethods, prototypesOf } from './class-kept.ts';

/** The system's own copying is recursive, and fails at about twice that on a main thread. */
const MAX_DEPTH = 1000;

/** That of Node 20 writes an error that is among its own causes, and cannot read it. */
const HAS_OLD_V8 = Number.parseInt(process.versions.v8, 10) < 12;

/** What to hand over instead of these, and of what is derived from them. */
const INSTEAD: Record<string, string> = {
  Thread: 'hand over what it shares, and join it where it was started',
  Process: 'hand over what it sends, and join it where it was started',
  Piscina: 'hand over the data, and call the pool where it was made',
  Worker: 'hand over a MessagePort to it',
  ChildProcess: 'hand over its pid, or a Pipe to it',
  Socket: 'hand over its address, and connect there',
  Server: 'hand over its address, and connect there',
  // Arrives as {} on some runtimes.
  Blob: 'hand over its bytes, await blob.arrayBuffer()',
  DOMException: 'hand over its name and message, or throw it',
  URL: 'hand over its href',
  Promise: 'await it, and hand over its value',
};

/** Something in a value that can hold more or be refused, and the way to it. */
interface Part {
  value: object | symbol;
  within?: Part;
  key: string;
  depth: number;
}

export interface CopyOptions {
  /** What the value is called in the error. Default: 'it'. */
  name?: string;
  /** Whether it goes to a thread, which can share memory and be given a port. */
  shared?: boolean;
  /** Whether an instance of a class that would lose its methods is refused. */
  methods?: boolean;
}

/**
 * @param complaint begins the error's message: what cannot be done.
 * @throws {TypeError} unless the value arrives as it is.
 */
export function demandCopyable(
  value: unknown,
  complaint: string,
  options: CopyOptions = {},
): void {
  if (!isOfInterest(value)) return;
  const seen = new Set<unknown>();
  const parts: Part[] = [{ value, key: options.name ?? 'it', depth: 0 }];
  // A list that grows, instead of recursion: the value may be deep.
  for (let part = parts.pop(); part; part = parts.pop()) {
    const why = refusal(part, options);
    if (why) throw new TypeError(`${complaint}: ${pathTo(part)} ${why}`);
    if (seen.has(part.value)) {
      const error = HAS_OLD_V8 && ownCause(part);
      if (!error) continue;
      const what = 'is an error that is among its own causes';
      throw new TypeError(`${complaint}: ${pathTo(error)} ${what}`);
    }
    seen.add(part.value);
    addMembers(part, parts, complaint);
  }
}

/** The error that leads to itself by its cause, if the way back to this part is such a circle. */
function ownCause(part: Part): Part | undefined {
  let found: Part | undefined;
  for (let at = part; at.within; at = at.within) {
    if (at.within.value instanceof Error) {
      // Its other fields do not travel.
      if (at.key !== '.cause') return undefined;
      found = at.within;
    }
    if (at.within.value === part.value) return found;
  }
  return undefined;
}

function addMembers(within: Part, parts: Part[], complaint: string): void {
  const value = within.value as object;
  if (ArrayBuffer.isView(value) || value instanceof MessagePort) return;
  const add = (member: unknown, keyOf: () => string) => {
    if (!isOfInterest(member)) return;
    parts.push({ value: member, within, key: keyOf(), depth: within.depth + 1 });
  };
  if (value instanceof Map) {
    for (const [key, member] of value) {
      add(key, () => '.keys()');
      add(member, () => `.get(${typeof key === 'object' ? '…' : String(key)})`);
    }
  } else if (value instanceof Set) {
    for (const member of value) add(member, () => '.values()');
  } else {
    let keys = Object.keys(value);
    // Unless it is sparse, and has perhaps a billion places and few items.
    if (Array.isArray(value) && keys.length >= value.length) {
      for (const [i, member] of value.entries()) add(member, () => `[${i}]`);
      keys = keys.slice(keys.findLastIndex((key) => /^\d+$/.test(key)) + 1);
    }
    // Travels with an error, though it is not among the keys.
    if (value instanceof Error && Object.hasOwn(value, 'cause')) keys.push('cause');
    for (const key of keys) {
      try {
        add(Reflect.get(value, key), () => `.${key}`);
      } catch (error) {
        const why = `cannot be read, its getter throws: ${reasonOf(error)}`;
        throw new TypeError(`${complaint}: ${pathTo(within)}.${key} ${why}`);
      }
    }
  }
}

function isOfInterest(value: unknown): value is object | symbol {
  if (typeof value === 'object') return value !== null;
  return typeof value === 'function' || typeof value === 'symbol';
}

/** Why it cannot be copied, or undefined. */
function refusal(
  { value, within, depth }: Part,
  { shared = false, methods = false }: CopyOptions,
): string | undefined {
  if (typeof value !== 'object') return `is a ${typeof value}`;
  if (isProxy(value)) return 'is a Proxy';
  if (depth > MAX_DEPTH) return `lies more than ${MAX_DEPTH} levels deep`;
  if (value instanceof MessagePort) {
    return shared ? undefined : 'is a MessagePort, which can only be handed to a Thread';
  }
  const memory = ArrayBuffer.isView(value) ? value.buffer : value;
  if (memory instanceof SharedArrayBuffer) {
    if (shared) return undefined;
    const owner =
      within?.value instanceof Shareable ? `, of a ${within.value.constructor.name}` : '';
    return `is shared memory${owner}, which only threads can share; hand it to a Thread among its arguments`;
  }
  if (memory instanceof ArrayBuffer && isDetached(memory)) {
    return 'has no memory any more: it was transferred';
  }
  if (value === process.env) return 'is process.env; hand over { ...process.env }';
  if (isPlain(value)) return looksPlain(value);
  if (keepsClass(value) || isBuiltIn(value)) return undefined;
  return losesItsClass(value, { shared, methods });
}

/** What only looks like plain data. */
function looksPlain(value: object): string | undefined {
  if (isArgumentsObject(value)) return "is 'arguments'; hand over [...arguments]";
  return isModuleNamespaceObject(value) ? 'is a module; import it there' : undefined;
}

function isDetached(memory: ArrayBuffer): boolean {
  try {
    return new Uint8Array(memory).length < 0;
  } catch {
    return true;
  }
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  // Also of another realm: what has no prototype above it.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The common ones of those that structured clone gives their class back. */
const BUILT_IN = [Array, Map, Set, Date, RegExp, ArrayBuffer, Error];

function isBuiltIn(value: object): boolean {
  // Of an error's classes that one arrives as {} on some runtimes.
  if (value instanceof DOMException) return false;
  return ArrayBuffer.isView(value) || BUILT_IN.some((Class) => value instanceof Class);
}

function losesItsClass(
  value: object,
  { shared, methods }: CopyOptions,
): string | undefined {
  const prototypes = prototypesOf(value);
  const names = prototypes.map((prototype) => prototype.constructor?.name ?? '');
  const instead = names.map((name) => INSTEAD[name]).find(Boolean);
  const name = names[0] || Object.prototype.toString.call(value).slice(8, -1);
  if (instead) return `is a ${name}; ${instead}`;
  try {
    // Where methods do not matter, its data do: a Headers has them elsewhere.
    const isData = !methods || !hasMethods(prototypes);
    if (isData && Object.keys(value).length > 0) return undefined;
    if (arrivesWhole(value, prototypes)) {
      if (shared || arrivesAsBytes(value, prototypes)) return undefined;
      return `is a ${name}, which can only be handed to a Thread`;
    }
  } catch (error) {
    return `is a ${name}, which cannot be copied: ${reasonOf(error)}`;
  }
  return `is a ${name}, which loses its methods; hand over plain data, or see shareable() in core/revive.ts`;
}

function pathTo(part: Part): string {
  const keys: string[] = [];
  for (let at: Part | undefined = part; at; at = at.within) keys.unshift(at.key);
  return keys.length > 5 ? `${keys[0]}…${keys.slice(-4).join('')}` : keys.join('');
}

/** The message of whatever was thrown. */
export function reasonOf(error: unknown): string {
  try {
    return error instanceof Error ? String(error.message) : String(error);
  } catch {
    return 'something that cannot be shown';
  }
}

/** The ports in a message: they can only be moved, so they go into the transfer list. */
export function portsIn(message: unknown): MessagePort[] {
  return [...objectsIn(message)].filter((object) => object instanceof MessagePort);
}
