import { copyFileSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { CacheFolder } from './cache-folder.ts';
import {
  type CheckOptions,
  checkExercise,
  type Finding,
  notRun,
} from './check-exercise.ts';
import type { Exercise } from './exercises.ts';
import { filesOf } from './imports.ts';
import { root } from './lessons.ts';

/**
 * Checks a program that may be anywhere, as if it stood in the place of the starter, which
 * is not touched.
 *
 * @param file its path.
 * @param options as for checkExercise.
 */
export async function checkHandIn(
  exercise: Exercise,
  file: string,
  options: CheckOptions,
): Promise<Finding> {
  const program = resolve(file);
  if (!existsSync(program)) return checkExercise(exercise, program, options);
  const rival = join(dirname(program), basename(exercise.starter));
  if (rival !== program && filesOf(program).includes(rival)) {
    return notRun(exercise, {
      seen: `it needs a file with the starter's name, ${basename(rival)}`,
      next: 'Give that file another name.',
    });
  }
  using folder = new CacheFolder('hand-in');
  const placed = place(exercise, program, folder.path);
  const finding = await checkExercise(exercise, placed, options);
  for (const one of [finding.missing, ...finding.judged]) {
    if (typeof one?.seen !== 'string') continue;
    one.seen = one.seen
      .replaceAll(placed, file)
      .replaceAll(`${basename(placed)}:`, `${basename(file)}:`);
  }
  return finding;
}

/**
 * Copies a program to where it finds, by links, what a starter has around it: the core, and
 * the parts of its module. A solution finds the core there, too, by its own longer way.
 *
 * @returns the copy.
 */
function place({ module, starter }: Exercise, program: string, folder: string): string {
  const modules = resolve(root, 'modules');
  linkFolders(modules, folder, [module]);
  symlinkSync(modules, join(folder, 'modules'), 'junction');
  linkFolders(join(modules, module), join(folder, module), ['exercises']);

  const home = join(folder, module, 'exercises');
  const copy = join(home, basename(starter));
  for (const file of filesOf(program)) {
    const path = relative(dirname(program), file);
    // What it takes from elsewhere, it finds at the links.
    if (path.startsWith('..')) continue;
    const to = file === program ? copy : join(home, path);
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(file, to);
  }
  linkFolders(dirname(resolve(root, starter)), home);
  return copy;
}

/** Links to a folder's folders, as far as their names are free where the links shall be. */
function linkFolders(from: string, to: string, except: string[] = []): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const link = join(to, entry.name);
    const isWanted = entry.isDirectory() && !except.includes(entry.name);
    if (isWanted && !existsSync(link))
      symlinkSync(join(from, entry.name), link, 'junction');
  }
}
