import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { copyInto } from '../../scripts/lib/copy.ts';
import { selectLessons } from '../../scripts/lib/lessons.ts';
import { runTool } from './processes.ts';

const test = suite<{ folder: string }>('copy');

test.before.each(async (context) => {
  context.folder = join(await mkdtemp(join(tmpdir(), 'copy-')), 'my-app');
});

test.after.each(async ({ folder }) => {
  await rm(join(folder, '..'), { recursive: true });
});

test('takes the files that a lesson imports, and no others', async ({ folder }) => {
  const [pool] = await selectLessons(['04b/pool']);
  assert.ok(pool);
  const { files } = await copyInto(folder, [pool]);
  for (const file of [
    'pool.ts',
    'core/worker-file.ts',
    'core/internal/thread/ts-loader.mjs',
  ]) {
    assert.ok(files.includes(file), file);
    assert.ok(existsSync(join(folder, file)), file);
  }
  for (const file of ['core/lock.ts', 'core/queue.ts', 'core/thread.ts']) {
    assert.not(files.includes(file), file);
  }
  assert.match(await readFile(join(folder, 'pool.ts'), 'utf8'), /'\.\/core\/main\.ts'/);
});

test('writes down the packages that it uses, at our versions', async ({ folder }) => {
  const [pool] = await selectLessons(['04b/pool']);
  assert.ok(pool);
  await copyInto(folder, [pool]);
  const ours = JSON.parse(await readFile('package.json', 'utf8'));
  const its = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  assert.equal(its.dependencies, {
    piscina: ours.dependencies.piscina,
    tsx: ours.dependencies.tsx,
  });
  assert.is(its.type, 'module');
});

test('overwrites nothing, unless it is told to', async ({ folder }) => {
  const first = await runTool('copy', '04b/pool', folder);
  assert.equal([first.code, first.stderr], [0, '']);
  await writeFile(join(folder, 'pool.ts'), 'mine');

  const second = await runTool('copy', '04b/pool', folder);
  assert.is(second.code, 2);
  assert.match(second.stderr, /has other files already: pool\.ts; choose another folder/);
  assert.is(await readFile(join(folder, 'pool.ts'), 'utf8'), 'mine');

  const third = await runTool('copy', '--force', '04b/pool', folder);
  assert.is(third.code, 0);
  assert.not.match(await readFile(join(folder, 'pool.ts'), 'utf8'), /^mine/);
});

test.run();
