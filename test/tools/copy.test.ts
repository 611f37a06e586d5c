import { existsSync } from 'node:fs';
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { copyInto, differences } from '../../scripts/lib/copy.ts';
import { compare, readOutputBlock } from '../../scripts/lib/golden.ts';
import { root, selectLesson, selectLessons } from '../../scripts/lib/lessons.ts';
import { runProgram } from '../../scripts/lib/program.ts';
import { findRuntime } from '../../scripts/lib/runtimes.ts';
import { isRefusal, runTool } from './processes.ts';

const test = suite<{ folder: string }>('copy');

test.before.each(async (context) => {
  context.folder = join(await mkdtemp(join(tmpdir(), 'copy-')), 'my-app');
});

test.after.each(async ({ folder }) => {
  await rm(join(folder, '..'), { recursive: true });
});

const LICENSE = await readFile('LICENSE', 'utf8');
const OURS = JSON.parse(await readFile('package.json', 'utf8'));
const pool = await selectLesson(['04b/pool']);

const read = (...path: string[]) => readFile(join(...path), 'utf8');
const readPackage = async (folder: string) =>
  JSON.parse(await read(folder, 'package.json'));

/** A project of somebody's, in which there may be more files. */
async function planted(folder: string, files: Record<string, string>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    await writeFile(join(folder, file), text);
  }
}

