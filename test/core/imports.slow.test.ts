/** What a project's imports mean in a thread and in a process: the same as on the main thread. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runProgram } from '../../scripts/lib/program.ts';
import { findRuntime } from '../../scripts/lib/runtimes.ts';

const core = new URL('../../modules/core/', import.meta.url).href;
const tsx = new URL('../../node_modules/tsx', import.meta.url);
const isNode = !process.versions.bun && !process.versions.deno;

/** What a project consists of besides its program: texts, by their places. */
type Files = Record<string, string>;

/** Runs a program that imports `what` from each of the specifiers, and tells it three times. */
async function imported(files: Files, specifiers: string[]): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'imports-'));
  const lines = specifiers.map((each, i) => `import { what as w${i} } from '${each}';`);
  const program = `
    import { isMain } from '${core}main.ts';
    import { print } from '${core}print.ts';
    import { Process } from '${core}process.ts';
    import { Thread } from '${core}thread.ts';
    ${lines.join('\n')}
    export function seen(): string {
      return [${specifiers.map((_, i) => `w${i}`)}].join();
    }
    if (isMain(import.meta)) {
      print(seen());
      for (const Kind of [Thread, Process]) {
        const place = new Kind(import.meta, { target: seen });
        place.start();
        print(await place.join());
      }
    }`;
  const all: Files = { 'package.json': '{ "type": "module" }', ...files };
  for (const [file, text] of Object.entries({ ...all, 'app/program.mts': program })) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(tsx, join(folder, 'node_modules/tsx'));
  try {
    // With the project's tsconfig, not with that of what runs this.
    const { command } = findRuntime(
      isNode ? 'node' : process.versions.bun ? 'bun' : 'deno',
    );
    const inFolder = ['bash', '-c', 'cd "$1" && shift && exec "$@"', 'bash'];
    const { problem, stdout, stderr } = await runProgram(
      [...inFolder, join(folder, 'app'), ...command, 'program.mts'],
      { limit: 90_000 },
    );
    assert.is(problem, undefined, stderr);
    return stdout.trimEnd().split('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const js = (value: string) => `export const what = '${value}';`;
const ts = (value: string) => `export const what: string = '${value}';`;
const common = (value: string) => `exports.what = '${value}';`;

const onNode = (name: string, run: () => Promise<void>) => {
  if (isNode) test(name, run);
};

onNode(
  'packages, and what names TypeScript as it is compiled, or without ending',
  async () => {
    const files: Files = {
      'app/package.json': `{ "type": "module",
      "imports": { "#js/*.js": "./lib/*.js", "#none/*": "./lib/*", "#ts/*": "./lib/*.ts" } }`,
      'app/lib/one.ts': ts('one'),
      'app/lib/both.ts': ts('both.ts'),
      'app/lib/both.js': js('both.js'),
      'app/lib/both-from.js': "export { what } from './both.js';",
      'app/lib/folder.ts': ts('folder.ts'),
      'app/lib/folder/index.js': js('folder/index.js'),
      'app/lib/folder-from.js': "export { what } from './folder';",
      'app/node_modules/plain/package.json': '{ "name": "plain" }',
      'app/node_modules/plain/sub.js': common('plain/sub'),
      'app/node_modules/plain/dir/index.js': common('plain/dir'),
      'util/package.json': `{ "name": "util", "type": "module",
      "exports": { ".": "./src/index.ts", "./js": "./src/other.js" } }`,
      'util/src/index.ts': ts('util'),
      'util/src/other.ts': ts('util/js'),
    };
    const meaning = {
      'plain/sub': 'plain/sub',
      'plain/dir': 'plain/dir',
      '#js/one.js': 'one',
      '#none/one': 'one',
      '#ts/one': 'one',
      './lib/one.js': 'one',
      './lib/one': 'one',
      './lib/both.js': 'both.ts',
      './lib/both-from.js': 'both.js', // as JavaScript means JavaScript
      './lib/folder-from.js': 'folder/index.js',
      '../util/src/other.js': 'util/js',
    };
    const told = Object.values(meaning).join();
    assert.equal(await imported(files, Object.keys(meaning)), [told, told, told]);
  },
);

onNode(
  "a tsconfig's paths that stand on the folder of the one that extends it",
  async () => {
    const files: Files = {
      'tsconfig.json': `{ "compilerOptions": { "paths": { "@/*": ["\${configDir}/lib/*"] } } }`,
      'app/tsconfig.json': '{ "extends": ".." }',
      'app/lib/one.ts': ts('one'),
    };
    assert.equal(await imported(files, ['@/one']), ['one', 'one', 'one']);
  },
);

onNode('an empty tsconfig', async () => {
  const files: Files = { 'app/tsconfig.json': '', 'app/lib/one.ts': ts('one') };
  assert.equal(await imported(files, ['./lib/one']), ['one', 'one', 'one']);
});

onNode(
  'in a package that leaves it open, what has the names of CommonJS is CommonJS',
  async () => {
    const files: Files = {
      'package.json': '{}',
      'app/lib/old.ts': `
      const path = require('node:path');
      exports.what = path.basename(__filename) as string;`,
      'app/lib/new.ts': ts('new.ts'),
    };
    const told = 'old.ts,new.ts';
    assert.equal(await imported(files, ['./lib/old.ts', './lib/new.ts']), [
      told,
      told,
      told,
    ]);
  },
);

test('what is named in full', async () => {
  const files: Files = { 'app/lib/one.ts': ts('one') };
  assert.equal(await imported(files, ['./lib/one.ts']), ['one', 'one', 'one']);
});

test.run();
