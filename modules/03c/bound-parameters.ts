/**
 * Bound parameters — what a user types stays a value, and never becomes SQL.
 *
 * In Python: cursor.execute(text, parameters), and never an f-string.
 * Here: the tag sql`…` looks like pasting and is not: it keeps text and values apart, and
 * the database puts them together after it has read the text. execute() takes nothing
 * else, so that a pasted string is refused by the compiler, and at run time too.
 */
import sqlite from 'node-sqlite3-wasm';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { getBackend } from './backends/registry.ts';
import { identifier, sql } from './backends/sql.ts';
import './backends/sqlite.ts';

// Typed into a login form. The quote ends the name; what follows is true for everybody.
const typed = "nobody' OR 'a' = 'a";

// The driver itself takes any string. Pasted in, the name has become part of the question.
function pasted(): void {
  const database = new sqlite.Database(':memory:');
  database.exec(
    "CREATE TABLE users (name TEXT); INSERT INTO users VALUES ('Ada'), ('Bob')",
  );
  const text = `SELECT name FROM users WHERE name = '${typed}'`;
  print(`Pasted: ${text}`);
  print('  found:', database.all(text));
  // Worse: exec runs everything that it is given.
  const deleting = "nobody'; DELETE FROM users WHERE 'a' = 'a";
  database.exec(`SELECT name FROM users WHERE name = '${deleting}'`);
  print('  users left:', database.all('SELECT name FROM users').length);
  database.close();
}

async function bound(): Promise<void> {
  await using database = getBackend('sqlite');
  await database.connect();
  await database.execute(sql`CREATE TABLE users (name TEXT)`);
  await database.execute(sql`INSERT INTO users VALUES (${'Ada'}), (${'Bob'})`);

  // The same question, bound: there is a place for the value in the text, and no value.
  const question = sql`SELECT name FROM users WHERE name = ${typed}`;
  print(`Bound: ${question}`);
  print('  found:', await database.execute(question));

  // It can even be stored, quote and all, and found again.
  await database.execute(sql`INSERT INTO users VALUES (${typed})`);
  print('  stored, then found:', await database.execute(question));

  try {
    // @ts-expect-error: a string is not a Statement
    await database.execute(`SELECT name FROM users WHERE name = '${typed}'`);
  } catch (error) {
    print(`A string: ${error}`);
  }

  // Only values can be bound, not the names of tables and columns. Take those from the
  // program, not from a user; identifier() lets nothing pass that could do harm.
  const column = identifier('name');
  print(
    'Sorted:',
    await database.execute(sql`SELECT name FROM users ORDER BY ${column}`),
  );
  try {
    identifier('name; DROP TABLE users');
  } catch (error) {
    print(`${error}`);
  }
}

if (isMain(import.meta)) {
  pasted();
  await bound();
}

// Output:
// Pasted: SELECT name FROM users WHERE name = 'nobody' OR 'a' = 'a'
//   found: [{name: 'Ada'}, {name: 'Bob'}]
//   users left: 0
// Bound: SELECT name FROM users WHERE name = ?
//   found: []
//   stored, then found: [{name: "nobody' OR 'a' = 'a"}]
// A string: TypeError: Execute a sql`…` statement, not a string
// Sorted: [{name: 'Ada'}, {name: 'Bob'}, {name: "nobody' OR 'a' = 'a"}]
// RangeError: Not the name of a table or column: 'name; DROP TABLE users'
