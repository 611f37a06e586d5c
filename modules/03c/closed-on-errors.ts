/**
 * Closed on errors — a connection that is left open holds more than itself.
 *
 * In Python: with contextlib.closing(connection): …; without it, a connection is closed
 * whenever its object is freed.
 * Here: `await using` closes at the end of the block, however it is left. Nothing else
 * does: the collector may come late or never. Below, a transaction fails half-way. As long
 * as its connection is open, it keeps everybody else from writing.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import type { DatabaseBackend } from './backends/database-backend.ts';
import { getBackend } from './backends/registry.ts';
import { sql } from './backends/sql.ts';
import './backends/sqlite.ts';

// Takes from one account and then, with a mistake in the statement, gives to the other.
async function transfer(database: DatabaseBackend, amount: number): Promise<void> {
  await database.execute(sql`BEGIN`);
  await database.execute(sql`UPDATE accounts SET euros = euros - ${amount} WHERE id = 1`);
  await database.execute(sql`UPDATE acounts SET euros = euros + ${amount} WHERE id = 2`);
  await database.execute(sql`COMMIT`);
}

// Another part of the program, with a connection of its own to the same file.
async function payIn(file: string): Promise<void> {
  await using database = getBackend('sqlite');
  await database.connect(file);
  try {
    await database.execute(sql`UPDATE accounts SET euros = euros + 1 WHERE id = 2`);
    print('  paid in by another connection');
  } catch (error) {
    print(`  refused to another connection: ${error}`);
  }
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lesson-'));
  const file = join(folder, 'bank.db');
  try {
    const left = getBackend('sqlite');
    await left.connect(file);
    await left.execute(sql`CREATE TABLE accounts (id INTEGER, euros INTEGER)`);
    await left.execute(sql`INSERT INTO accounts VALUES (1, 100), (2, 100)`);

    // The error is caught, the connection forgotten. The others find the file locked.
    print('Left open:');
    await transfer(left, 30).catch((error) => print(`  ${error}`));
    await payIn(file);
    await left.close();

    // Closed while the error passes through. Then the transaction is undone as a whole.
    print('With await using:');
    try {
      await using database = getBackend('sqlite');
      await database.connect(file);
      await transfer(database, 30);
    } catch (error) {
      print(`  ${error}`);
    }
    await payIn(file);

    await using database = getBackend('sqlite');
    await database.connect(file);
    print('In the file:', await database.execute(sql`SELECT * FROM accounts`));
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (isMain(import.meta)) await main();

// Output:
// Left open:
//   BackendError: sqlite: no such table: acounts
//   refused to another connection: BackendError: sqlite: database is locked
// With await using:
//   BackendError: sqlite: no such table: acounts
//   paid in by another connection
// In the file: [{id: 1, euros: 100}, {id: 2, euros: 101}]
