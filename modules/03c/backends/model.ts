import { show } from '../../core/print.ts';
import { identifier, join, type Statement, sql } from './sql.ts';

/** The types of columns: what they are in every database, and which values fit. */
const columnTypes = {
  integer: { type: sql`BIGINT`, fits: Number.isSafeInteger },
  real: { type: sql`DOUBLE PRECISION`, fits: Number.isFinite },
  text: { type: sql`VARCHAR(255)`, fits: (value: unknown) => typeof value === 'string' },
};

export type Columns = Record<string, keyof typeof columnTypes>;

/** A row of a table with such columns. */
export type Entity<C extends Columns> = {
  [Name in keyof C]: C[Name] extends 'text' ? string : number;
};

const models = new Set<string>();

/** The tables of all models. */
export function modelNames(): string[] {
  return [...models].sort();
}

/**
 * Describes a table, and generates its statements. It runs none, so it needs no database.
 *
 * Python: a model class of an ORM, whose metaclass reads the fields.
 *
 * @example
 * ```ts
 * import { Model } from './model.ts';
 *
 * const products = new Model('products', { id: 'integer', name: 'text' });
 * await database.execute(products.create());
 * await database.execute(products.insert({ id: 1, name: 'Pen' }));
 * const rows = await database.execute(products.select('name', 'Pen'));
 * ```
 */
export class Model<C extends Columns> {
  readonly #table: Statement;
  readonly #columns: C;
  readonly #names: Statement;

  /**
   * @param table its name; see {@link identifier} for what is one.
   * @param columns their names and types, at least one.
   * @throws {RangeError} for a name that is none, for a table that has a model already,
   *   and for no columns. Nothing is registered then.
   */
  constructor(table: string, columns: C) {
    this.#table = identifier(table);
    this.#columns = { ...columns };
    const names = Object.keys(columns).map(identifier);
    if (names.length === 0) throw new RangeError(`Model '${table}' has no columns`);
    this.#names = join(names);
    if (models.has(table)) throw new RangeError(`There is a model '${table}' already`);
    models.add(table);
  }

  /** A temporary table: it is gone when the connection closes. */
  create(): Statement {
    const columns = Object.entries(this.#columns).map(
      ([name, type]) => sql`${identifier(name)} ${columnTypes[type].type}`,
    );
    return sql`CREATE TEMPORARY TABLE ${this.#table} (${join(columns)})`;
  }

  /** @throws {TypeError} for a value that is missing or does not fit its column. */
  insert(entity: Entity<C>): Statement {
    const names = Object.keys(this.#columns);
    const values = names.map((name) => this.#value(name, entity[name]));
    return sql`INSERT INTO ${this.#table} (${this.#names}) VALUES (${join(values)})`;
  }

  /** @throws {TypeError} for a column that there is not, or a value that does not fit. */
  select<Name extends keyof C & string>(name: Name, value: Entity<C>[Name]): Statement {
    const checked = this.#value(name, value);
    return sql`SELECT ${this.#names} FROM ${this.#table} WHERE ${identifier(name)} = ${checked}`;
  }

  // For what comes from outside, where no compiler has looked.
  #value(name: string, value: string | number | undefined): Statement {
    const column = `${this.#table}.${name}`;
    const type = Object.hasOwn(this.#columns, name) ? this.#columns[name] : undefined;
    if (type === undefined) throw new TypeError(`There is no column ${column}`);
    if (value === undefined || !columnTypes[type].fits(value)) {
      throw new TypeError(`${column} takes ${type}, received ${show(value)}`);
    }
    return sql`${value}`;
  }
}
