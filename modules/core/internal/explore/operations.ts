/**
 * Operations of the primitives as steps of one piece, each with the words for it.
 */
import { show } from '../../print.ts';
import { Packet } from '../message/packet.ts';
import type { Probe } from '../sync/probe.ts';
import { isCore } from './memory.ts';
import { access, steps } from './steps.ts';
import { NUMBER_WORDS, OPERATIONS, type Words } from './words.ts';

/** Names of the objects that a scenario's threads share. */
const names = new WeakMap<object, string>();
const wrapped = new WeakSet<object>();

/** Makes operations of all primitives in there steps, and calls them by their names. */
export function watchOperations(
  value: unknown,
  name = '',
  seen = new Set<unknown>(),
): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  if (ArrayBuffer.isView(value)) return;
  seen.add(value);
  if (isCore(value)) {
    const type = value.constructor.name;
    names.set(value, name);
    if (type === 'SharedValue' || type === 'SharedArray') wrapNumbers(value);
    else wrap(Object.getPrototypeOf(value), OPERATIONS[type] ?? {});
  }
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  for (const [key, field] of entries) {
    watchOperations(field, name ? `${name}.${key}` : String(key), seen);
  }
}

/** Notes what the primitives report. A queue's own lock has no name, and is left out. */
export const noteDeeds: Probe = (event, subject) => {
  const name = names.get(subject);
  if (name && Reflect.get(subject, 'name') !== '') {
    steps.note(event, subject.constructor.name, name);
  }
};

function wrap(prototype: object, words: Record<string, Words>): void {
  if (wrapped.has(prototype)) return;
  wrapped.add(prototype);
  for (const [method, tell] of Object.entries(words)) {
    const original = Reflect.get(prototype, method) as (...args: unknown[]) => unknown;
    const operation = function (this: object, ...args: unknown[]) {
      return operate(this, args, original, tell);
    };
    Object.defineProperty(prototype, method, { value: operation, configurable: true });
  }
}

function operate(
  self: object,
  args: unknown[],
  original: (...args: unknown[]) => unknown,
  words: Words,
): unknown {
  const { session } = steps;
  // Inside of another operation, or of a primitive that has no name: no step of its own.
  const name = names.get(self);
  if (!session || !steps.running || steps.depth > 0 || !name) {
    return Reflect.apply(original, self, args);
  }
  const { control } = session;
  if (!session.inside) steps.point();
  const { knowledge } = control;
  steps.depth++;
  steps.subject = name;
  steps.wrote = false;
  let result: unknown;
  try {
    result = Reflect.apply(original, self, args);
  } catch (error) {
    steps.depth--;
    if (control.isBroken) throw error;
    steps.forgetSince(knowledge);
    learn(String(error));
    steps.tell(`gets ${nameOf(error)} from ${name}`);
    throw error;
  }
  steps.depth--;
  if (control.isBroken) return result;
  // A promise goes on: what it has seen still counts.
  if (!(result instanceof Promise)) steps.forgetSince(knowledge);
  learn(result);
  if (result instanceof Promise) {
    result.then(
      (value) => steps.tell(words({ name, args, result: value, before: undefined })),
      () => {},
    );
  } else if (steps.isTraced) {
    steps.tell(words({ name, args, result, before: undefined }));
  }
  if (!steps.wrote) steps.hasRead();
  return result;
}

/** An error's class: what it says stands where it ends up. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : show(error);
}

const packet = new Packet();

function learn(result: unknown): void {
  if (typeof result === 'boolean' || result === undefined)
    steps.learn(Number(result ?? 2), 8);
  else if (!(result instanceof Promise)) {
    packet.pack(result);
    for (let i = 1; i < packet.length; i++) steps.learn(packet.words[i] as number, 8);
  }
}

/** Reads and writes of shared numbers: steps also where each Atomics operation is one. */
function wrapNumbers(value: object): void {
  let prototype = Object.getPrototypeOf(value);
  while (!Object.hasOwn(prototype, 'load')) prototype = Object.getPrototypeOf(prototype);
  if (wrapped.has(prototype)) return;
  wrapped.add(prototype);
  wrapNumber(prototype, 'load', access.read, 'read');
  wrapNumber(prototype, 'store', access.write, 'write');
  wrapNumber(prototype, 'addAt', access.both, 'add');
}

type Numbers = {
  cells: { buffer: ArrayBufferLike; length: number; [i: number]: number };
};

function wrapNumber(prototype: object, method: string, how: number, word: string): void {
  const original = Reflect.get(prototype, method) as (...args: unknown[]) => unknown;
  const operation = function (this: Numbers, ...args: [number, number]) {
    const { session } = steps;
    const name = names.get(this);
    if (!session || !steps.running || steps.depth > 0 || !name) {
      return Reflect.apply(original, this, args);
    }
    const index = args[0];
    steps.point();
    const before = this.cells[index];
    steps.depth++;
    try {
      const result = Reflect.apply(original, this, args);
      const region = steps.numberOf(this.cells.buffer);
      steps.log(how, region, index);
      learn(result);
      if (steps.isTraced) {
        const of = this.cells.length > 1 ? `${name}[${index}]` : name;
        const words = NUMBER_WORDS[word] as Words;
        steps.tell(words({ name: of, args, result, before }));
      }
      if (how === access.read) steps.hasRead();
      else steps.hasWritten();
      return result;
    } finally {
      steps.depth--;
    }
  };
  Object.defineProperty(prototype, method, { value: operation, configurable: true });
}
