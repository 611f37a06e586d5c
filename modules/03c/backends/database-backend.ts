import { parseServerUrl, safeReason } from './server-url.ts';
import { type Row, Statement } from './sql.ts';

/**
 * An error of a database, or of the way to it.
 *
 * It has no `cause`: a driver's own error carries URLs, statements and values in its
 * fields, and an error that nobody catches is printed with all of them.
 */
export class BackendError extends Error {
  override readonly name = 'BackendError';
  /** The database's or the system's code: `42P01`, `ER_PARSE_ERROR`, `ECONNREFUSED`. */
  readonly code: string | undefined;

  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}

/**
 * A connection to a database: what every backend offers, and the part that all share.
 *
 * Callers connect, execute and close; a backend defines the steps behind that: `open`,
 * `run` and `shut`. So a backend cannot forget to check, to wait its turn, to tidy up or
 * to keep quiet about a password.
 *
 * @example
 * ```ts
 * import { getBackend } from './registry.ts';
 * import { sql } from './sql.ts';
 * import './sqlite.ts';
 *
 * await using database = getBackend('sqlite');
 * await database.connect('shop.db');
 * const rows = await database.execute(sql`SELECT * FROM products WHERE price < ${20}`);
 * ```
 */
export abstract class DatabaseBackend implements AsyncDisposable {
  /** The name it is registered by. */
  readonly name: string;
  #connected = false;
  #lastInLine: Promise<unknown> = Promise.resolve();

  constructor(name: string) {
    this.name = name;
  }

  /** The environment variable that may say where the database is. */
  protected readonly variable: string | undefined = undefined;
  /** The forms that the URL of a server may have, the usual one first; none for a file. */
  protected readonly protocols: string[] = [];

  /**
   * Opens the connection.
   *
   * @param url undefined: wherever the driver keeps a temporary database, which is gone
   *   when the connection is shut; or a {@link BackendError} if it cannot.
   */
  protected abstract open(url: string | undefined): Promise<void>;
  /** Runs one statement, its values bound, and returns its rows. */
  protected abstract run(statement: Statement): Promise<Row[]>;
  /** Gives back everything that open() has taken, also if it failed half-way. */
  protected abstract shut(): Promise<void>;

  get connected(): boolean {
    return this.#connected;
  }

  /**
   * Connects. If that fails, nothing is left open.
   *
   * @param url a server's URL, or a file. Without one, the backend's environment variable
   *   says it. If that is not set, or with `''`: a temporary database, where there can be
   *   one.
   * @throws {BackendError} shows neither user name nor password.
   */
  connect(url?: string): Promise<void> {
    return this.#inLine(async () => {
      if (this.#connected) throw new BackendError(`${this.name} is connected already`);
      const target = url ?? (this.variable && process.env[this.variable]);
      const server = this.#serverOf(target || undefined);
      try {
        await this.open(target || undefined);
        this.#connected = true;
      } catch (error) {
        await this.shut().catch(() => {});
        if (error instanceof BackendError) throw error;
        const { message, code } = reasonOf(error);
        const place = server?.address ?? (target || 'a temporary database');
        const reason = safeReason(message, code, server?.secrets ?? []);
        throw new BackendError(
          `Cannot connect to ${this.name} at ${place}: ${reason}`,
          code,
        );
      }
    });
  }

  /**
   * Runs one statement. Those of one connection run one after another, in the order of the
   * calls; when one fails, the connection stays usable.
   *
   * @returns the rows; none for a statement that has no result.
   * @throws {TypeError} for a string: only `sql` makes statements.
   * @throws {BackendError} when not connected, or when the database refuses.
   */
  execute(statement: Statement): Promise<Row[]> {
    return this.#inLine(async () => {
      if (!(statement instanceof Statement)) {
        throw new TypeError(`Execute a sql\`…\` statement, not a ${typeof statement}`);
      }
      if (!this.#connected) throw new BackendError(`${this.name} is not connected`);
      try {
        return await this.run(statement);
      } catch (error) {
        if (error instanceof BackendError) throw error;
        const { message, code } = reasonOf(error);
        throw new BackendError(`${this.name}: ${message}`, code);
      }
    });
  }

  /** Closes, after the statements that are in line. Harmless if there is no connection. */
  close(): Promise<void> {
    return this.#inLine(async () => {
      if (!this.#connected) return;
      this.#connected = false;
      // There is nothing that the caller could do if it fails.
      await this.shut().catch(() => {});
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #serverOf(url: string | undefined) {
    if (url === undefined || this.protocols.length === 0) return undefined;
    const server = parseServerUrl(url, this.protocols);
    if (server) return server;
    throw new BackendError(
      `The URL for ${this.name} must look like ${this.protocols[0]}//user:password@host/database, ` +
        'with special characters percent-encoded',
    );
  }

  /** A connection does one thing at a time. */
  #inLine<Result>(step: () => Promise<Result>): Promise<Result> {
    const turn = this.#lastInLine.then(step);
    this.#lastInLine = turn.catch(() => {});
    return turn;
  }
}

/** Message and code of what a driver throws. Node has connection errors without message. */
function reasonOf(error: unknown): { message: string; code: string | undefined } {
  const { message, code } = Object(error) as Partial<NodeJS.ErrnoException>;
  return { message: message || code || String(error), code };
}
