import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { filesOf, packagesOf, renameIn } from './imports.ts';
import { type Lesson, root } from './lessons.ts';
import { save, UsageError } from './usage.ts';

/**
 * Makes a project of a lesson: the files that it needs, and a package.json with the
 * packages that it uses.
 *
 * @param options.force overwrites files that are there. Default: false.
 * @returns the files written, from the folder on.
 * @throws {UsageError} when files are there, or the folder cannot be written.
 */
export async function copyLesson(
  lesson: Lesson,
  folder: string,
  { force = false } = {},
): Promise<string[]> {
  const target = resolve(folder);
  const contents = await project(lesson, basename(target));
  const files = [...contents.keys()];
  refuseToOverwrite(files, folder, force);
  for (const [file, content] of contents) await save(join(folder, file), content);
  return files;
}

/** The public files of the core, as they are named: `core/explore`. */
export function coreFiles(): string[] {
  return readdirSync(resolve(root, 'modules/core'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `core/${basename(file, '.ts')}`);
}

/**
 * Brings a file of the core into a project, with what it stands on; and makes one of the
 * folder if it is none yet.
 *
 * @param name `core/explore`.
 * @param options.force overwrites files that are there. Default: false.
 * @returns the files written, from the folder on.
 * @throws {UsageError} when files are there, or the folder cannot be written.
 */
export async function copyCore(
  name: string,
  folder: string,
  { force = false } = {},
): Promise<string[]> {
  const target = resolve(folder);
  const modules = resolve(root, 'modules');
  const files = filesOf(resolve(modules, `${name}.ts`));
  const contents = new Map<string, string>();
  for (const file of files) {
    contents.set(relative(modules, file), await readFile(file, 'utf8'));
  }
  refuseToOverwrite([...contents.keys()], folder, force);
  if (!existsSync(resolve(target, 'package.json'))) {
    const project = await packageJson(basename(target), packagesOf(files));
    contents.set('package.json', project);
    contents.set('tsconfig.json', await tsconfigJson());
  }
  for (const [file, content] of contents) await save(join(folder, file), content);
  return [...contents.keys()];
}

function refuseToOverwrite(files: string[], folder: string, force: boolean): void {
  const present = files.filter((file) => existsSync(resolve(folder, file)));
  if (present.length === 0 || force) return;
  throw new UsageError(
    `${folder} has ${present.join(', ')} already: choose another folder, or --force`,
  );
}

/** The files of the new project and what is in them. */
async function project(lesson: Lesson, name: string): Promise<Map<string, string>> {
  const entry = resolve(root, lesson.file);
  const files = filesOf(entry);
  const contents = new Map<string, string>();
  for (const file of files) {
    const place = placeOf(file, lesson);
    const source = await readFile(file, 'utf8');
    const moved = renameIn(source, (specifier) => {
      const path = relative(
        dirname(place),
        placeOf(resolve(dirname(file), specifier), lesson),
      );
      return path.startsWith('.') ? path : `./${path}`;
    });
    contents.set(place, moved);
  }
  const program = basename(lesson.file);
  contents.set('package.json', await packageJson(name, packagesOf(files), program));
  contents.set('tsconfig.json', await tsconfigJson());
  contents.set(
    'README.md',
    `# ${name}\n\nBegun as a copy of ${lesson.name}, ${lesson.shows || 'a solution'}.\n` +
      `Run it with \`npm install\`, then \`npm start\`.\n`,
  );
  return contents;
}

/** The lesson stands at the top, its own parts and the core in folders beside it. */
function placeOf(file: string, lesson: Lesson): string {
  const home = dirname(resolve(root, lesson.file));
  const beside = relative(home, file);
  return beside.startsWith('..') ? relative(resolve(root, 'modules'), file) : beside;
}

async function packageJson(name: string, used: string[], program?: string) {
  const { license, engines, dependencies, devDependencies } = JSON.parse(
    await readFile(resolve(root, 'package.json'), 'utf8'),
  );
  const pick = (from: Record<string, string>, names: string[]) =>
    Object.fromEntries(names.flatMap((key) => (from[key] ? [[key, from[key]]] : [])));
  const types = used.map((key) => `@types/${key}`);
  const contents = {
    name: name.toLowerCase().replace(/[^a-z0-9._-]+/g, '-'),
    version: '0.1.0',
    private: true,
    license,
    type: 'module',
    engines,
    ...(program ? { scripts: { start: `tsx ${program}` } } : {}),
    dependencies: pick(dependencies, [...used, 'tsx'].sort()),
    devDependencies: pick(devDependencies, ['@types/node', ...types, 'typescript']),
  };
  return `${JSON.stringify(contents, undefined, 2)}\n`;
}

async function tsconfigJson(): Promise<string> {
  const config = JSON.parse(await readFile(resolve(root, 'tsconfig.json'), 'utf8'));
  return `${JSON.stringify({ ...config, include: ['**/*.ts'] }, undefined, 2)}\n`;
}