/** Runs copies of 04a/lock-counter, 04b/process-results and 04b/pool, and compares. */
async function runs(folder: string, command: string[], extension: string) {
  await symlink(resolve(root, 'node_modules'), join(folder, 'node_modules'));
  for (const lesson of LESSONS) {
    const file = join(folder, lesson.name.replace(/.*\//, '') + extension);
    const run = await runProgram([...command, file], { limit: 60_000 });
    assert.equal([run.problem, run.stderr], [undefined, ''], file);
    const expected = readOutputBlock(await read(lesson.file)) ?? [];
    assert.is(compare(expected, run.stdout, { runtime: ['node'] }).diff, '');
  }
}

const LESSONS = await selectLessons([
  '04a/lock-counter',
  '04b/process-results',
  '04b/pool',
]);

test('takes the files that a lesson imports, and no others', async ({ folder }) => {
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
  assert.match(await read(folder, 'pool.ts'), /'\.\/core\/main\.ts'/);
});

test('writes down the packages that it uses, at our versions', async ({ folder }) => {
  await copyInto(folder, [pool]);
  const { piscina, tsx } = OURS.dependencies;
  const its = await readPackage(folder);
  assert.equal(its.dependencies, { piscina, tsx });
  assert.is(its.type, 'module');
});

test('brings the licence, and says where it is from', async ({ folder }) => {
  await copyInto(folder, [pool]);
  assert.is(await read(folder, 'LICENSE'), LICENSE);
  const readme = await read(folder, 'README.md');
  assert.match(readme, /from Concurrency in TypeScript \d/);
  assert.match(readme, /04b\/pool/);
  assert.not.match(readme, root);
});

test('overwrites nothing, unless it is told to', async ({ folder }) => {
  const first = await runTool('copy', '04b/pool', folder);
  assert.equal([first.code, first.stderr], [0, '']);
  await writeFile(join(folder, 'pool.ts'), 'mine');

  const second = await runTool('copy', '04b/pool', folder);
  isRefusal(
    second,
    /has other files already: pool\.ts; choose another folder, or --force/,
  );
  assert.is(await read(folder, 'pool.ts'), 'mine');

  const third = await runTool('copy', '--force', '04b/pool', folder);
  assert.is(third.code, 0);
  assert.not.match(await read(folder, 'pool.ts'), /^mine/);
});

test('changes nothing in a project but the packages that it lacks', async ({
  folder,
}) => {
  const mine = {
    name: 'mine',
    license: 'GPL-3.0-only',
    type: 'module',
    scripts: { start: 'my-own' },
    dependencies: { piscina: '^4.0.0' },
    devDependencies: { typescript: '5.9.0' },
  };
  const text = `${JSON.stringify(mine, undefined, '\t')}\n`;
  const own = { LICENSE: 'my licence', 'README.md': 'my words' };
  await planted(folder, { ...own, 'package.json': text });
  const { stdout } = await runTool('copy', '04b/pool', folder);
  assert.match(stdout, /^package\.json has piscina \^4\.0\.0, tested with 5/m);
  assert.match(stdout, /^Now: cd \S+ && npm install && npx tsx pool\.ts$/m);
  const merged = {
    ...mine,
    dependencies: { ...mine.dependencies, tsx: OURS.dependencies.tsx },
    devDependencies: {
      ...mine.devDependencies,
      '@types/node': OURS.devDependencies['@types/node'],
    },
  };
  assert.is(
    await read(folder, 'package.json'),
    `${JSON.stringify(merged, undefined, '\t')}\n`,
  );
  for (const [file, text] of Object.entries(own)) {
    assert.is(await read(folder, file), text);
  }
  assert.not(existsSync(join(folder, 'tsconfig.json')));
  assert.is(await read(folder, 'core/LICENSE'), LICENSE);
  assert.match(
    await read(folder, 'core/README.md'),
    /^From Concurrency in TypeScript \d/m,
  );
});

test('a second copy shares the core, and stays silent about it', async ({ folder }) => {
  const first = await copyInto(folder, [pool]);
  const readme = await read(folder, 'README.md');
  const lockCounter = await selectLesson(['04a/lock-counter']);
  const second = await copyInto(folder, [lockCounter]);
  assert.ok(second.same > 3, `${second.same}`);
  assert.equal(
    first.files.filter((file) => second.files.includes(file)),
    [],
  );
  assert.is(await read(folder, 'README.md'), readme);
  assert.not(existsSync(join(folder, 'core/LICENSE')));
});

test('brings parts of the core into a folder of a project', async ({ folder }) => {
  const text = '{ "type": "module" }';
  await planted(folder, { 'package.json': text });
  const parts = join(folder, 'src', 'my parts');
  const { stdout, code } = await runTool('copy', 'core/lock', 'core/queue', parts);
  assert.is(code, 0);
  const there = await readdir(parts, { recursive: true });
  for (const file of ['core/lock.ts', 'core/queue.ts', 'core/LICENSE']) {
    assert.ok(there.includes(file), file);
  }
  for (const file of ['package.json', 'core/thread.ts']) assert.not(there.includes(file));
  assert.is(await read(folder, 'package.json'), text);
  const install = `cd '${parts}' && npm install tsx@${OURS.dependencies.tsx}`;
  assert.ok(stdout.includes(install), stdout);
});

test('core brings all of it, and an ending changes no name', async ({ folder }) => {
  const { stderr, code } = await runTool('copy', 'core', '04a/semaphore.ts', folder);
  assert.equal([stderr, code], ['', 0]);
  const there = await readdir(join(folder, 'core'));
  for (const file of await readdir('modules/core')) {
    if (file.endsWith('.ts')) assert.ok(there.includes(file), file);
  }
  assert.ok(existsSync(join(folder, 'semaphore.ts')));
  assert.match(await read(folder, 'README.md'), /^- core\n- 04a\/semaphore: /m);
  const check = await runTool('copy', '--check', 'core/thread.ts', folder);
  assert.is(check.stdout, 'Everything is there as it would be copied\n');
  isRefusal(await runTool('copy', 'core/lock', 'core/queue.ts'), /name one after core/);
});

test('line ends alone are no difference', async ({ folder }) => {
  await copyInto(folder, ['core/lock']);
  const file = join(folder, 'core/lock.ts');
  const text = (await read(file)).replaceAll('\n', '\r\n');
  await writeFile(file, text);
  assert.is((await differences(folder, ['core/lock'])).changed.size, 0);
  const { files } = await copyInto(folder, ['core/lock', 'core/rlock']);
  assert.ok(files.includes('core/rlock.ts'));
  assert.is(await read(file), text);

  await writeFile(file, `${text}// mine\r\n`);
  const { changed } = await differences(folder, ['core/lock']);
  assert.match(changed.get('core/lock.ts') ?? '', /@@\n( .*\n)*-\/\/ mine\n$/);
});

test('names its files .mts in a package of CommonJS, where they run', async ({
  folder,
}) => {
  await planted(folder, { 'package.json': '{ "name": "old" }' });
  const { files } = await copyInto(folder, [...LESSONS, 'core/explore']);
  assert.equal(
    files.filter((file) => /(?<!\.m)ts$/.test(file)),
    [],
  );
  assert.match(
    await read(folder, 'core/internal/explore/crew.mts'),
    /new URL\('\.\/boot\.mts'/,
  );
  await runs(folder, findRuntime('node').command, '.mts');
});

for (const [what, type, extension] of [
  ['a package of ES modules', 'module', '.js'],
  ['a package of CommonJS', 'commonjs', '.mjs'],
] as const) {
  test(`--js brings JavaScript into ${what}, which runs with node`, async ({
    folder,
  }) => {
    await planted(folder, { 'package.json': `{ "type": "${type}" }` });
    const { files } = await copyInto(folder, [...LESSONS, 'core/explore'], { js: true });
    const types = extension.replace('js', 'ts').replace('.', '.d.');
    for (const file of [`pool${extension}`, `pool${types}`, `core/thread${types}`]) {
      assert.ok(files.includes(file), file);
    }
    assert.equal(
      files.filter((file) => /(?<!\.d\.m?)ts$|ts-loader/.test(file)),
      [],
    );
    const crew = await read(folder, `core/internal/explore/crew${extension}`);
    assert.ok(crew.includes(`new URL('./boot${extension}'`));
    for (const file of files.filter((each) => each.endsWith(types))) {
      assert.not.match(await read(folder, file), /from '\.[^']*\.m?ts'/, file);
    }
    assert.not('tsx' in (await readPackage(folder)).dependencies);
    await runs(folder, [process.execPath], extension);
  });
}

test('--check shows what differs, and writes nothing', async ({ folder }) => {
  await copyInto(folder, [pool]);
  const same = await runTool('copy', '--check', '04b/pool', folder);
  assert.equal([same.code, same.stderr], [0, '']);

  await appendFile(join(folder, 'pool.ts'), '// mine\n');
  await rm(join(folder, 'core/main.ts'));
  const { dependencies, ...others } = await readPackage(folder);
  await writeFile(join(folder, 'package.json'), JSON.stringify(others));
  const before = await readdir(folder, { recursive: true });
  const run = await runTool('copy', '--check', '04b/pool', folder);
  assert.is(run.code, 1);
  for (const line of [
    'missing: core/main.ts',
    'missing in package.json: piscina',
    'differs: pool.ts',
    '-// mine',
  ]) {
    assert.ok(run.stdout.split('\n').includes(line), `${line}\n${run.stdout}`);
  }
  assert.equal(await readdir(folder, { recursive: true }), before);
  const found = await differences(folder, [pool]);
  assert.equal([...found.changed.keys()], ['pool.ts']);
});

test('refuses a link that leads out of the folder, with --force too', async ({
  folder,
}) => {
  const outside = join(folder, '..', 'outside');
  for (const [link, place] of [
    ['core', outside],
    ['pool.ts', join(outside, 'nowhere')],
  ] as const) {
    await mkdir(outside, { recursive: true });
    await mkdir(folder, { recursive: true });
    await symlink(place, join(folder, link));
    const run = await runTool('copy', '--force', '04b/pool', folder);
    isRefusal(run, /would lie outside of \S+: remove the link, or choose another folder/);
    assert.equal(await readdir(outside), []);
    assert.equal(await readdir(folder), [link]);
    await rm(join(folder, link));
  }
});

test('writes nothing at all when the last file cannot be written', async ({ folder }) => {
  await mkdir(join(folder, 'LICENSE'), { recursive: true });
  const run = await runTool('copy', '--force', '04b/pool', folder);
  isRefusal(run, /^Cannot write \S+LICENSE: a folder is there; choose another place/);
  assert.equal(await readdir(folder), ['LICENSE']);
});

test('quotes the folder in what it says to do next', async ({ folder }) => {
  const odd = join(folder, "o'brien's app");
  const { stdout } = await runTool('copy', '03b/exporters', odd);
  const quoted = `'${odd.replaceAll("'", "'\\''")}'`;
  assert.ok(stdout.includes(`Now: cd ${quoted} && npm install && npx tsx`), stdout);
});

test('wants a folder after the names', async () => {
  const run = await runTool('copy', 'core/lock', 'core/queue');
  isRefusal(run, /^The last word is the folder: name one after core\/queue$/m);
});

test.run();
