import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Kept, keep } from '../../scripts/lib/book/kept.ts';

test('what is kept is made once, anew when its source changes, and leaves with it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kept-'));
  const cache = join(folder, 'cache');
  const file = join(folder, 'source');
  let made = 0;
  const build = async (name: string, words: string) => {
    const kept = new Kept<number>(cache);
    const got = await kept.get({ name, files: [file], words }, async () => ++made);
    kept.sweep();
    return got;
  };
  try {
    writeFileSync(file, 'one');
    assert.is(await build('04a/lock', ''), 1);
    assert.is(await build('04a/lock', ''), 1);
    writeFileSync(file, 'two');
    assert.is(await build('04a/lock', ''), 2);
    assert.is(await build('04a/lock', 'shown in another way'), 3);
    assert.is(await build('04a/semaphore', 'shown in another way'), 4);
    assert.is(readdirSync(cache).length, 1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('what cannot be written leaves what was kept before', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kept-'));
  const file = join(folder, 'colours.json');
  try {
    await keep(file, 1);
    assert.equal(readdirSync(folder), ['colours.json']);
    mkdirSync(`${file}.part`); // in the way
    await keep(file, 2).then(
      () => assert.unreachable(),
      () => {},
    );
    assert.is(readFileSync(file, 'utf8'), '1');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.run();
