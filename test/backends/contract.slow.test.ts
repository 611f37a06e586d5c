import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { DatabaseBackend } from '../../modules/03c/backends/database-backend.ts';
import { identifier, join, sql, type Value } from '../../modules/03c/backends/sql.ts';
import { rejection } from '../core/helpers.ts';
import { connectTo, servers, targets } from './targets.ts';

const INJECTION = "x'; DROP TABLE users; --";

for (const target of targets) {
  let database: DatabaseBackend;

  const contract = (claim: string, check: () => Promise<void>) =>
    test(`${target.label}: ${claim}`, check);

  const roundTrip = async (column: string, value: Value): Promise<Value | undefined> => {
    const name = identifier(column);
    await database.execute(sql`DELETE FROM samples`);
    await database.execute(sql`INSERT INTO samples (${name}) VALUES (${value})`);
    const [row] = await database.execute(sql`SELECT ${name} AS value FROM samples`);
    return row?.value;
  };

  contract('connects, and can be asked', async () => {
    database = await connectTo(target);
    assert.ok(database.connected);
    assert.equal(await database.execute(sql`SELECT 1 AS one`), [{ one: 1 }]);
  });

  contract('connecting once more is refused, and changes nothing', async () => {
    const error = await rejection(database.connect(target.url));
    assert.is(error.message, `${target.name} is connected already`);
    assert.equal(await database.execute(sql`SELECT 1 AS one`), [{ one: 1 }]);
  });

  contract('statements without a result have no rows', async () => {
    // Temporary tables, so that a server stays as it was.
    const samples = sql`CREATE TEMPORARY TABLE samples (
      whole BIGINT, part DOUBLE PRECISION, words VARCHAR(1000))`;
    assert.equal(await database.execute(samples), []);
    await database.execute(
      sql`CREATE TEMPORARY TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(100) NOT NULL)`,
    );
    const insert = sql`INSERT INTO users (id, name) VALUES (${1}, ${'Ada'}), (${2}, ${'Bob'})`;
    assert.equal(await database.execute(insert), []);
    const none = sql`SELECT id FROM users WHERE id = ${3}`;
    assert.equal(await database.execute(none), []);
  });

  contract('rows are plain objects, in the order asked for', async () => {
    const rows = await database.execute(sql`SELECT id, name FROM users ORDER BY id DESC`);
    assert.equal(rows, [
      { id: 2, name: 'Bob' },
      { id: 1, name: 'Ada' },
    ]);
  });

  contract('counts, limits and comparisons are numbers', async () => {
    const count = sql`SELECT COUNT(*) AS users, 1 = 1 AS yes, 1 = 2 AS no FROM users`;
    assert.equal(await database.execute(count), [{ users: 2, yes: 1, no: 0 }]);
    const one = await database.execute(
      sql`SELECT name FROM users ORDER BY id LIMIT ${1}`,
    );
    assert.equal(one, [{ name: 'Ada' }]);
  });

  const wholes = [
    0,
    -1,
    2 ** 40,
    Number.MAX_SAFE_INTEGER,
    2n ** 53n + 1n,
    2n ** 63n - 1n,
  ];
  const parts = [0, 1, 0.1, -1.5e300, Number.MIN_VALUE * 2 ** 60];
  const words = [
    '',
    ' two\n lines ',
    `"double", 'single', \`back\`, \\ and ? and $1 and %s`,
    'Zażółć 日本語 😀',
    INJECTION,
  ];
  contract('every value comes back as it went in', async () => {
    for (const value of wholes) assert.is(await roundTrip('whole', value), value);
    for (const value of parts) assert.is(await roundTrip('part', value), value);
    for (const value of words) assert.is(await roundTrip('words', value), value);
    assert.is(await roundTrip('whole', 5n), 5, 'a small bigint comes back as a number');
    await database.execute(sql`DELETE FROM samples`);
    await database.execute(sql`INSERT INTO samples (words) VALUES (${null})`);
    const rows = await database.execute(sql`SELECT * FROM samples`);
    assert.equal(rows, [{ whole: null, part: null, words: null }]);
  });

  contract('what is no number is text', async () => {
    await database.execute(
      sql`CREATE TEMPORARY TABLE moments (at TIMESTAMP NULL, day DATE)`,
    );
    const [at, day] = ['2024-02-29 13:14:15', '2024-02-29'];
    await database.execute(sql`INSERT INTO moments (at, day) VALUES (${at}, ${day})`);
    assert.equal(await database.execute(sql`SELECT * FROM moments`), [{ at, day }]);
  });

  contract('an injection is a value like any other', async () => {
    const attack = "nobody' OR '1' = '1";
    for (const name of [attack, INJECTION]) {
      const found = sql`SELECT * FROM users WHERE name = ${name}`;
      assert.equal(await database.execute(found), []);
    }
    await database.execute(sql`INSERT INTO users VALUES (${3}, ${INJECTION})`);
    const rows = await database.execute(
      sql`SELECT id FROM users WHERE name = ${INJECTION}`,
    );
    assert.equal(rows, [{ id: 3 }]);
    await database.execute(sql`DELETE FROM users WHERE id = ${3}`);
  });

  contract('a placeholder within quotes binds nothing', async () => {
    const quoted = sql`SELECT * FROM users WHERE name = '${'Ada'}'`;
    const rows = await database.execute(quoted).catch(() => []);
    assert.equal(rows, []);
  });

  contract('what looks like a placeholder in the text is text', async () => {
    const question = sql`SELECT '? and $1' AS words FROM users WHERE name = ${'Ada'}`;
    assert.equal(await database.execute(question), [{ words: '? and $1' }]);
  });

  contract('pieces of SQL, joined', async () => {
    const users = [
      { id: 10, name: 'Cy' },
      { id: 11, name: 'Di' },
    ];
    const columns = join(['id', 'name'].map(identifier));
    const rows = join(users.map(({ id, name }) => sql`(${id}, ${name})`));
    await database.execute(sql`INSERT INTO users (${columns}) VALUES ${rows}`);
    const either = join(
      users.map(({ id }) => sql`id = ${id}`),
      sql` OR `,
    );
    const found = sql`SELECT ${columns} FROM users WHERE ${either} ORDER BY id`;
    assert.equal(await database.execute(found), users);
    await database.execute(sql`DELETE FROM users WHERE ${either}`);
  });

  contract('a string is no statement', async () => {
    const error = await rejection(database.execute('SELECT 1' as never));
    assert.instance(error, TypeError);
  });

  contract('one statement at a time: nothing of two is done', async () => {
    const two = sql`DELETE FROM users WHERE id = 1; DELETE FROM users WHERE id = 2`;
    const error = await rejection(database.execute(two));
    assert.is(error.name, 'BackendError');
    assert.equal(await database.execute(sql`SELECT COUNT(*) AS users FROM users`), [
      { users: 2 },
    ]);
    const one = sql`SELECT 'a;b' AS text;`;
    assert.equal(await database.execute(one), [{ text: 'a;b' }]);
  });

  contract('after a refused statement the connection is usable', async () => {
    const wrong = [
      sql`SELEC 1`,
      sql`SELECT * FROM no_such_table`,
      sql`INSERT INTO users (id, name) VALUES (${1}, ${'again'})`,
      sql`INSERT INTO users (id, name) VALUES (${4}, ${null})`,
    ];
    for (const statement of wrong) {
      const error = await rejection(database.execute(statement));
      assert.is(error.name, 'BackendError');
      assert.ok(error.message.startsWith(`${target.name}: `));
      assert.is(error.cause, undefined);
    }
    assert.equal(await database.execute(sql`SELECT COUNT(*) AS users FROM users`), [
      { users: 2 },
    ]);
  });

  contract('a transaction is kept or undone as a whole', async () => {
    for (const end of [sql`ROLLBACK`, sql`COMMIT`]) {
      await database.execute(sql`BEGIN`);
      await database.execute(sql`INSERT INTO users VALUES (${20}, ${'Eve'})`);
      await database.execute(end);
      const found = await database.execute(sql`SELECT id FROM users WHERE id = ${20}`);
      assert.is(found.length, `${end}` === 'COMMIT' ? 1 : 0);
    }
  });

  contract('statements sent at once run in the order of the calls', async () => {
    await database.execute(sql`DELETE FROM samples`);
    const numbers = Array.from({ length: 20 }, (_, i) => i);
    const counts = await Promise.all(
      numbers.flatMap((n) => [
        database.execute(sql`INSERT INTO samples (whole) VALUES (${n})`),
        database.execute(sql`SELECT COUNT(*) AS rows_so_far FROM samples`),
      ]),
    );
    assert.equal(
      counts.flat().map((row) => row.rows_so_far),
      numbers.map((n) => n + 1),
    );
  });

  contract(
    'closing waits for what is in line, and refuses what comes later',
    async () => {
      const before = database.execute(sql`SELECT 1 AS one`);
      const closing = database.close();
      const after = rejection(database.execute(sql`SELECT 1 AS one`));
      assert.equal(await before, [{ one: 1 }]);
      await closing;
      assert.is((await after).message, `${target.name} is not connected`);
      assert.not(database.connected);
      await database.close();
    },
  );
}

for (const target of servers.filter(({ name }) => name === 'mysql')) {
  test(`${target.label}: it is the server that puts values in their places`, async () => {
    await using database = await connectTo(target);
    const executed = async () => {
      const show = sql`SHOW SESSION STATUS LIKE 'Com_stmt_execute'`;
      return Number((await database.execute(show))[0]?.Value);
    };
    const before = await executed();
    await database.execute(sql`SELECT ${1} AS one`);
    // With the pasted values of the driver's query(), it would count nothing.
    assert.is((await executed()) - before, 2);
  });
}

test.run();
