import { existsSync } from 'node:fs';
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
  const present = files.filter((file) => existsSync(resolve(target, file)));
  if (present.length > 0 && !force) {
    throw new UsageError(
      `${folder} has ${present.join(', ')} already: choose another folder, or --force`,
    );
  }
  for (const [file, content] of contents) await save(join(folder, file), content);
  return files;
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
  contents.set('package.json', await packageJson(name, program, packagesOf(files)));
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

async function packageJson(name: string, program: string, used: string[]) {
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
    scripts: { start: `tsx ${program}` },
    dependencies: pick(dependencies, [...used, 'tsx'].sort()),
    devDependencies: pick(devDependencies, ['@types/node', ...types, 'typescript']),
  };
  return `${JSON.stringify(contents, undefined, 2)}\n`;
}

async function tsconfigJson(): Promise<string> {
  const config = JSON.parse(await readFile(resolve(root, 'tsconfig.json'), 'utf8'));
  return `${JSON.stringify({ ...config, include: ['**/*.ts'] }, undefined, 2)}\n`;
}
