import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PageReader } from '../../modules/05/scraper/page-reader.ts';
import { temporaryFolder } from './helpers.ts';

/** What pages `/0`, `/1` … give, by the function that a module exports: records, or a reason. */
async function extracted(code: string, pages: number): Promise<unknown[]> {
  using folder = temporaryFolder();
  const file = folder.file('extractor.mjs');
  writeFileSync(file, code);
  using reader = new PageReader({ wanted: { extractor: pathToFileURL(file).href } });
  const readings = Array.from({ length: pages }, (_, n) =>
    reader.read(Buffer.from('<p>x'), 'text/html', `http://a/${n}`),
  );
  const results = await Promise.allSettled(readings);
  return results.map((result) =>
    result.status === 'fulfilled' ? result.value.records : result.reason.message,
  );
}

/** Why a module cannot be loaded. */
async function refused(code: string, limit?: number): Promise<string> {
  using folder = temporaryFolder();
  const file = folder.file('extractor.mjs');
  writeFileSync(file, code);
  const wanted = { extractor: pathToFileURL(file).href };
  using reader = new PageReader({ wanted, ...(limit && { limit }) });
  return await reader.ready.then(
    () => 'nothing',
    ({ message }) => message,
  );
}

test('a record that cannot be written fails its page, and no other', async () => {
  const code = `export const f = ({ url }) => {
    const a = { id: 1 };
    if (url.endsWith('1')) a.id = 1n;
    if (url.endsWith('2')) a.self = a;
    return [a];
  }`;
  assert.equal(await extracted(code, 4), [
    [{ id: 1 }],
    "record 1: 'id' is a BigInt: an extractor returns plain data",
    "record 1: 'self' is circular: an extractor returns plain data",
    [{ id: 1 }],
  ]);
});

test('whatever is thrown is the reason', async () => {
  const code = `class PriceError extends Error {}
    const things = ['no price', '', undefined, { code: 7 }, new Error('a'), new Error(),
      new PriceError(), Object.assign(new Error(), { message: 7 })];
    export const f = ({ url }) => { throw things[url.slice(-1)]; }`;
  assert.equal(await extracted(code, 8), [
    'no price',
    "''",
    'undefined',
    '{code: 7}',
    'a',
    'Error',
    'PriceError',
    '7',
  ]);
});

test('a page at which the extractor ends the thread fails, and no other', async () => {
  const code = `export const f = ({ url }) => {
    if (url.endsWith('1')) process.exit(0);
    return [{ url }];
  }`;
  assert.equal(await extracted(code, 3), [
    [{ url: 'http://a/0' }],
    'ends the reading thread',
    [{ url: 'http://a/2' }],
  ]);
});

test('the same function by two names is one', async () => {
  const code = 'const f = () => [{ a: 1 }]; export { f as default, f };';
  assert.equal(await extracted(code, 1), [[{ a: 1 }]]);
  assert.is(
    await refused(`${code} export const g = () => [];`),
    'it has to export one function',
  );
});

test('a module whose top level does not come to its end: said in time, with what to do', async () => {
  const f = 'export const f = () => [];';
  assert.match(
    await refused(`${f} process.exit(0);`),
    /take process\.exit\(\).* out of its top level$/,
  );
  const waits = await refused(`${f} await new Promise(() => {});`, 800);
  assert.match(waits, /the await.* out of its top level$/);
  const loops = await refused(`${f} for (;;);`, 800);
  assert.match(loops, /^it takes more than 0\.8 s to load: take the loop/);
});

test('a module that throws what is no error cannot be used either', async () => {
  assert.is(await refused("export const f = () => []; throw 'no key';"), 'no key');
  assert.is(await refused('export const f = () => []; throw undefined;'), 'undefined');
});

test.run();
