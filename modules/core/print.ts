import { writeSync } from 'node:fs';

/**
 * Prints one line, at once and whole, from any thread or process. When nobody reads any
 * more (`| head -1`), lines are dropped, and the program goes on to its end.
 *
 * Python: `print`. `console.log` will not do where threads run: a worker hands its lines
 * to the main thread, which prints them when it is free, or never.
 *
 * @param values strings stand as they are, everything else as {@link show} shows it;
 *   joined by single spaces. Lines of up to 4096 bytes are never torn by other threads.
 *
 * @example
 * ```ts
 * import { print } from '../core/print.ts';
 *
 * print('Results:', [1, 4, 9]); // Results: [1, 4, 9]
 * ```
 */
export function print(...values: unknown[]): void {
  const line = values.map((value) => (typeof value === 'string' ? value : show(value)));
  writeLine(1, line.join(' '));
}

const nobodyNotifies = new Int32Array(new SharedArrayBuffer(4));

/** Writes one line to a file descriptor: 1 is stdout, 2 is stderr. Drops it when closed. */
export function writeLine(descriptor: number, line: string): void {
  let rest: Uint8Array = Buffer.from(`${line}\n`);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // The pipe is full and the reader slow: let it read on.
      if (code === 'EAGAIN') Atomics.wait(nobodyNotifies, 0, 0, 1);
      else if (code === 'EPIPE') return;
      else throw error;
    }
  }
}

/**
 * Formats any value on one line, the same on every runtime; it never throws.
 *
 * Python: `repr`. (`util.inspect` differs between Node, Deno and Bun.)
 *
 * @param value with a `toString` of its own it is shown by that, otherwise by its fields.
 *   What throws is `[unreadable]`; what is over 100 levels deep or 100,000 values long, `…`.
 * @returns for example `{name: 'Ada', scores: [1, 2]}`; quotes and escapes are Python's.
 *
 * @example
 * ```ts
 * import { print, show } from '../core/print.ts';
 *
 * print(`Scores: ${show(new Map([['Ada', 1]]))}`); // Scores: Map {'Ada' => 1}
 * ```
 */
export function show(value: unknown): string {
  const line = part(() => value, { parents: [], left: 100_000 });
  // Control characters, invisible marks, lone surrogates, and all spaces but one.
  return line.replace(/(?! )[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Z}]/gu, escaped);
}

type State = { parents: object[]; left: number };

function part(read: () => unknown, state: State): string {
  const depth = state.parents.length;
  if (depth > 100 || state.left-- <= 0) return '…';
  try {
    const value = read();
    if (typeof value === 'string') return quoted(value);
    if (typeof value === 'bigint') return `${value}n`;
    if (Object.is(value, -0)) return '-0';
    if (typeof value === 'function') {
      const isClass = Function.prototype.toString.call(value).startsWith('class');
      return `[${isClass ? 'class' : 'function'} ${nameOf(value, 'anonymous')}]`;
    }
    if (typeof value !== 'object' || value === null) return String(value);
    if (state.parents.includes(value)) return '[circular]';
    state.parents.push(value);
    return object(value, state);
  } catch {
    return '[unreadable]';
  } finally {
    state.parents.length = depth;
  }
}

function object(value: object, state: State): string {
  const list = (items: Iterable<unknown>, between = ', ') =>
    Array.from(items, (item) => part(() => item, state)).join(between);
  const field = (key: PropertyKey) => part(() => Reflect.get(value, key), state);

  if (Array.isArray(value)) {
    const places = Object.keys(value).filter((key) => /^\d+$/.test(key));
    const elements = [...places, value.length].flatMap((place, i) => {
      const gap = Number(place) - Number(places[i - 1] ?? -1) - 1;
      const hole = gap > 0 ? [`<${gap} empty>`] : [];
      return i < places.length ? [...hole, field(place)] : hole;
    });
    return `[${elements.join(', ')}]`;
  }
  const type = nameOf(Object.getPrototypeOf(value)?.constructor, 'Object');
  if (value instanceof Map) {
    return `${type} {${Array.from(value, (entry) => list(entry, ' => ')).join(', ')}}`;
  }
  if (value instanceof Set) return `${type} {${list(value)}}`;
  if (ArrayBuffer.isView(value) && Symbol.iterator in value) {
    return `${type} [${list(value as Uint8Array)}]`;
  }
  if (value instanceof Date) return value.toJSON() ?? 'Invalid Date';
  if ([String, Number, Boolean, BigInt, Symbol].some((Box) => value instanceof Box)) {
    return `[${type}: ${list([value.valueOf()])}]`;
  }
  const own = value.toString !== Object.prototype.toString;
  if (own && typeof value.toString === 'function') return `${value.toString()}`;
  const fields = Object.keys(value).map(
    (key) => `${/^[\p{L}\p{N}_$]+$/u.test(key) ? key : quoted(key)}: ${field(key)}`,
  );
  return `${type === 'Object' ? '' : `${type} `}{${fields.join(', ')}}`;
}

function nameOf(value: unknown, otherwise: string): string {
  const name = Object(value).name;
  return typeof name === 'string' && name !== '' ? name : otherwise;
}

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  return quote + text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`) + quote;
}

function escaped(character: string): string {
  const at = '\n\r\t'.indexOf(character);
  const hex = (character.codePointAt(0) ?? 0).toString(16).padStart(2, '0');
  return at < 0 ? (hex[2] ? `\\u{${hex}}` : `\\x${hex}`) : `\\${'nrt'[at]}`;
}
