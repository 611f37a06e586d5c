import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CacheFolder } from '../../modules/05/scraper/cache-folder.ts';
import { OutputError } from '../../modules/05/scraper/export.ts';
import { temporaryFolder } from './helpers.ts';

test('runs at once: whoever reads finds an entry that somebody wrote, whole', async () => {
  using folder = temporaryFolder();
  const runs = Array.from({ length: 3 }, () => new CacheFolder(folder.file('cache')));
  const entry = (i: number) => ({ about: { i }, body: Buffer.alloc(300_000, i) });
  await runs[0]?.set('key', entry(0));
  let seen = 0;
  const work = runs.flatMap((run, i) => [
    run.set('key', entry(i)),
    run.set('key', entry(i)),
    run.get('key').then((found) => {
      const { about, body } = found as { about: { i: number }; body: Buffer };
      assert.equal(body, entry(about.i).body);
      seen++;
    }),
  ]);
  await Promise.all(work);
  assert.is(seen, 3);
  assert.is(
    runs.find(({ broken }) => broken),
    undefined,
  );
  assert.is(readdirSync(folder.file('cache')).length, 1, 'no draft is left');
});

test('an entry under another name is none', async () => {
  using folder = temporaryFolder();
  const cache = new CacheFolder(folder.file('.'));
  await cache.set('one', { about: 1, body: Buffer.of(1) });
  assert.is(await cache.get('two'), undefined);
  assert.equal(await cache.get('one'), { about: 1, body: Buffer.of(1) });
});

test('a folder that is none, or is gone: said in a line', async () => {
  using folder = temporaryFolder();
  writeFileSync(folder.file('file'), '');
  assert.throws(() => new CacheFolder(folder.file('file')), /^Cannot keep in .*file: /);
  const cache = new CacheFolder(folder.file('cache'));
  rmSync(folder.file('cache'), { recursive: true });
  await cache.set('key', { about: 1, body: Buffer.of(1) });
  assert.instance(cache.broken, OutputError);
});

test.run();
