import { DatabaseBackend } from './database-backend.ts';
import { backend } from './registry.ts';
import type { Row, Statement, Value } from './sql.ts';

interface Connection {
  query(text: string, values: Value[]): Promise<Row[]>;
  close(): Promise<void>;
}

/**
 * Postgres: a server (`postgres://user:password@host:5432/database`, or DATABASE_URL).
 * Without one, a Postgres that runs inside this process, in memory; that takes about a
 * second to start.
 */
@backend('postgres')
export class PostgresBackend extends DatabaseBackend {
  protected override readonly variable = 'DATABASE_URL';
  protected override readonly protocols = ['postgres:', 'postgresql:'];
  #connection: Connection | undefined;

  protected override async open(url: string | undefined): Promise<void> {
    this.#connection = url ? await connectToServer(url) : await startEmbedded();
  }

  protected override async run(statement: Statement): Promise<Row[]> {
    const text = statement.text((position) => `$${position}`);
    return (await this.#connection?.query(text, [...statement.values])) ?? [];
  }

  protected override async shut(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.close();
  }
}

async function connectToServer(connectionString: string): Promise<Connection> {
  const { default: pg } = await import('pg');
  const types = { getTypeParser: parserOf as typeof pg.types.getTypeParser };
  const client = new pg.Client({
    connectionString,
    types,
    connectionTimeoutMillis: 10_000,
  });
  // A connection may break while nobody waits for it: the next statement will tell.
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
  return {
    async query(text, values) {
      // 'extended': the text is parsed without the values, and it is one statement only.
      const query = { text, values, queryMode: 'extended' };
      return (await client.query<Row>(query)).rows;
    },
    close: () => client.end(),
  };
}

async function startEmbedded(): Promise<Connection> {
  const { PGlite, types } = await import('@electric-sql/pglite');
  const { dataDir } = await import('@electric-sql/pglite-prepopulatedfs');
  const oids = Object.values(types).filter((oid) => typeof oid === 'number');
  const parsers = Object.fromEntries(oids.map((oid) => [oid, parserOf(oid)]));
  // A data directory that comes ready-made: initdb would compute for three seconds.
  const database = await PGlite.create({ parsers, loadDataDir: await dataDir() });
  return {
    query: async (text, values) => (await database.query<Row>(text, values)).rows,
    close: () => database.close(),
  };
}

/** How a column is read, by the number of its type: all comes as text. */
function parserOf(type: number): (text: string) => Value {
  if (type === 16) return (text) => Number(text === 't'); // BOOLEAN
  if (type === 21 || type === 23) return Number; // SMALLINT, INTEGER
  if (type === 700 || type === 701) return Number; // REAL, DOUBLE PRECISION
  if (type !== 20) return (text) => text;
  return (text) => (Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text)); // BIGINT
}
