import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Model, modelNames } from '../../modules/03c/backends/model.ts';
import { sql } from '../../modules/03c/backends/sql.ts';
import { thrown } from '../core/helpers.ts';
import { connectTo, targets } from './targets.ts';

const planets = new Model('planets', { id: 'integer', name: 'text', mass: 'real' });
const earth = { id: 3, name: "Terra's", mass: 5.97 };

// The embedded Postgres takes long to start, and has its turn in the contract.
const quick = targets.filter(({ label }) => label !== 'embedded Postgres');

for (const target of quick) {
  test(`${target.label}: what is inserted is found`, async () => {
    await using database = await connectTo(target);
    await database.execute(planets.create());
    await database.execute(planets.insert(earth));
    await database.execute(planets.insert({ id: 4, name: 'Mars', mass: 0.64 }));
    assert.equal(await database.execute(planets.select('name', earth.name)), [earth]);
    assert.equal(await database.execute(planets.select('id', 3)), [earth]);
    assert.equal(await database.execute(planets.select('id', 5)), []);
  });
}

test('values are bound, names are not', () => {
  const insert = planets.insert(earth);
  assert.is(`${insert}`, 'INSERT INTO planets (id, name, mass) VALUES (?, ?, ?)');
  assert.equal(insert.values, [3, "Terra's", 5.97]);
});

test('a model is registered once, and only if it is right', () => {
  const before = modelNames();
  assert.ok(before.includes('planets'));
  const wrong = [
    () => new Model('planets', { id: 'integer' }),
    () => new Model('moons; DROP TABLE planets', { id: 'integer' }),
    () => new Model('moons', { 'id; DROP TABLE planets': 'integer' }),
    () => new Model('moons', {}),
  ];
  for (const make of wrong) assert.instance(thrown(make), RangeError);
  assert.equal(modelNames(), before);
});

test('values that do not fit their column are refused', () => {
  const wrong = [
    { ...earth, id: 3.5 },
    { ...earth, id: '3' },
    { ...earth, name: 3 },
    { ...earth, mass: Number.NaN },
    { ...earth, mass: undefined },
    { id: 3, name: 'Terra' },
    {},
  ];
  for (const row of wrong) {
    assert.instance(
      thrown(() => planets.insert(row as typeof earth)),
      TypeError,
    );
  }
});

test('there are only the columns of the description', () => {
  for (const name of ['colour', 'constructor', 'id; DROP TABLE planets']) {
    const error = thrown(() => planets.select(name as 'name', 'blue'));
    assert.is(error.message, `There is no column planets.${name}`);
  }
  const more = planets.insert({ ...earth, colour: 'blue' } as typeof earth);
  assert.is(`${more}`, `${planets.insert(earth)}`);
  assert.ok(`${sql`${more}`}`.startsWith('INSERT'));
});

test('changing the description later changes nothing', () => {
  const columns: Record<string, 'integer' | 'text'> = { id: 'integer' };
  const model = new Model('changed', columns);
  columns['id; DROP TABLE planets'] = 'text';
  assert.is(`${model.create()}`, 'CREATE TEMPORARY TABLE changed (id BIGINT)');
});

test.run();
