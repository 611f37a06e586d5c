/**
 * What goes to a database and what comes back. Numbers that fit a `number` come as one and
 * larger integers as bigint; what is neither a number nor NULL comes as text.
 */
export type Value = string | number | bigint | null;

/** A row, by the names of its columns. */
export type Row = Record<string, Value>;

/**
 * SQL text and the values that belong in it, kept apart until the database joins them.
 *
 * Made by {@link sql}. Each database marks the place of a value in its own way, so the
 * text is only put together by {@link Statement.text}.
 */
export class Statement {
  /** One more than there are values: a value stands between each two. */
  readonly texts: readonly string[];
  readonly values: readonly Value[];

  constructor(texts: readonly string[], values: readonly Value[]) {
    this.texts = texts;
    this.values = values;
  }

  /**
   * The text for a database.
   *
   * @param placeholder what marks the place of a value; gets its number, from 1.
   */
  text(placeholder: (position: number) => string): string {
    return this.texts.reduce((text, next, i) => text + placeholder(i) + next);
  }

  /** The text with `?` for each value. Values are not shown. */
  toString(): string {
    return this.text(() => '?');
  }
}

/**
 * Writes a statement: what stands in `${}` is a value, or another piece of SQL.
 *
 * Python: `cursor.execute(text, parameters)`. Here text and value stand together, and yet
 * the tag gets them apart: no value ever becomes part of the text.
 *
 * @throws {TypeError} for a value that is no string, number, bigint or null.
 * @throws {RangeError} for a value that not all databases can hold: NaN and infinities,
 *   integers of more than 64 bits, strings with a NUL character.
 *
 * @example
 * ```ts
 * import { sql } from './sql.ts';
 *
 * const name = "Robert'); DROP TABLE students";
 * const insert = sql`INSERT INTO students (name) VALUES (${name})`;
 * // insert.text((n) => `$${n}`) is 'INSERT INTO students (name) VALUES ($1)'
 * ```
 */
export function sql(
  template: TemplateStringsArray,
  ...parts: (Value | Statement)[]
): Statement {
  // sql(text) would be a way round.
  if (!Array.isArray(template?.raw)) throw new TypeError('Write sql`…`, not sql(…)');
  let last = template[0] ?? '';
  const [texts, values]: [string[], Value[]] = [[], []];
  parts.forEach((part, i) => {
    const after = template[i + 1] ?? '';
    if (part instanceof Statement) {
      const [first = '', ...others] = part.texts;
      const pieces = [last + first, ...others];
      last = (pieces.pop() ?? '') + after;
      texts.push(...pieces);
      values.push(...part.values);
    } else {
      checkValue(part, i + 1);
      texts.push(last);
      values.push(part);
      last = after;
    }
  });
  return new Statement([...texts, last], values);
}

/**
 * The name of a table or column as a piece of SQL: databases bind values only.
 *
 * @param text lower-case letters, digits and underscores, at most 63, with a letter first.
 * @throws {RangeError} for any other: nothing that could end a name gets through.
 */
export function identifier(text: string): Statement {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(text)) {
    throw new RangeError(`Not the name of a table or column: '${text}'`);
  }
  return new Statement([text], []);
}

/** Joins pieces of SQL by a text, which is a comma if not given. */
export function join(pieces: readonly Statement[], separator = sql`, `): Statement {
  return pieces.reduce((all, piece) => sql`${all}${separator}${piece}`);
}

function checkValue(value: unknown, position: number): asserts value is Value {
  const what = `Value ${position} of the statement`;
  if (
    value !== null &&
    typeof value !== 'string' &&
    typeof value !== 'number' &&
    typeof value !== 'bigint'
  ) {
    throw new TypeError(
      `${what} must be a string, number, bigint or null, received ${typeof value}`,
    );
  }
  // Unchecked, SQLite's driver would store half of the string, and other digits.
  if (typeof value === 'string' && value.includes('\0')) {
    throw new RangeError(`${what} contains a NUL character`);
  }
  if (typeof value === 'bigint' && BigInt.asIntN(64, value) !== value) {
    throw new RangeError(`${what} has more than 64 bits`);
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new RangeError(`${what} is ${value}`);
  }
}
