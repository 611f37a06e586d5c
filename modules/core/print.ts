import { writeSync } from 'node:fs';

/**
 * Prints one line, at once and whole, from any thread or process.
 *
 * Python: `print`. `console.log` will not do where threads run: a worker hands its lines
 * to the main thread, which prints them when it is free, or never.
 *
 * When nobody reads the output any more (`| head -1`), further lines are dropped and the
 * program goes on to its end.
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
 * Formats a value on one line, the same on every runtime.
 *
 * Python: `repr`. (`console.log` and `util.inspect` show Maps, nested objects and errors
 * differently on Node, Deno and Bun.)
 *
 * @param value anything; what brings its own `toString` is shown by it.
 * @returns for example `{name: 'Ada', scores: [1, 2]}`.
 *
 * @example
 * ```ts
 * import { print, show } from '../core/print.ts';
 *
 * print(`Scores: ${show(new Map([['Ada', 1]]))}`); // Scores: Map {'Ada' => 1}
 * ```
 */
export function show(value: unknown): string {
  return format(value, []);
}

function format(value: unknown, parents: object[]): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `[function ${value.name || 'anonymous'}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (parents.includes(value)) return '[circular]';

  const inner = (part: unknown) => format(part, [...parents, value]);
  if (Array.isArray(value)) return `[${value.map(inner).join(', ')}]`;
  const type = value.constructor?.name ?? 'Object';
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Map) {
    const entries = [...value].map(([key, item]) => `${inner(key)} => ${inner(item)}`);
    return `Map {${entries.join(', ')}}`;
  }
  if (value instanceof Set) return `Set {${[...value].map(inner).join(', ')}}`;
  if (ArrayBuffer.isView(value) && Symbol.iterator in value) {
    return `${type} [${[...(value as Uint8Array)].map(inner).join(', ')}]`;
  }
  if (value.toString !== Object.prototype.toString && value.toString !== undefined) {
    return String(value);
  }
  const fields = Object.entries(value).map(([key, item]) => `${key}: ${inner(item)}`);
  return `${type === 'Object' ? '' : `${type} `}{${fields.join(', ')}}`;
}
