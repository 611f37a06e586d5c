import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { compile } from './copy-compile.ts';
import { type Needs, needsOf, ours, type Project, projectOf } from './copy-package.ts';
import { filesOf, renameIn } from './imports.ts';
import { type Lesson, root } from './lessons.ts';
import { UsageError } from './usage.ts';

/** A lesson or solution, a public file of the core by its name, `core/lock`, or all: `core`. */
export type Source = Lesson | string;

/** The extensions of what is copied: those of its files, and those that imports name. */
interface Form {
  source: '.ts' | '.mts';
  named: '.ts' | '.mts' | '.js' | '.mjs';
}

/** What a copy consists of. */
export interface Plan {
  project: Project | undefined;
  needs: Needs;
  programs: string[];
  /** What has to be there, as it is here: texts by path. */
  files: Map<string, string>;
}

const LICENSE = readText(resolve(root, 'LICENSE'));
const CORE = 'core';
export const ORIGIN = `Concurrency in TypeScript ${ours.version}`;
const NOTICE = `# core

From ${ORIGIN}, under the MIT licence in LICENSE. The programs
that were copied along with it, and import it, are from there, too.

Those of its files that are TypeScript name one another with their extensions: a tsconfig.json
has to allow it by \`allowImportingTsExtensions\`, or \`rewriteRelativeImportExtensions\`.
`;

/** The public files of the core, as they are named: `core/explore`. */
export function coreFiles(): string[] {
  return readdirSync(resolve(root, 'modules/core'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `core/${basename(file, '.ts')}`);
}

/** What a person names `core`, `core/lock` or `core/lock.ts`; undefined for all else. */
export function partOf(word: string): string | undefined {
  const name = word.replace(/\.ts$/, '');
  return [CORE, ...coreFiles()].find((part) => part === name);
}

/**
 * What a copy into a folder consists of, apart from what a new project gets.
 *
 * @param js compiled to JavaScript.
 */
export async function planOf(
  folder: string,
  sources: Source[],
  js: boolean,
): Promise<Plan> {
  const project = projectOf(folder);
  const isModule = project?.isModule ?? true;
  const source = isModule ? '.ts' : '.mts';
  const form: Form = { source, named: js ? (isModule ? '.js' : '.mjs') : source };
  const modules = resolve(root, 'modules');
  const originals = new Set<string>();
  const texts = new Map<string, string>();
  const programs: string[] = [];
  for (const each of sources.flatMap((one) => (one === CORE ? coreFiles() : one))) {
    const isLesson = typeof each !== 'string';
    const entry = isLesson ? resolve(root, each.file) : resolve(modules, `${each}.ts`);
    const home = isLesson ? dirname(entry) : modules;
    if (isLesson) programs.push(basename(entry).replace(/\.ts$/, form.named));
    for (const file of filesOf(entry)) {
      if (js && isLoader(file)) continue;
      const place = withExtension(placeOf(file, home), form.source);
      const text = movedText(file, home, form);
      if ((texts.get(place) ?? text) !== text) {
        throw new UsageError(`Two of these have a file ${place}: copy them one by one`);
      }
      originals.add(file);
      texts.set(place, text);
    }
  }
  const files = js ? await compile(texts) : texts;
  // The project's own LICENSE and README are nobody else's to change.
  const isOwn = !project && !existsSync(join(folder, 'README.md'));
  const there = textOf(folder, 'LICENSE');
  if (there === LICENSE || (isOwn && there === undefined)) files.set('LICENSE', LICENSE);
  else files.set('core/LICENSE', LICENSE).set('core/README.md', NOTICE);
  return { project, needs: needsOf([...originals], js), programs, files };
}

/** A file's text, in which the files that it names are where they are in the copy. */
function movedText(file: string, home: string, form: Form): string {
  const here = dirname(placeOf(file, home));
  return renameIn(readText(file), (specifier) => {
    const place = placeOf(resolve(dirname(file), specifier), home);
    const path = withSlashes(relative(here, withExtension(place, form.named)));
    return path.startsWith('.') ? path : `./${path}`;
  });
}

/** Files beside or below the lesson stay there; others are as in modules. */
function placeOf(file: string, home: string): string {
  const beside = withSlashes(relative(home, file));
  const isBeside = !beside.startsWith('../');
  return isBeside ? beside : withSlashes(relative(resolve(root, 'modules'), file));
}

function withExtension(path: string, extension: string): string {
  return path.replace(/(?<!\.d)\.ts$/, extension);
}

function withSlashes(path: string): string {
  return path.split(sep).join('/');
}

/** What loads TypeScript in threads: JavaScript has no need of it. */
function isLoader(file: string): boolean {
  return /[\\/]core[\\/]internal[\\/]thread[\\/]ts-\w+\.mjs$/.test(file);
}

/** Undefined where there is none. */
export function textOf(folder: string, file: string): string | undefined {
  try {
    return readText(join(folder, file));
  } catch {
    return undefined;
  }
}

/** With one kind of line ends: a checkout may have made others, here or there. */
function readText(path: string): string {
  return readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
}
