import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { identifier, join, Statement, sql } from '../../modules/03c/backends/sql.ts';
import { thrown } from '../core/helpers.ts';

const numbered = (statement: Statement) => statement.text((n) => `$${n}`);

test('values are kept out of the text', () => {
  const statement = sql`SELECT * FROM users WHERE name = ${"x' OR 1 = 1"} AND age > ${7}`;
  assert.is(numbered(statement), 'SELECT * FROM users WHERE name = $1 AND age > $2');
  assert.is(`${statement}`, 'SELECT * FROM users WHERE name = ? AND age > ?');
  assert.equal(statement.values, ["x' OR 1 = 1", 7]);
});

test('without values, at the edges, and side by side', () => {
  assert.is(numbered(sql`SELECT 1`), 'SELECT 1');
  assert.is(numbered(sql``), '');
  assert.is(numbered(sql`${1}`), '$1');
  assert.is(numbered(sql`${1}${2} ${3}`), '$1$2 $3');
});

test('a text that looks like a placeholder or a part of one stays as it is', () => {
  const statement = sql`SELECT '$1 $& ?' WHERE a = ${'$2'}`;
  assert.is(numbered(statement), "SELECT '$1 $& ?' WHERE a = $1");
});

test('pieces of SQL fit in, and the values keep their order', () => {
  const where = sql`b = ${2} AND c = ${3}`;
  const whole = sql`SELECT ${1}, (${where}), ${4} ${sql`END`}`;
  assert.is(numbered(whole), 'SELECT $1, (b = $2 AND c = $3), $4 END');
  assert.equal(whole.values, [1, 2, 3, 4]);
  assert.is(
    numbered(sql`${sql`${sql`a`} = ${1}`}${sql``}${where}`),
    'a = $1b = $2 AND c = $3',
  );
});

test('join puts a comma or another text between', () => {
  const pieces = [sql`${1}`, sql`b`, sql`${3}`];
  assert.is(numbered(join(pieces)), '$1, b, $2');
  assert.equal(join(pieces).values, [1, 3]);
  assert.is(numbered(join(pieces, sql` OR `)), '$1 OR b OR $2');
  assert.is(numbered(join([sql`a`])), 'a');
  assert.throws(() => join([]), TypeError);
});

test('a value that not every database can hold is refused', () => {
  const wrong = [undefined, true, {}, [], new Date(), Symbol('a'), () => 1];
  for (const value of wrong) {
    const error = thrown(() => sql`SELECT ${'fine'}, ${value as never}`);
    assert.instance(error, TypeError);
    assert.match(error.message, /^Value 2 of the statement must be/);
  }
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 2n ** 63n, 'a\0b']) {
    const error = thrown(() => sql`SELECT ${value}`);
    assert.instance(error, RangeError);
    assert.match(error.message, /^Value 1 of the statement/);
  }
  const fine = [2n ** 63n - 1n, -(2n ** 63n), -0, '', null];
  for (const value of fine) assert.equal(sql`${value}`.values, [value]);
});

test('called as a function, sql takes no text', () => {
  for (const stray of ['SELECT 1', ['SELECT 1'], undefined]) {
    assert.throws(() => sql(stray as never), TypeError);
  }
});

test('an object that only looks like a statement is no piece of SQL', () => {
  const forged = { texts: ['DROP TABLE users'], values: [] };
  assert.throws(() => sql`${forged as never}`, TypeError);
  assert.instance(sql`a`, Statement);
});

test('identifier lets plain names pass, and nothing else', () => {
  for (const name of ['a', 'users', 'user_2', 'x'.repeat(63)]) {
    assert.is(`${identifier(name)}`, name);
    assert.equal(identifier(name).values, []);
  }
  const wrong = [
    '',
    'a b',
    'a;b',
    'a"b',
    'a`b',
    'a--',
    'a.b',
    'a\n',
    'Users',
    '1a',
    '_a',
    'naïve',
    'x'.repeat(64),
  ];
  for (const name of wrong) assert.throws(() => identifier(name), RangeError);
});

test.run();
