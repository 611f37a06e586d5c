import { readdir, readFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DatabaseBackend } from '../../modules/03c/backends/database-backend.ts';
import {
  backend,
  backendNames,
  getBackend,
} from '../../modules/03c/backends/registry.ts';
import type { Row } from '../../modules/03c/backends/sql.ts';
import { thrown } from '../core/helpers.ts';

test('with nothing imported, the error says so', () => {
  assert.equal(backendNames(), []);
  const error = thrown(() => getBackend('sqlite'));
  assert.instance(error, RangeError);
  assert.is(error.message, "There is no backend 'sqlite'. Registered: none, import one");
});

test('importing a backend registers it', async () => {
  await import('../../modules/03c/backends/sqlite.ts');
  assert.equal(backendNames(), ['sqlite']);
  await import('../../modules/03c/backends/postgres.ts');
  await import('../../modules/03c/backends/mysql.ts');
  assert.equal(backendNames(), ['mysql', 'postgres', 'sqlite']);
});

test('importing a backend loads no driver', async () => {
  const folder = new URL('../../modules/03c/backends/', import.meta.url);
  const imports: string[] = [];
  for (const file of await readdir(folder)) {
    const text = await readFile(new URL(file, folder), 'utf8');
    const found = text.matchAll(/^(?:import (?!type\b).*|\} from )'([^']+)';$/gm);
    imports.push(...[...found].map(([, from = '']) => from));
  }
  assert.ok(imports.includes('./registry.ts'));
  assert.equal(
    imports.filter((from) => !/^(?:node:|\.)/.test(from)),
    [],
  );
});

abstract class Unfinished extends DatabaseBackend {
  protected override async open(): Promise<void> {}
  protected override async run(): Promise<Row[]> {
    return [];
  }
}

class Finished extends Unfinished {
  protected override async shut(): Promise<void> {}
}

/** Registers as the decorator does, also what the compiler refuses. */
function register(name: string, Class: unknown): void {
  const className = (Class as { name: string }).name;
  const context = { kind: 'class', name: className } as ClassDecoratorContext;
  backend(name)(Class as typeof Finished, context);
}

test('a complete class is registered; inherited steps count', () => {
  register('finished', Finished);
  assert.ok(backendNames().includes('finished'));
  assert.instance(getBackend('finished'), Finished);
  assert.is(getBackend('finished').name, 'finished');
});

test('each call makes a backend of its own', () => {
  assert.is.not(getBackend('finished'), getBackend('finished'));
});

test('incomplete classes are refused, with what they lack, and not registered', () => {
  class Empty extends (DatabaseBackend as unknown as new () => object) {}
  class NotCallable extends (Unfinished as unknown as new () => object) {}
  Object.assign(NotCallable.prototype, { shut: 'later' });
  const cases: [unknown, RegExp][] = [
    [Unfinished, /class Unfinished does not define shut$/],
    [DatabaseBackend, /class DatabaseBackend does not extend DatabaseBackend$/],
    [Empty, /class Empty does not define open, run, shut$/],
    [NotCallable, /class NotCallable does not define shut$/],
  ];
  for (const [Class, expected] of cases) {
    const error = thrown(() => register('incomplete', Class));
    assert.instance(error, TypeError);
    assert.match(error.message, /^Backend 'incomplete' is refused: /);
    assert.match(error.message, expected);
  }
  assert.not(backendNames().includes('incomplete'));
});

test('a class with the right methods that is no backend is refused', () => {
  class Stranger {
    open() {}
    run() {}
    shut() {}
  }
  const error = thrown(() => register('stranger', Stranger));
  assert.match(error.message, /class Stranger does not extend DatabaseBackend/);
  assert.not(backendNames().includes('stranger'));
});

test('a name is given once, and stays with its first class', () => {
  class Second extends Finished {}
  const error = thrown(() => register('finished', Second));
  assert.instance(error, RangeError);
  assert.match(error.message, /class Second, the name belongs to class Finished/);
  assert.not.instance(getBackend('finished'), Second);
});

test('the error for an unknown name lists what there is', () => {
  register('another', class Another extends Finished {});
  const error = thrown(() => getBackend('Finished'));
  assert.is(
    error.message,
    "There is no backend 'Finished'. Registered: another, finished, mysql, postgres, sqlite",
  );
});

test('names that every object has are no backends', () => {
  for (const name of ['constructor', '__proto__', 'toString', '']) {
    assert.throws(() => getBackend(name), /There is no backend/);
  }
});

test.run();
