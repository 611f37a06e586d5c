import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from 'node-sqlite3-wasm';
import { BackendError, DatabaseBackend } from './database-backend.ts';
import { backend } from './registry.ts';
import type { Row, Statement } from './sql.ts';

/**
 * SQLite: the database is a file. Without one, it is a file in a folder of its own, which
 * is removed when the connection closes.
 *
 * A statement blocks its thread until it is done. Two processes may use one file; the one
 * that finds it locked gets an error at once. A process that is killed while it writes
 * leaves `<file>.lock` behind, to be removed by hand.
 */
@backend('sqlite')
export class SqliteBackend extends DatabaseBackend {
  #database: Database | undefined;
  #folder: string | undefined;

  protected override async open(file: string | undefined): Promise<void> {
    // Drivers are loaded when one is needed, so that importing a backend costs nothing.
    const { default: sqlite } = await import('node-sqlite3-wasm');
    if (file === undefined) this.#folder = await mkdtemp(join(tmpdir(), 'sqlite-'));
    this.#database = new sqlite.Database(
      file ?? join(String(this.#folder), 'temporary.db'),
    );
  }

  protected override async run(statement: Statement): Promise<Row[]> {
    const text = statement.text(() => '?');
    if (hasMore(text)) throw new BackendError(`${this.name}: one statement at a time`);
    return (this.#database?.all(text, [...statement.values]) ?? []) as Row[];
  }

  protected override async shut(): Promise<void> {
    try {
      this.#database?.close();
    } finally {
      if (this.#folder) await rm(this.#folder, { recursive: true, force: true });
      this.#database = this.#folder = undefined;
    }
  }
}

/** The driver would run the first statement and silently leave out the others. */
function hasMore(text: string): boolean {
  const quoted = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g;
  return /;\s*[^\s;]/.test(text.replace(quoted, ' '));
}
