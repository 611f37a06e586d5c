import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DatabaseBackend } from '../../modules/03c/backends/database-backend.ts';
import { getBackend } from '../../modules/03c/backends/registry.ts';
import { type Row, type Statement, sql } from '../../modules/03c/backends/sql.ts';
import { rejection } from '../core/helpers.ts';
import { connectTo, servers, targets } from './targets.ts';

/** Runs an action with a folder for it alone, also as the system's temporary one. */
async function inFolder(action: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'closing-'));
  const { TMPDIR } = process.env;
  process.env.TMPDIR = folder;
  try {
    await action(folder);
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    await rm(folder, { recursive: true });
  }
}

for (const target of targets) {
  test(`${target.label}: await using closes at an error, which goes on as it is`, async () => {
    let seen: { connected: boolean } | undefined;
    const failing = async () => {
      await using database = await connectTo(target);
      seen = database;
      assert.ok(database.connected);
      await database.execute(sql`SELECT * FROM no_such_table`);
    };
    const error = await rejection(failing());
    assert.is(error.name, 'BackendError');
    assert.match(error.message, /no_such_table/);
    assert.not(seen?.connected);
  });
}

for (const name of ['sqlite', 'postgres', 'mysql']) {
  test(`${name}: not connected, it executes nothing, and closing is harmless`, async () => {
    const database = getBackend(name);
    const error = await rejection(database.execute(sql`SELECT 1`));
    assert.is(error.message, `${name} is not connected`);
    await database.close();
    await database.close();
  });
}

/** Fails wherever it is told to, and counts how often it is shut. */
class FailingBackend extends DatabaseBackend {
  fails: string[] = [];
  shuts = 0;
  protected override async open(): Promise<void> {
    if (this.fails.includes('open')) throw new Error('half-way');
  }
  protected override async run(): Promise<Row[]> {
    return [];
  }
  protected override async shut(): Promise<void> {
    this.shuts++;
    if (this.fails.includes('shut')) throw new Error('at the end');
  }
}

test('a connection that fails half-way is shut once, and can be tried again', async () => {
  const database = new FailingBackend('failing');
  for (const fails of [['open'], ['open', 'shut']]) {
    database.fails = fails;
    const { shuts } = database;
    const error = await rejection(database.connect(''));
    assert.is(
      error.message,
      'Cannot connect to failing at a temporary database: half-way',
    );
    assert.not(database.connected);
    await database.close();
    assert.is(database.shuts, shuts + 1);
  }
  database.fails = [];
  await database.connect('');
  assert.ok(database.connected);
});

test('a failing shut does not keep a connection from being closed', async () => {
  const database = new FailingBackend('failing');
  await database.connect('');
  database.fails = ['shut'];
  await database.close();
  await database.close();
  assert.not(database.connected);
  assert.is(database.shuts, 1);
});

test('SQLite: closed and connected again, a file has kept its data', () =>
  inFolder(async (folder) => {
    const file = join(folder, 'kept.db');
    const database = getBackend('sqlite');
    await database.connect(file);
    await database.execute(sql`CREATE TABLE notes (note TEXT)`);
    await database.execute(sql`INSERT INTO notes VALUES (${'kept'})`);
    await database.close();
    await database.connect(file);
    const notes = await database.execute(sql`SELECT note FROM notes`);
    await database.close();
    assert.equal(notes, [{ note: 'kept' }]);
    assert.equal(await readdir(folder), ['kept.db']);
  }));

test('SQLite: a temporary database is a file, and gone when it is closed', () =>
  inFolder(async (folder) => {
    const database = getBackend('sqlite');
    await database.connect('');
    await database.execute(sql`CREATE TABLE notes (note TEXT)`);
    const [own = ''] = await readdir(folder);
    assert.ok(existsSync(join(folder, own, 'temporary.db')));
    await database.close();
    assert.equal(await readdir(folder), []);
  }));

test('SQLite: closing in the middle of a transaction undoes it and frees the file', () =>
  inFolder(async (folder) => {
    const file = join(folder, 'shared.db');
    const [first, second] = [getBackend('sqlite'), getBackend('sqlite')];
    await first.connect(file);
    await second.connect(file);
    await first.execute(sql`CREATE TABLE notes (note TEXT)`);
    await first.execute(sql`BEGIN IMMEDIATE`);
    await first.execute(sql`INSERT INTO notes VALUES (${'half'})`);
    const insert = sql`INSERT INTO notes VALUES (${'whole'})`;
    assert.match((await rejection(second.execute(insert))).message, /locked/);
    await first.close();
    await second.execute(insert);
    assert.equal(await second.execute(sql`SELECT * FROM notes`), [{ note: 'whole' }]);
    await second.close();
  }));

