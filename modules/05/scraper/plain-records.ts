/** What an extractor returned, as far as it can be written down. */
import type { Fields } from './formats.ts';

/** So deep lists and objects may be in each other: JSON takes stack for each level. */
const DEEPEST = 100;
/** So much of a field's name is told; some names are whole pages. */
const LONGEST = 60;

/**
 * A copy of the records, of nothing but what JSON has a form for, and dates. The rest would
 * be lost without a word, or be the end of the run when it is written.
 *
 * @throws {TypeError} that names the field.
 */
export function plainRecords(records: unknown): Fields[] {
  const isRecord = (one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one);
  // Array.from(): every() would pass over what is missing in between.
  if (!Array.isArray(records) || !Array.from(records).every(isRecord)) {
    throw new TypeError('the extractor has to return an array of objects');
  }
  return records.map((record, i) => plainRecord(record, `record ${i + 1}`));
}

function plainRecord(record: object, name: string): Fields {
  if (Object.hasOwn(record, 'page')) {
    throw new TypeError(`${name}: 'page' is the page's URL, and no field`);
  }
  const parents: object[] = [];

  function plain(value: unknown, path: string): unknown {
    const problem = problemOf(value, parents);
    if (problem) {
      const field = path.length > LONGEST ? `${path.slice(0, LONGEST)}…` : path;
      const what = parents.length > 0 ? `${name}: '${field}'` : name;
      throw new TypeError(`${what} is ${problem}: an extractor returns plain data`);
    }
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof Date) return value.toISOString();
    parents.push(value);
    const copy = Array.isArray(value)
      ? Array.from(value, (one, i) => plain(one, `${path}[${i}]`))
      : Object.fromEntries(
          Object.entries(value).map(([key, one]) => [
            key,
            plain(one, parents.length > 1 ? `${path}.${key}` : key),
          ]),
        );
    parents.pop();
    return copy;
  }
  return plain(record, '') as Fields;
}

/** What is wrong with a value, by itself; nothing if JSON says the same. */
function problemOf(value: unknown, parents: object[]): string | undefined {
  if (typeof value === 'bigint') return 'a BigInt';
  if (['function', 'symbol'].includes(typeof value)) return `a ${typeof value}`;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${value}`;
  if (typeof value !== 'object' || value === null) return undefined;
  if (parents.includes(value)) return 'circular';
  if (parents.length > DEEPEST) return `more than ${DEEPEST} levels deep`;
  if (Array.isArray(value)) return undefined;
  if (value instanceof Date && parents.length > 0) {
    return Number.isNaN(value.getTime()) ? 'an invalid Date' : undefined;
  }
  const prototype = Object.getPrototypeOf(value);
  // Whichever realm it is from: only Object.prototype stands on nothing itself.
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return undefined;
  const type = String(prototype.constructor?.name || 'class instance');
  return `${/^[AEIO]/.test(type) ? 'an' : 'a'} ${type}`;
}
