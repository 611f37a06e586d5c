/** Projects in folders whose names have characters that URLs and quotes treat in their way. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isMain } from '../../modules/core/main.ts';
import { copyInto } from '../../scripts/lib/copy.ts';
import { compare, readOutputBlock } from '../../scripts/lib/golden.ts';
import { namesOf } from '../../scripts/lib/golden-parse.ts';
import { root, selectLessons } from '../../scripts/lib/lessons.ts';

/** A thread, a pool, and a process. */
const LESSONS = await selectLessons([
  '04a/thread-results',
  '04b/pool',
  '04b/process-results',
]);
const NAMES = ["o'brien", '50% of a#b', '100%25', 'ü ß "漢"'];
const { deno, bun, node } = process.versions;
const runtime = deno ? ['deno'] : bun ? ['bun'] : namesOf('node', node);
const packages = resolve(root, 'node_modules');

async function outputOf(file: string, cwd: string): Promise<string> {
  const run = deno ? ['run', '--allow-all', '--quiet'] : [];
  const child = spawn(process.execPath, [...run, ...process.execArgv, file], { cwd });
  const tooLong = setTimeout(() => child.kill(), 90_000);
  let told = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      told += text;
    });
  }
  const [code] = await once(child, 'close');
  clearTimeout(tooLong);
  assert.is(code, 0, `${file} in ${cwd} ended with ${code}, and told:\n${told}`);
  return told;
}

for (const name of NAMES) {
  test(`a thread, a pool and a process in a folder called ${name}`, async () => {
    const parent = mkdtempSync(join(tmpdir(), 'paths-'));
    const folder = join(parent, name);
    mkdirSync(folder);
    symlinkSync(packages, join(folder, 'node_modules'));
    try {
      for (const lesson of LESSONS) {
        await copyInto(folder, [lesson], { force: true });
        const source = readFileSync(resolve(root, lesson.file), 'utf8');
        const told = await outputOf(basename(lesson.file), folder);
        const { diff } = compare(readOutputBlock(source) ?? [], told, { runtime });
        assert.is(diff, '');
      }
    } finally {
      rmSync(parent, { recursive: true });
      forgetCompiled(basename(parent));
    }
  });
}

/** What our loader of TypeScript has kept of it. */
function forgetCompiled(parent: string): void {
  const cache = join(packages, '.cache', 'ts-loader', process.version);
  if (deno || bun) return;
  for (const file of readdirSync(cache)) {
    if (file.includes(`+${parent}+`)) rmSync(join(cache, file));
  }
}

if (isMain(import.meta)) test.run();