test('SQLite: a file that cannot be opened leaves nothing behind', () =>
  inFolder(async (folder) => {
    const database = getBackend('sqlite');
    const file = join(folder, 'no', 'such', 'folder.db');
    const error = await rejection(database.connect(file));
    assert.match(error.message, /^Cannot connect to sqlite at .*folder\.db: /);
    assert.not(database.connected);
    assert.equal(await readdir(folder), []);
    // And it can be connected elsewhere.
    await database.connect(join(folder, 'fine.db'));
    await database.close();
  }));

/** The first words of a server that refuses, in each protocol: an error, and a number. */
const refusals = {
  postgres: 'E\0\0\0\x1bSFATAL\0C53300\0Mtoo many\0\0',
  mysql: '\x11\0\0\0\xff\x10\x04#08004too many',
};

for (const [name, refusal] of Object.entries(refusals)) {
  test(`${name}: refused by a server, the backend hangs up`, async () => {
    const closed: Promise<string>[] = [];
    const server = createServer((socket) => {
      closed.push(
        new Promise((resolve) => socket.once('close', () => resolve('closed'))),
      );
      socket.on('error', () => {});
      socket.resume();
      socket.write(Buffer.from(refusal, 'latin1'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const database = getBackend(name);
    const url = `${name}://bob:s3cret@127.0.0.1:${port}/shop`;
    const error = await rejection(database.connect(url));
    assert.is(
      error.message,
      `Cannot connect to ${name} at 127.0.0.1:${port}/shop: too many`,
    );
    assert.not(database.connected);
    // This end keeps its connection, so it is the backend that closes.
    const late = new Promise<string>((resolve) =>
      setTimeout(resolve, 5_000, 'open').unref(),
    );
    assert.is(closed.length, 1);
    assert.is(await Promise.race([...closed, late]), 'closed');
    await new Promise((resolve) => server.close(resolve));
  });
}

/** How to find a connection's number, count the connections with it, and end one. */
interface Administration {
  number: Statement;
  count: (id: number) => Statement;
  end: (id: number) => Statement;
}
const administration: Record<string, Administration> = {
  postgres: {
    number: sql`SELECT pg_backend_pid() AS id`,
    count: (id) => sql`SELECT COUNT(*) AS n FROM pg_stat_activity WHERE pid = ${id}`,
    end: (id) => sql`SELECT pg_terminate_backend(${id})`,
  },
  mysql: {
    number: sql`SELECT CONNECTION_ID() AS id`,
    count: (id) =>
      sql`SELECT COUNT(*) AS n FROM information_schema.processlist WHERE id = ${id}`,
    end: (id) => sql`KILL ${id}`,
  },
};

for (const target of servers) {
  const { number, count, end } = administration[target.name] as Administration;

  test(`${target.label}: knows nothing of the connection after an error`, async () => {
    await using observer = await connectTo(target);
    let id = 0;
    const failing = async () => {
      await using database = await connectTo(target);
      id = Number((await database.execute(number))[0]?.id);
      assert.equal(await observer.execute(count(id)), [{ n: 1 }]);
      await database.execute(sql`SELEC 1`);
    };
    await rejection(failing());
    const until = performance.now() + 5_000;
    let left: unknown = 1;
    while (left !== 0 && performance.now() < until) {
      left = (await observer.execute(count(id)))[0]?.n;
    }
    assert.is(left, 0);
  });

  test(`${target.label}: a connection cut by the server fails, and closes in peace`, async () => {
    await using observer = await connectTo(target);
    const database = await connectTo(target);
    const id = Number((await database.execute(number))[0]?.id);
    await observer.execute(end(id));
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.is((await rejection(database.execute(sql`SELECT 1`))).name, 'BackendError');
    await database.close();
    await database.connect(target.url);
    assert.equal(await database.execute(sql`SELECT 1 AS one`), [{ one: 1 }]);
    await database.close();
  });
}

test.run();
