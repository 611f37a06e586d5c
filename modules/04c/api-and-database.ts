/**
 * From an API into a database — fetched at the same time, and saved all or not at all.
 *
 * In Python: gather over aiohttp requests, then gather over the saves.
 * Here: a real API on loopback and a real SQLite file. The requests overlap, each user is
 * saved when the answer comes, and one transaction holds it all together: an error of the
 * API leaves the file as it was. For that, everything must have stopped before ROLLBACK:
 * what is saved later is outside the transaction, and stays. Promise.all does not see to
 * that; a task group does.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite, { type Database } from 'node-sqlite3-wasm';
import { request } from 'undici/index.js';
import { Event } from '../core/event.ts';
import { taskGroup } from '../core/futures.ts';
import { print } from '../core/print.ts';
import { startUsersApi, type User } from './api/users-api.ts';

async function fetchUser(origin: string, id: number, signal?: AbortSignal) {
  const { statusCode, body } = await request(`${origin}/users/${id}`, { signal });
  const answer = await body.json();
  if (statusCode !== 200) throw new Error(`user ${id}: the API answered ${statusCode}`);
  return answer as User;
}

// They make the unlucky order happen every time: the API waits for them with an answer.
const firstSaved = new Event();
const rolledBack = new Event();

// SQLite's calls block, but each takes well below a millisecond. For long ones: to-thread.
function save(database: Database, { id, name }: User): void {
  database.run('INSERT INTO user (id, name) VALUES (?, ?)', [id, name]);
  firstSaved.set();
}

const running = new Set<Promise<void>>();

function fetchAndSave(
  database: Database,
  origin: string,
  id: number,
  signal?: AbortSignal,
) {
  const work = fetchUser(origin, id, signal).then((user) => save(database, user));
  running.add(work);
  const ended = () => running.delete(work);
  work.then(ended, ended);
  return work;
}

/** Runs an action whose changes to the database all stay, or none. */
async function inTransaction<T>(database: Database, action: () => Promise<T>) {
  database.exec('BEGIN');
  try {
    const result = await action();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    rolledBack.set();
    throw error;
  }
}

function importUsers(database: Database, origin: string, ids: number[]) {
  return inTransaction(database, () =>
    taskGroup((group) => {
      for (const id of ids)
        group.start((signal) => fetchAndSave(database, origin, id, signal));
    }),
  );
}

// The same with Promise.all alone: its error comes while the others are on their way.
function importCarelessly(database: Database, origin: string, ids: number[]) {
  return inTransaction(database, () =>
    Promise.all(ids.map((id) => fetchAndSave(database, origin, id))),
  );
}

function names(path: string): string {
  const database = new sqlite.Database(path, { readOnly: true });
  const rows = database.all('SELECT name FROM user ORDER BY id');
  database.close();
  return rows.map(({ name }) => name).join(', ');
}

const folder = await mkdtemp(join(tmpdir(), 'api-and-database-'));
const path = join(folder, 'users.db');
const database = new sqlite.Database(path);
try {
  database.exec('CREATE TABLE user (id INTEGER PRIMARY KEY, name TEXT)');
  {
    await using api = await startUsersApi({ visitors: 3 });
    await importUsers(database, api.origin, [1, 2, 3]);
    print(`Requests at once: ${api.mostAtOnce}`);
    print(`Saved: ${names(path)}`);
  }
  // User 4 is saved, user 5 brings an error, and user 6 comes after the ROLLBACK.
  for (const work of [importUsers, importCarelessly]) {
    firstSaved.clear();
    rolledBack.clear();
    const after = { 5: firstSaved, 6: rolledBack };
    await using api = await startUsersApi({ broken: 5, after });
    const [outcome] = await Promise.allSettled([work(database, api.origin, [4, 5, 6])]);
    if (outcome?.status === 'rejected') print(`Error: ${outcome.reason.message}`);
    print(`After ${work.name}, still running: ${running.size}`);
    await Promise.allSettled(running);
    print(`  In the file: ${names(path)}`);
  }
} finally {
  database.close();
  await rm(folder, { recursive: true });
}

// Output:
// Requests at once: 3
// Saved: Ada, Grace, Edsger
// Error: user 5: the API answered 500
// After importUsers, still running: 0
//   In the file: Ada, Grace, Edsger
// Error: user 5: the API answered 500
// After importCarelessly, still running: 1
//   In the file: Ada, Grace, Edsger, Frances
