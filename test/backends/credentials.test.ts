import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { getBackend } from '../../modules/03c/backends/registry.ts';
import { parseServerUrl, safeReason } from '../../modules/03c/backends/server-url.ts';
import { sql } from '../../modules/03c/backends/sql.ts';
import { rejection } from '../core/helpers.ts';
import { connectTo, servers } from './targets.ts';

/** Everything that could be printed of a value: all fields, hidden ones too. */
function everythingIn(value: unknown, seen = new Set<unknown>()): string {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) {
    return String(value);
  }
  if (seen.has(value)) return '';
  seen.add(value);
  const keys = Reflect.ownKeys(value);
  return keys.map((key) => everythingIn(Reflect.get(value, key), seen)).join('\n');
}

function assertHidden(error: Error, secrets: string[]): void {
  assert.is(error.name, 'BackendError');
  const all = `${error}\n${everythingIn(error)}`;
  for (const secret of secrets) {
    assert.not(all.includes(secret), `${secret} shows in ${error.message}`);
  }
}

const secrets = ['rumpel', 'stilz', 'wool'];
const [postgres, mysql] = ['postgres', 'mysql'];

test('nobody listens: the error tells where, and with a code why', async () => {
  for (const name of [postgres, mysql]) {
    const url = `${name}://rumpel:stilz-wool@127.0.0.1:1/shop`;
    const error = await rejection(getBackend(name).connect(url));
    assertHidden(error, secrets);
    const expected = `Cannot connect to ${name} at 127.0.0.1:1/shop: connect ECONNREFUSED 127.0.0.1:1`;
    assert.is(error.message, expected);
    assert.is((error as { code?: string }).code, 'ECONNREFUSED');
  }
});

test('an unknown host, a host with several addresses', async () => {
  for (const name of [postgres, mysql]) {
    for (const host of ['no-such-host.invalid', 'localhost:1']) {
      const url = `${name}://rumpel:stilz-wool@${host}/shop`;
      const error = await rejection(getBackend(name).connect(url));
      assertHidden(error, secrets);
      assert.match(error.message, /ENOTFOUND|EAI_AGAIN|ECONNREFUSED/);
    }
  }
});

test('a malformed URL is refused without being shown', async () => {
  const forms = [
    'NAME://rumpel:stilz/wool@127.0.0.1:1/shop',
    'NAME://rumpel:stilz#wool@127.0.0.1:1/shop',
    'NAME://rumpel:stilz?wool@127.0.0.1:1/shop',
    'NAME://rumpel:1/stilz@wool@127.0.0.1:1/shop',
    'NAME://rumpel:stilz%zzwool@127.0.0.1:1/shop',
    'NAME://rumpel:stilz%ffwool@127.0.0.1:1/shop',
    'NAME://rumpel:stilz@wool:notaport/shop',
    'NAME://rumpel:stilz-wool@/shop',
    'other://rumpel:stilz-wool@127.0.0.1:1/shop',
    'NAME:rumpel:stilz-wool@127.0.0.1:1/shop',
    'rumpel:stilz-wool@127.0.0.1:1/shop',
    'rumpel stilz wool',
  ];
  for (const name of [postgres, mysql]) {
    for (const form of forms) {
      const database = getBackend(name);
      const error = await rejection(database.connect(form.replace('NAME', name)));
      assertHidden(error, secrets);
      assert.match(error.message, /^The URL for .* must look like/);
      assert.not(database.connected);
    }
  }
});

test('a percent-encoded password is kept in both its forms', () => {
  const server = parseServerUrl('mysql://rumpel:st%2Filz%40@db:3306/shop', ['mysql:']);
  assert.is(server?.address, 'db:3306/shop');
  for (const secret of ['rumpel', 'st%2Filz%40', 'st/ilz@']) {
    assert.ok(server?.secrets.includes(secret), secret);
  }
});

test('credentials behind the question mark are secrets too, and not in the address', () => {
  const url = 'postgres://db/shop?user=rumpel&password=st%2Filz&sslmode=disable';
  const server = parseServerUrl(url, ['postgres:']);
  assert.is(server?.address, 'db/shop');
  assert.equal([...new Set(server?.secrets)].sort(), ['rumpel', 'st/ilz']);
});

test('words of a driver that contain a secret are left out', () => {
  const words = 'password authentication failed for user "ada"';
  assert.is(safeReason(words, undefined, ['bob', 'pw1']), words);
  assert.is(safeReason(words, '28P01', []), 'user name or password not accepted');
  for (const secret of ['ada', 'password']) {
    assert.is(safeReason(words, 'X1', [secret]), 'X1, in words that show credentials');
    assert.is(
      safeReason(words, undefined, [secret]),
      'failed, in words that show credentials',
    );
  }
});

test('MySQL without a server says what to set', async () => {
  const { MYSQL_URL } = process.env;
  delete process.env.MYSQL_URL;
  try {
    for (const url of [undefined, '']) {
      const error = await rejection(getBackend('mysql').connect(url));
      assert.is(
        error.message,
        'mysql needs a server: set MYSQL_URL, as in mysql://user:password@localhost:3306/database',
      );
    }
  } finally {
    if (MYSQL_URL !== undefined) process.env.MYSQL_URL = MYSQL_URL;
  }
});

test('the environment says where to connect, unless the caller does', async () => {
  for (const [name, variable] of [
    [postgres, 'DATABASE_URL'],
    [mysql, 'MYSQL_URL'],
  ] as const) {
    const before = process.env[variable];
    process.env[variable] = `${name}://rumpel:stilz-wool@127.0.0.1:1/from_environment`;
    try {
      const error = await rejection(getBackend(name).connect());
      assertHidden(error, secrets);
      assert.match(error.message, /127\.0\.0\.1:1\/from_environment/);
      const own = getBackend(name).connect(`${name}://127.0.0.1:1/from_caller`);
      assert.match((await rejection(own)).message, /from_caller/);
    } finally {
      if (before === undefined) delete process.env[variable];
      else process.env[variable] = before;
    }
  }
});

for (const target of servers) {
  const right = new URL(target.url);
  const server = parseServerUrl(target.url, [right.protocol]);

  test(`${target.label}: no error of a server shows the credentials`, async () => {
    const wrongPassword = new URL(right);
    wrongPassword.password = 'stilz-wool';
    const wrongUser = new URL(right);
    wrongUser.username = 'rumpel';
    const wrongDatabase = new URL(right);
    wrongDatabase.pathname = '/no_such_database';
    for (const url of [wrongPassword, wrongUser, wrongDatabase]) {
      const error = await rejection(getBackend(target.name).connect(url.href));
      assertHidden(error, [...secrets, ...(server?.secrets ?? [])]);
      const reason = /not accepted$|no_such_database/;
      assert.match(error.message, reason);
    }
  });

  test(`${target.label}: nor does the error of a statement`, async () => {
    await using database = await connectTo(target);
    for (const statement of [sql`SELEC 1`, sql`SELECT * FROM no_such_table`]) {
      const error = await rejection(database.execute(statement));
      assertHidden(error, [right.password]);
    }
  });
}

test.run();
