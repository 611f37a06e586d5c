import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { packagesOf } from './imports.ts';
import { root } from './lessons.ts';
import { UsageError } from './usage.ts';

/** Versions by the names of packages. */
type Versions = Record<string, string>;

/** The packages that files need to run, and to be checked and compiled. */
export interface Needs {
  run: Versions;
  develop: Versions;
}

/** The package that a folder belongs to. */
export interface Project {
  folder: string;
  /** Its package.json. */
  text: string;
  /** Whether its `.js` and `.ts` files are ES modules. */
  isModule: boolean;
}

/** This project's own package.json. */
export const ours = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));

/**
 * The nearest package.json in the folder or above it; undefined where there is none. That of
 * the course is nobody's project.
 *
 * @throws {UsageError} when it is not JSON.
 */
export function projectOf(folder: string): Project | undefined {
  const target = resolve(folder);
  for (let at = target; ; at = dirname(at)) {
    const file = join(at, 'package.json');
    const isCourse = at === resolve(root) && at !== target;
    if (existsSync(file) && !isCourse) {
      const text = readFileSync(file, 'utf8');
      return { folder: at, text, isModule: contentsOf(text, file).type === 'module' };
    }
    if (isCourse || at === dirname(at)) return undefined;
  }
}

/** @param js whether they are compiled, so that they need no compiler any more. */
export function needsOf(files: string[], js: boolean): Needs {
  const used = packagesOf(files);
  const types = ['@types/node', ...used.map((name) => `@types/${name}`)];
  return {
    run: pick(ours.dependencies, js ? used : [...used, 'tsx']),
    develop: pick(ours.devDependencies, js ? types : [...types, 'typescript']),
  };
}

function pick(from: Versions, names: string[]): Versions {
  const known = names.filter((name) => from[name]).sort();
  return Object.fromEntries(known.map((name) => [name, from[name] as string]));
}

/**
 * A package.json with the packages that it does not have; all else stays as it is, versions
 * and indentation, too.
 */
export function merged(text = '{}', { run, develop }: Needs) {
  const contents = contentsOf(text);
  const has = versionsIn(contents);
  const lacking = (needs: Versions) =>
    Object.fromEntries(Object.entries(needs).filter(([name]) => !(name in has)));
  const missing: Needs = { run: lacking(run), develop: lacking(develop) };
  for (const [key, more] of [
    ['dependencies', missing.run],
    ['devDependencies', missing.develop],
  ] as const) {
    if (Object.keys(more).length > 0) contents[key] = { ...contents[key], ...more };
  }
  const isSame = JSON.stringify(contents) === JSON.stringify(contentsOf(text));
  return { missing, text: isSame ? text : written(contents, text) };
}

/** Like an older text: its indentation, its line ends, its first and last characters. */
function written(contents: object, older: string): string {
  const indent = /^[ \t]+(?=")/m.exec(older)?.[0] ?? '  ';
  const mark = older.startsWith('\uFEFF') ? '\uFEFF' : '';
  const end = /\s*$/.exec(older)?.[0] ?? '';
  const text = JSON.stringify(contents, undefined, indent);
  return mark + (older.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text) + end;
}

/** The packages of which a package.json has another version than files were tested with. */
export function otherVersions(text: string, { run }: Needs): string[] {
  const has = versionsIn(contentsOf(text));
  return Object.entries(run)
    .filter(([name, version]) => has[name]?.replace(/^[\^~]/, '') !== version)
    .filter(([name]) => name in has)
    .map(([name, version]) => `${name} ${has[name]}, tested with ${version}`);
}

function versionsIn(contents: Record<string, Versions>): Versions {
  const { peerDependencies, optionalDependencies, devDependencies, dependencies } =
    contents;
  return {
    ...peerDependencies,
    ...optionalDependencies,
    ...devDependencies,
    ...dependencies,
  };
}

function contentsOf(text: string, file = 'package.json') {
  try {
    const contents = JSON.parse(text.replace(/^\uFEFF/, ''));
    const isObject = typeof contents === 'object' && !Array.isArray(contents);
    if (contents && isObject) return contents;
  } catch {}
  throw new UsageError(`${file} is not a package's JSON: mend it first`);
}

/** @param start the command of `npm start`, if there is something to start. */
export function newPackageJson(
  folder: string,
  { run, develop }: Needs,
  start: string | undefined,
): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+|-+$/g, '');
  const contents = {
    name: name || 'my-app',
    version: '0.1.0',
    private: true,
    license: ours.license,
    type: 'module',
    engines: ours.engines,
    ...(start ? { scripts: { start } } : {}),
    dependencies: run,
    devDependencies: develop,
  };
  return `${JSON.stringify(contents, undefined, 2)}\n`;
}

export function tsconfigJson(): string {
  const config = JSON.parse(readFileSync(resolve(root, 'tsconfig.json'), 'utf8'));
  return `${JSON.stringify({ ...config, include: ['**/*.ts'] }, undefined, 2)}\n`;
}
