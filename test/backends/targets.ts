import '../../modules/03c/backends/mysql.ts';
import '../../modules/03c/backends/postgres.ts';
import type { DatabaseBackend } from '../../modules/03c/backends/database-backend.ts';
import { getBackend } from '../../modules/03c/backends/registry.ts';
import '../../modules/03c/backends/sqlite.ts';

/** A database to test: a backend and where it connects to. */
export interface Target {
  label: string;
  name: string;
  url: string;
}

const { DATABASE_URL, MYSQL_URL } = process.env;

/** The servers that the environment names. */
export const servers: Target[] = [
  { label: 'a Postgres server', name: 'postgres', url: DATABASE_URL ?? '' },
  { label: 'a MySQL server', name: 'mysql', url: MYSQL_URL ?? '' },
].filter(({ url }) => url !== '');

/** Every database there is. */
export const targets: Target[] = [
  { label: 'SQLite', name: 'sqlite', url: '' },
  { label: 'embedded Postgres', name: 'postgres', url: '' },
  ...servers,
];

/** A connected backend, to be closed by the caller. */
export async function connectTo({ name, url }: Target): Promise<DatabaseBackend> {
  const database = getBackend(name);
  await database.connect(url);
  return database;
}
