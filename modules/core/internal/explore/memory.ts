/**
 * The shared memory of a scenario: found in what `make` returned, named by the way to it,
 * kept as it was at first, and put back before each schedule.
 */
import { CORE, keepsClass } from '../../revive.ts';
import { at, MAX_HELD, word } from '../thread/table.ts';
import type { Control } from './control.ts';
import { mix } from './layout.ts';

/** A piece of shared memory, under the same number in all threads. */
export interface Region {
  /** How one gets there: `queue.store.counts`. */
  name: string;
  buffer: SharedArrayBuffer;
  /** `core`: a primitive's own. `numbers`: of a SharedValue or SharedArray. */
  kind: 'table' | 'core' | 'numbers' | 'bare';
  bytes: Uint8Array;
  words: Int32Array;
}

/** More words than these tell nothing apart: they are left out of the hash. */
const MAX_HASHED = 4096;

/** All shared memory in the objects; number 0 is the table of threads. */
export function regionsOf(shared: object, table: Int32Array): Region[] {
  const found: Region[] = [];
  const seen = new Set<unknown>();
  const add = (buffer: SharedArrayBuffer, name: string, kind: Region['kind']) => {
    if (seen.has(buffer)) return;
    seen.add(buffer);
    const words = new Int32Array(buffer, 0, buffer.byteLength >> 2);
    found.push({ name, buffer, kind, bytes: new Uint8Array(buffer), words });
  };
  const visit = (value: unknown, name: string, kind: Region['kind']) => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    if (value instanceof SharedArrayBuffer) add(value, name, kind);
    else if (ArrayBuffer.isView(value)) {
      if (value.buffer instanceof SharedArrayBuffer) add(value.buffer, name, kind);
    } else {
      seen.add(value);
      for (const [key, field] of fieldsOf(value)) {
        visit(field, name ? `${name}.${key}` : key, kindOf(value));
      }
    }
  };
  add(table.buffer as SharedArrayBuffer, 'threads', 'table');
  visit(shared, '', 'bare');
  return found;
}

function fieldsOf(value: object): [string, unknown][] {
  if (value instanceof Map) return [...value].map(([key, field]) => [String(key), field]);
  if (value instanceof Set) return [...value].map((field, i) => [String(i), field]);
  return Object.entries(value);
}

function kindOf(value: object): Region['kind'] {
  if (!isCore(value)) return 'bare';
  return /^Shared(Value|Array)$/.test(value.constructor.name) ? 'numbers' : 'core';
}

/** Whether it is one of the core's own primitives. */
export function isCore(value: object): boolean {
  const key: unknown = Reflect.get(value, 'concurrency:class');
  return keepsClass(value) && typeof key === 'string' && key.startsWith(CORE);
}

/**
 * The same objects made anew, around the same shared memory: whatever a schedule has
 * changed of them outside of it is gone.
 */
export function anew<T>(value: T, made = new Map<unknown, unknown>()): T {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof SharedArrayBuffer || ArrayBuffer.isView(value)) return value;
  if (made.has(value)) return made.get(value) as T;
  if (!isMadeOfFields(value)) return value;
  const copy: object = Array.isArray(value)
    ? []
    : value instanceof Map
      ? new Map()
      : value instanceof Set
        ? new Set()
        : Object.create(Object.getPrototypeOf(value));
  made.set(value, copy);
  if (value instanceof Map && copy instanceof Map) {
    for (const [key, field] of value) copy.set(anew(key, made), anew(field, made));
  } else if (value instanceof Set && copy instanceof Set) {
    for (const field of value) copy.add(anew(field, made));
  }
  for (const [key, field] of Object.entries(value))
    Reflect.set(copy, key, anew(field, made));
  return copy as T;
}

function isMadeOfFields(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  const plain = [Object.prototype, Array.prototype, Map.prototype, Set.prototype, null];
  return plain.includes(prototype) || keepsClass(value);
}

/** What the memory was at first. */
export class Snapshot {
  readonly #regions: { region: Region; first: Uint8Array }[];

  /** @param threads how many seats of the table are used. */
  constructor(regions: Region[], threads: number) {
    this.#regions = regions.map((region) => {
      const { bytes, kind } = region;
      const end = kind === 'table' ? 4 * at(threads, 0) : bytes.length;
      return { region, first: bytes.slice(0, end) };
    });
  }

  restore(): void {
    for (const { region, first } of this.#regions) region.bytes.set(first);
  }

  /** The largest index of a word that is not as it was, by region; -1 where all are. */
  changed(): number[] {
    return this.#regions.map(({ region, first }) => {
      const { words } = region;
      const before = new Int32Array(first.buffer, 0, first.length >> 2);
      let last = Math.min(before.length, MAX_HASHED) - 1;
      while (last >= 0 && words[last] === before[last]) last--;
      return last;
    });
  }
}

/** The words of a seat by which the threads tell each other something. */
const SEAT_WORDS = [
  word.life,
  word.ticket,
  word.waitsFor,
  word.heldCount,
  ...[0, 1, 2].map((i) => Math.min(word.held + i, word.held + MAX_HELD)),
];

/**
 * @param limits for each region, up to where it may change: shared with the explorer, who
 *   finds out.
 */
export function hashing(
  regions: readonly Region[],
  limits: Int32Array,
  seats: readonly number[],
): Control['hashMemory'] {
  const table = regions[0]?.words as Int32Array;
  const places = seats.flatMap((slot) => SEAT_WORDS.map((which) => at(slot, which)));
  return (hash) => {
    let { low, high } = hash;
    for (const i of places) {
      const value = (table[i] as number) + i;
      low = mix(low, value);
      high = mix(high, value ^ 0x9e3779b9);
    }
    for (let r = 1; r < regions.length; r++) {
      const { words } = regions[r] as Region;
      const limit = limits[r] as number;
      for (let i = 0; i < limit; i++) {
        const value = words[i] as number;
        if (value === 0) continue;
        low = mix(low + i, value);
        high = mix(high ^ i, value + 0x1b873593);
      }
      low = mix(low, r);
      high = mix(high, r + 19);
    }
    hash.low = low;
    hash.high = high;
  };
}

/** Whether a word of the table says something about the schedule. */
export function tableSteps(seats: readonly number[]): Set<number> {
  const own = [word.ticket, word.waitsFor, word.heldCount, word.life];
  return new Set(seats.flatMap((slot) => own.map((which) => at(slot, which))));
}
