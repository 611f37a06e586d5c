import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { glob } from 'zx';
import { UsageError } from './usage.ts';

/** The project's top folder. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** A program with an Output block: a lesson, or the solution of an exercise. */
export interface Lesson {
  /** Its number in the module's table, such as `04b.7`; solutions have none. */
  number: string;
  /** `04b/pool`, or `solutions/04b/prime-processor`. */
  name: string;
  /** From the project's root: `modules/04b/pool.ts`. */
  file: string;
  module: string;
  /** What it shows, and its counterpart in Python, from the module's table. */
  shows: string;
  python: string;
}

/** All lessons in teaching order, module by module, then all solutions. */
export function allLessons(): Lesson[] {
  const modules = folders('modules').filter((name) => /^\d/.test(name));
  return [...modules.flatMap(lessonsOf), ...folders('solutions').flatMap(solutionsOf)];
}

/** The rows of a module's table, which is the one list of its lessons. */
export function lessonsOf(module: string): Lesson[] {
  const readme = readmeOf(module);
  const row = /^\| *(\d\w+\.\d+) *\| *\[[^\]]+\]\(([\w-]+)\.ts\) *\|(.*)\|(.*)\|$/gm;
  return [...readme.matchAll(row)].map(
    ([, number = '', topic, shows = '', python = '']) => ({
      number,
      name: `${module}/${topic}`,
      file: `modules/${module}/${topic}.ts`,
      module,
      shows: shows.trim(),
      python: python.trim(),
    }),
  );
}

/** The lessons to begin with, in half an hour: the rows of README.md's table. */
export function startHere(): Lesson[] {
  const row = /^\| *\d+ *\| *\[[^\]]+\]\((modules\/[\w/-]+\.ts)\) *\|/gm;
  const files = [...readmeOf('..').matchAll(row)].map(([, file]) => file);
  const lessons = allLessons();
  return files.flatMap((file) => lessons.filter((lesson) => lesson.file === file));
}

/** An exercise as its module's table presents it. */
export interface ExerciseRow {
  /** `04a/synchronisation`. */
  name: string;
  /** What one writes. */
  writes: string;
  /** The names of the lessons that prepare it, the last one last. */
  after: string[];
  level: 'easy' | 'medium' | 'hard';
}

/** The rows of a module's table of exercises. */
export function exercisesOf(module: string): ExerciseRow[] {
  const row =
    /^\| *\[[^\]]+\]\(exercises\/([\w-]+)\.ts\) *\|(.*)\|(.*)\| *(easy|medium|hard) *\|$/gm;
  return [...readmeOf(module).matchAll(row)].map(
    ([, topic, writes = '', after = '', level]) => ({
      name: `${module}/${topic}`,
      writes: writes.trim(),
      after: [...after.matchAll(/\(([\w-]+)\.ts\)/g)].map(
        ([, name]) => `${module}/${name}`,
      ),
      level: level as ExerciseRow['level'],
    }),
  );
}

/** A module's heading: `04b · Processes, pools, shared memory, IPC`. */
export function titleOf(module: string): string {
  return /^# (.*)$/m.exec(readmeOf(module))?.[1] ?? module;
}

function readmeOf(module: string): string {
  const file = resolve(root, 'modules', module, 'README.md');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

function solutionsOf(module: string): Lesson[] {
  const files = readdirSync(resolve(root, 'solutions', module)).filter((name) =>
    name.endsWith('.ts'),
  );
  return files.sort().map((name) => ({
    number: '',
    name: `solutions/${module}/${name.replace(/\.ts$/, '')}`,
    file: `solutions/${module}/${name}`,
    module,
    shows: '',
    python: '',
  }));
}

function folders(parent: string): string[] {
  if (!existsSync(resolve(root, parent))) return [];
  const entries = readdirSync(resolve(root, parent), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/**
 * The lessons that a person names: by name, number, module, path, or a glob of paths.
 *
 * @param words none for all lessons.
 * @throws {UsageError} for a word that names no lesson, with the nearest names.
 */
export async function selectLessons(words: string[]): Promise<Lesson[]> {
  const lessons = allLessons();
  if (words.length === 0) return lessons;
  const chosen = new Set<Lesson>();
  for (const word of words) {
    const found = await find(word, lessons);
    if (found.length === 0) throw new UsageError(unknown(word, lessons));
    for (const lesson of found) chosen.add(lesson);
  }
  return [...chosen];
}

/**
 * The one lesson that a person names.
 *
 * @throws {UsageError} when it is none, or more than one.
 */
export async function selectLesson(words: string[]): Promise<Lesson> {
  const [word] = words;
  if (!word || words.length > 1) {
    throw new UsageError('Name a lesson; --help shows how');
  }
  const [lesson, ...others] = await selectLessons([word]);
  if (!lesson || others.length > 0) {
    throw new UsageError(`'${word}' is more than one lesson: name one of them`);
  }
  return lesson;
}

async function find(word: string, lessons: Lesson[]): Promise<Lesson[]> {
  const paths = /[*?{]/.test(word) ? await glob(word) : [word];
  const files = paths.map((path) => relative(root, resolve(path)));
  return lessons.filter(
    ({ number, name, file, module }) =>
      word === number || word === name || word === module || files.includes(file),
  );
}

function unknown(word: string, lessons: Lesson[]): string {
  const near = lessons
    .map(({ name }) => ({ name, distance: editDistance(word, name) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3);
  const names = near.map(({ name }) => name).join(', ');
  return `There is no lesson '${word}'. The nearest ones: ${names}`;
}

/** How many letters have to be changed, added or removed (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
