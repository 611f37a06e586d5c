/**
 * Database backends — one interface, many databases, and the program names none of them.
 *
 * In Python: an ABC says what a backend has to define, a metaclass registers each one. It
 * is often said that the two in one class keep incomplete backends out. In fact that class
 * is a TypeError (metaclass conflict); and with the conflict repaired, an incomplete
 * backend is registered, and fails when somebody makes an object of it.
 * Here: one decorator checks, then registers: what is in the registry is complete. The
 * backends in `backends/` are real: SQLite writes a file, Postgres runs inside this process
 * (or on the server that DATABASE_URL names), MySQL on the server that MYSQL_URL names.
 */
import { print } from '../core/print.ts';
import { DatabaseBackend } from './backends/database-backend.ts';
import { backend, backendNames, getBackend } from './backends/registry.ts';
import { type Row, sql } from './backends/sql.ts';
// Imported for what they do, which is to register. Their drivers are loaded at connect().
import './backends/mysql.ts';
import './backends/postgres.ts';
import './backends/sqlite.ts';

print('Registered:', backendNames());

// This one cannot give back what it opens. The compiler says so; a class that no compiler
// has seen is refused as it is made. It takes no object to find out.
try {
  @backend('forgetful')
  // @ts-expect-error: a class that is not abstract must define shut()
  class ForgetfulBackend extends DatabaseBackend {
    protected override async open(): Promise<void> {}
    protected override async run(): Promise<Row[]> {
      return [];
    }
  }
  print(`Accepted: ${ForgetfulBackend.name}`);
} catch (error) {
  print(`${error}`);
}
print(`In the registry: ${backendNames().includes('forgetful')}`);

// The client. The table is a temporary one, so that a server is left as it was.
async function cheapProducts(database: DatabaseBackend): Promise<Row[]> {
  await database.execute(
    sql`CREATE TEMPORARY TABLE products (id INTEGER PRIMARY KEY, name VARCHAR(50), price INTEGER)`,
  );
  const products = [
    ['Pen', 2],
    ['Lamp', 35],
    ['Book', 12],
  ] as const;
  for (const [i, [name, price]] of products.entries()) {
    await database.execute(
      sql`INSERT INTO products VALUES (${i + 1}, ${name}, ${price})`,
    );
  }
  return await database.execute(
    sql`SELECT name, price FROM products WHERE price < ${20} ORDER BY price`,
  );
}

// The same statements for two databases. `await using` closes also when one of them fails.
const answers: string[] = [];
for (const name of ['sqlite', 'postgres']) {
  await using database = getBackend(name);
  await database.connect();
  const rows = await cheapProducts(database);
  print(`${name}, class ${database.constructor.name}:`, rows);
  answers.push(JSON.stringify(rows));
}
print(`The same answer from both: ${answers[0] === answers[1]}`);

// A name that does not exist is answered with those that do.
try {
  getBackend('oracle');
} catch (error) {
  print(`${error}`);
}

// Output:
// Registered: ['mysql', 'postgres', 'sqlite']
// TypeError: Backend 'forgetful' is refused: class ForgetfulBackend does not define shut
// In the registry: false
// sqlite, class SqliteBackend: [{name: 'Pen', price: 2}, {name: 'Book', price: 12}]
// postgres, class PostgresBackend: [{name: 'Pen', price: 2}, {name: 'Book', price: 12}]
// The same answer from both: true
// RangeError: There is no backend 'oracle'. Registered: mysql, postgres, sqlite
