/**
 * A small ORM — a model says what a table is like, and the statements follow from it.
 *
 * In Python: a metaclass reads the fields from the body of a model class and registers it.
 * Here: a model is an object, made of a description from which the compiler can derive
 * types: it knows what insert() takes, column by column. (A decorator can add to a class,
 * but not to its type.) The model works with every backend: try
 * `npx tsx modules/03c/orm-backend-framework.ts postgres`, or a name that does not exist.
 */
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import type { DatabaseBackend } from './backends/database-backend.ts';
import { Model, modelNames } from './backends/model.ts';
import { getBackend } from './backends/registry.ts';
import type { Row, Statement } from './backends/sql.ts';
import './backends/mysql.ts';
import './backends/postgres.ts';
import './backends/sqlite.ts';

// One description: the table, the statements and the types of the values follow.
const products = new Model('products', { id: 'integer', name: 'text', price: 'real' });

// The client: it names neither a database nor a piece of SQL.
async function useProducts(database: DatabaseBackend): Promise<void> {
  await using _closedAtTheEnd = database;
  await database.connect();
  print(`${database.name} connected: ${database.connected}`);
  const run = async (statement: Statement): Promise<Row[]> => {
    print(`${database.name} executes: ${statement}`);
    return await database.execute(statement);
  };
  await run(products.create());
  await run(products.insert({ id: 1, name: 'Pen', price: 2.5 }));
  await run(products.insert({ id: 2, name: "Ada's lamp", price: 35 }));
  print('Found:', await run(products.select('name', "Ada's lamp")));
}

// What fits no table never becomes a statement.
function makeMistakes(): void {
  const fromOutside = JSON.parse('{"id": 3, "name": "Ink", "price": "cheap"}');
  const mistakes = [
    () => products.insert(fromOutside),
    // @ts-expect-error: 'price' is missing
    () => products.insert({ id: 3, name: 'Ink' }),
    // @ts-expect-error: there is no column 'colour'
    () => products.select('colour', 'blue'),
    () => new Model('products; DROP TABLE products', { id: 'integer' }),
    () => new Model('products', { id: 'integer' }),
  ];
  for (const mistake of mistakes) {
    try {
      print(`Accepted: ${mistake()}`);
    } catch (error) {
      print(`${error}`);
    }
  }
}

async function main(name: string): Promise<void> {
  const database = getBackend(name);
  await useProducts(database);
  print(`${name} closed: ${!database.connected}`);
  makeMistakes();
  print('Models:', modelNames());
}

if (isMain(import.meta)) await main(process.argv[2] ?? 'sqlite');

// Output:
// sqlite connected: true
// sqlite executes: CREATE TEMPORARY TABLE products (id BIGINT, name VARCHAR(255), price DOUBLE PRECISION)
// sqlite executes: INSERT INTO products (id, name, price) VALUES (?, ?, ?)
// sqlite executes: INSERT INTO products (id, name, price) VALUES (?, ?, ?)
// sqlite executes: SELECT id, name, price FROM products WHERE name = ?
// Found: [{id: 2, name: "Ada's lamp", price: 35}]
// sqlite closed: true
// TypeError: products.price takes real, received 'cheap'
// TypeError: products.price takes real, received undefined
// TypeError: There is no column products.colour
// RangeError: Not the name of a table or column: 'products; DROP TABLE products'
// RangeError: There is a model 'products' already
// Models: ['products']
