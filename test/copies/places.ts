/** The surroundings that lessons are taken into: tools, kinds of packages, odd places. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { coreFiles } from '../../scripts/lib/copy-plan.ts';
import { root } from '../../scripts/lib/lessons.ts';

export interface Place {
  name: string;
  /** What is there before the lesson comes. */
  files?: Record<string, string>;
  /** Parts of the core that come besides the lesson: `core/lock`. */
  parts?: string[];
  /** The folder's own name. */
  folder?: string;
  /** Command lines in which `app` stands for the lesson. */
  build?: string;
  run: string;
  env?: Record<string, string>;
  /** How the registry brings its packages; default: those of this project are linked. */
  install?: string;
  /** The oldest Node that can. Default: 20. */
  since?: number;
  /** The lessons that are tried there. Default: all. */
  lessons?: RegExp;
}

const PAGE = readFileSync(resolve(root, 'modules/core/IN-YOUR-PROJECT.md'), 'utf8');
const ROW = /^\| (?<name>[^|]+?) *\| (?:`(?<build>[^`]+)`)? *\| `(?<run>[^`]+)` *\|$/gm;
/** Of which one file is the first of a worker. */
const NOT_THE_SCRAPER = /^(?!.*scraper)/;
/** Brings packages that are not linked. */
export const NPM = 'npm install --no-audit --no-fund';
const FETCHED: Record<string, string> = {
  rollup: `${NPM} rollup esbuild`,
  vite: `${NPM} vite esbuild`,
};

/** The lines of the page's table of tools. */
const tools: Place[] = [...PAGE.matchAll(ROW)].map(({ groups = {} }) => {
  const { name = '', build, run = '' } = groups;
  const [tool = ''] = /(?<=npx )(rollup|vite)/.exec(build ?? '') ?? [];
  const isBundle = /bundle|--ssr|rollup/.test(build ?? '');
  return {
    name,
    run,
    ...(build && { build }),
    ...(FETCHED[tool] && { install: FETCHED[tool] }),
    ...(/^Node (\d+)/.test(name) && { since: 24 }),
    ...(isBundle && { lessons: NOT_THE_SCRAPER }),
  };
});

if (tools.length === 0) throw new Error('The page has no table of tools');

const TSX = 'npx tsx app.ts';
const COMPILE = 'npx tsc --outDir dist --rewriteRelativeImportExtensions';
const tsconfig = (options: object) =>
  JSON.stringify({
    compilerOptions: {
      target: 'ES2022',
      lib: ['ES2023', 'ESNext.Disposable', 'ES2024.SharedMemory'],
      types: ['node'],
      skipLibCheck: true,
      ...options,
    },
  });
const COMMON = { 'package.json': '{ "name": "theirs" }' };
const long = 'x'.repeat(120);

const packages: Place[] = [
  { name: 'a package of CommonJS, tsx', files: COMMON, run: 'npx tsx app.mts' },
  {
    name: 'a package of CommonJS, compiled',
    files: { ...COMMON, 'tsconfig.json': tsconfig({ module: 'NodeNext' }) },
    build: COMPILE,
    run: 'node dist/app.mjs',
  },
  {
    name: '"module": "Preserve", old decorators, paths',
    files: {
      'tsconfig.json': tsconfig({
        module: 'Preserve',
        experimentalDecorators: true,
        allowImportingTsExtensions: true,
        noEmit: true,
        paths: { '@core/*': ['./core/*'] },
      }),
    },
    run: TSX,
  },
  {
    name: 'types of all kinds and the strictest checks',
    files: {
      'tsconfig.json': tsconfig({
        target: 'ESNext',
        // With the browser's.
        lib: undefined,
        module: 'NodeNext',
        jsx: 'react-jsx',
        strict: true,
        noUncheckedIndexedAccess: true,
        exactOptionalPropertyTypes: true,
        noPropertyAccessFromIndexSignature: true,
        noImplicitOverride: true,
        noUncheckedSideEffectImports: true,
        verbatimModuleSyntax: true,
        isolatedModules: true,
        moduleDetection: 'force',
      }),
    },
    parts: coreFiles(),
    build: 'npx tsc --noEmit --rewriteRelativeImportExtensions',
    run: TSX,
    lessons: /04a|process/,
  },
  {
    // Without null, some types are others: not all that is strict is right there.
    name: 'the loosest checks, and null without them',
    files: { 'tsconfig.json': tsconfig({ module: 'NodeNext', strict: false }) },
    parts: coreFiles(),
    build:
      'npx tsc --noEmit --rewriteRelativeImportExtensions && npx tsc --noEmit --rewriteRelativeImportExtensions --strict --strictNullChecks false',
    run: TSX,
    lessons: /scraper/,
  },
  {
    name: 'exact optional properties, with declarations',
    files: {
      'tsconfig.json': tsconfig({
        module: 'NodeNext',
        strict: true,
        noUncheckedIndexedAccess: true,
        exactOptionalPropertyTypes: true,
        declaration: true,
      }),
    },
    build: 'npx tsc --noEmit --rewriteRelativeImportExtensions',
    run: TSX,
    lessons: /scraper/,
  },
  {
    name: 'esbuild, and the file of a worker beside it',
    build:
      'npx esbuild app.ts scraper/reader-thread.ts --entry-names=[name] --bundle --splitting --platform=node --target=node20 --format=esm --packages=external --outdir=dist',
    run: 'node dist/app.js',
    lessons: /scraper/,
  },
  {
    name: 'started without its ending',
    build: `${COMPILE} --noEmit false`,
    run: 'node dist/app',
  },
  {
    name: 'started as a folder',
    files: {},
    run: 'mkdir -p sub && cp app.ts index.ts && npx tsx .',
  },
  ...[
    '--import tsx',
    '--import ./flag.mjs',
    '--inspect=0',
    '--max-old-space-size=300',
  ].map((flag) => ({
    name: `NODE_OPTIONS=${flag}`,
    files: { 'flag.mjs': '' },
    env: { NODE_OPTIONS: flag },
    run: flag.endsWith('tsx') ? 'node app.ts' : TSX,
  })),
];

/** A thread and a process load what the main thread loads, or this fails. */
const STYLES = `
import { isMain } from './core/main.js';
import { Process } from './core/process';
import { Thread } from './core/thread';
import { two } from './lib/two.js';
import { three } from './lib/three';
import { four } from './lib/folder';
import { five } from '@lib/five';
import six from './lib/six.json';
import { seven } from './lib/seven.tsx';
import { eight } from './lib/eight.cts';
import { nine } from './lib/nine.cjs';
import { Ten } from '#ten';

function mark(target: object, key: string) {
  Reflect.set(target, 'marked', key);
}

class Old {
  @mark
  method() {}
}

export function load() {
  const { marked } = Old.prototype as never;
  return [two, three, four, five, six.n, seven, eight, nine, Ten.Ten, marked].join();
}

if (isMain(import.meta)) void main();

async function main() {
  for (const Kind of [Thread, Process]) {
    const one = new Kind(import.meta, { target: load });
    one.start();
    const [there, here] = [await one.join(), load()];
    if (there !== here) throw new Error(Kind.name + ' loaded ' + there + ', not ' + here);
  }
}
`;

const styles: Place = {
  name: 'all styles of import',
  lessons: /pipe/,
  parts: ['core/thread', 'core/process'],
  files: {
    'package.json': '{ "type": "module", "imports": { "#ten": "./lib/ten.ts" } }',
    'tsconfig.base.json': '{ "compilerOptions": { "paths": { "@lib/*": ["./lib/*"] } } }',
    'tsconfig.json': `{
      // As people write it.
      "extends": "./tsconfig.base.json",
      "compilerOptions": { "module": "Preserve", "experimentalDecorators": true, "jsx": "react", },
    }`,
    'styles.ts': STYLES,
    'lib/two.ts': 'export const two = 2;',
    'lib/three.ts': 'export const three = 3;',
    'lib/folder/index.ts': 'export const four = 4;',
    'lib/five.ts': 'export const five = 5;',
    'lib/six.json': '{ "n": 6 }',
    'lib/seven.tsx':
      'const React = { createElement: (name: string) => name }; export const seven = <div />;',
    'lib/eight.cts': 'export const eight: number = 8;',
    'lib/nine.cjs': 'exports.nine = 9;',
    'lib/ten.ts': "export enum Ten { Ten = 'ten' }",
  },
  run: `npx tsx styles.ts && ${TSX}`,
};

const odd: Place[] = [
  { name: 'a folder with odd letters', folder: `o'brien 50% a#b ü漢`, run: TSX },
  { name: 'a symlink', run: 'ln -sfn "$PWD" ../link && cd ../link && npx tsx app.ts' },
  {
    name: 'TMPDIR, long', // The command tsx itself cannot.
    run: `mkdir -p ${long} && TMPDIR=$PWD/${long} node --import tsx app.ts`,
  },
  { name: 'TMPDIR, not ASCII', run: `mkdir -p ü漢 && TMPDIR=$PWD/ü漢 ${TSX}` },
  { name: 'TMPDIR, relative', run: `TMPDIR=. ${TSX}` },
  { name: 'TMPDIR, missing', run: `TMPDIR=/no/such/folder ${TSX}` },
  { name: 'HOME unset', run: `env -u HOME ${TSX}` },
  // Those with many threads open more.
  {
    name: '64 open files',
    run: `ulimit -n 64 && ${TSX}`,
    lessons: /^(?!.*(pool|scraper|manager))/,
  },
  { name: 'one core', run: `taskset -c 0 ${TSX}` },
  // And in a folder that it may not write into. Who is not root is such a user already.
  {
    name: 'a user who owns nothing',
    run: `chmod a+rx ../.. && $([ $(id -u) = 0 ] && echo setpriv --reuid 65534 --regid 65534 --clear-groups) ${TSX}`,
    lessons: NOT_THE_SCRAPER,
  },
  {
    name: 'a working directory that changes',
    files: { 'flag.mjs': '' },
    run: `sed -i "s/^if (isMain(import.meta))/& process.chdir('..'),/" app.ts && node --import ./flag.mjs --import tsx app.ts`,
  },
  {
    name: 'without /dev/shm',
    run: `unshare --mount bash -c 'mount -t tmpfs -o size=4k,ro none /dev/shm && ${TSX}'`,
  },
];

const YARN = 'npx -y @yarnpkg/cli-dist@4';
const yarn = (nodeLinker: string) => ({
  '.yarnrc.yml': `nodeLinker: ${nodeLinker}\nenableTelemetry: false\n`,
  'yarn.lock': '',
});

const managers: Place[] = [
  { name: 'npm', install: NPM, run: TSX },
  { name: 'pnpm', install: 'npx -y pnpm@10 install', run: TSX },
  {
    name: 'Yarn, node_modules',
    files: yarn('node-modules'),
    install: `${YARN} install`,
    run: TSX,
  },
  {
    name: "Yarn, Plug'n'Play",
    files: yarn('pnp'),
    install: `${YARN} install`,
    run: `${YARN} tsx app.ts`,
  },
  {
    name: 'a workspace of npm, packages at its root',
    folder: 'root/own',
    files: {
      '../package.json': '{ "private": true, "workspaces": ["own"] }',
      'package.json': '{ "name": "own", "version": "1.0.0", "type": "module" }',
    },
    install: `cd .. && ${NPM}`,
    run: '../node_modules/.bin/tsx app.ts',
  },
];

export const places = [...tools, ...packages, styles, ...odd, ...managers];
