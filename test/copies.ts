/**
 * Every lesson and solution, copied into an empty folder, prints what it prints at home; and
 * a copy of the explorer alone finds a fault in a project of one's own, under two runners.
 * And lessons go into surroundings of all kinds (test/copies/places.ts).
 *
 *   npm run test:copies
 *   npm run test:copies -- --all       on all runtimes, with tools that npm has to fetch
 *   npm run test:copies -- --shard 1/3 of the lessons every third one
 *   npm run test:copies -- 04b/pool    only copies of some lessons
 */
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { print } from '../modules/core/print.ts';
import type { Check } from '../scripts/lib/check.ts';
import { carryOut } from '../scripts/lib/checks.ts';
import { copyInto } from '../scripts/lib/copy.ts';
import { type Lesson, root, selectLessons } from '../scripts/lib/lessons.ts';
import { stopProgramsOnSignals } from '../scripts/lib/program.ts';
import { fetchRuntimes, findRuntime } from '../scripts/lib/runtimes.ts';
import { runScript, shardOption } from '../scripts/lib/usage.ts';
import { verifyLesson } from '../scripts/lib/verify.ts';
import { inShell, matrix } from './copies/matrix.ts';
import { NPM } from './copies/places.ts';

/** How a test runs under each runner, as modules/core/IN-YOUR-PROJECT.md has it. */
const RUNNERS: Record<string, string> = {
  uvu: 'npx tsx app.test.ts',
  'node:test': 'node --import tsx --test app.test.ts',
  vitest: 'npx vitest run app.test.ts',
  '@jest/globals':
    'npx tsc --outDir dist --rewriteRelativeImportExtensions --noEmit false && NODE_OPTIONS=--experimental-vm-modules npx jest dist',
};
/** Those that npm has to bring. */
const FETCHED: Record<string, string> = {
  vitest: 'vitest',
  '@jest/globals': 'jest @jest/globals tsx typescript @types/node',
};

const OWN_TEST = `
import assert from 'node:assert';
import { explore } from './core/explore.ts';
import { add, addSafely, meta } from './counter.ts';

const make = () => ({ cells: new Int32Array(new SharedArrayBuffer(4)) });
const check = ({ shared }: { shared: ReturnType<typeof make> }) => shared.cells[0] === 2;

test('a lost update', async () => {
  const lost = await explore(meta, { make, threads: [add, add], check });
  assert.equal(lost.failure?.message, 'the check says no');
  const none = await explore(meta, { make, threads: [addSafely, addSafely], check });
  assert.equal(none.failure, undefined);
  assert.equal(none.complete, true);
});
`;

const OWN_CODE = `
// For the explorer: its threads import this file, and not the tests.
export const meta = import.meta;

interface Shared {
  cells: Int32Array;
}

export function add({ cells }: Shared): void {
  Atomics.store(cells, 0, Atomics.load(cells, 0) + 1);
}

export function addSafely({ cells }: Shared): void {
  Atomics.add(cells, 0, 1);
}
`;

await runScript(async () => {
  stopProgramsOnSignals();
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { all: { type: 'boolean', default: false }, shard: { type: 'string' } },
  });
  const lessons = (await selectLessons(positionals)).filter(shardOption(values.shard));
  const runtimes = values.all ? await fetchRuntimes() : [findRuntime('node')];
  // With words, only what they name.
  const own =
    positionals.length > 0
      ? []
      : Object.keys(RUNNERS).filter((runner) => values.all || !FETCHED[runner]);
  const { passed, failed } = await carryOut(
    [
      ...lessons.map((lesson) => () => verifyCopy(lesson)),
      ...own.map((runner) => () => verifyExplorer(runner)),
      ...(own.length > 0 ? runtimes.flatMap((each) => matrix(each, values.all)) : []),
    ],
    { failuresOnly: true },
  );
  print(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

async function verifyCopy(lesson: Lesson) {
  const folder = await mkdtemp(join(tmpdir(), 'copy-'));
  try {
    await copyInto(folder, [lesson]);
    // What npm install would bring.
    await symlink(resolve(root, 'node_modules'), join(folder, 'node_modules'));
    const file = join(folder, basename(lesson.file));
    return await verifyLesson({ ...lesson, file }, findRuntime('node'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function verifyExplorer(runner: string): Promise<Check> {
  const folder = await mkdtemp(join(tmpdir(), 'copy-'));
  const start = performance.now();
  try {
    await copyInto(folder, ['core/explore']);
    const packages = FETCHED[runner];
    if (packages) await inShell(`${NPM} ${packages}`, folder);
    else await symlink(resolve(root, 'node_modules'), join(folder, 'node_modules'));
    await writeFile(join(folder, 'counter.ts'), OWN_CODE);
    const end = runner === 'uvu' ? 'test.run();\n' : '';
    const begin = `import { test } from '${runner}';`;
    await writeFile(join(folder, 'app.test.ts'), `${begin}${OWN_TEST}${end}`);
    const run = await inShell(RUNNERS[runner] ?? '', folder);
    const ran = /(Passed: +1|pass 1|1 passed)\b/.test(run.stdout + run.stderr);
    const report = run.problem ?? (ran ? '' : 'has not run its test');
    return {
      name: `core/explore under ${runner}`,
      ms: performance.now() - start,
      passed: Number(!report),
      failed: Number(!!report),
      report: report && `${report}\n${run.stdout}${run.stderr}`,
      output: '',
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
