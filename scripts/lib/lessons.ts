import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { glob } from 'zx';
import {
  type ExerciseRow,
  exerciseRows,
  lessonRows,
  renumber,
  renumberLinks,
  tableProblems,
} from './tables.ts';
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
  return [
    ...allModules().flatMap(lessonsOf),
    ...folders('solutions').flatMap(solutionsOf),
  ];
}

/** The rows of a module's tables, which are the one list of its lessons. */
export function lessonsOf(module: string): Lesson[] {
  return groupsOf(module).flatMap(({ lessons }) => lessons);
}

/** A module's lessons under the headings of its tables. */
export function groupsOf(module: string): { title: string; lessons: Lesson[] }[] {
  const groups: { title: string; lessons: Lesson[] }[] = [];
  for (const { group, number, topic, shows, python } of lessonRows(readmeOf(module))) {
    const name = `${module}/${topic}`;
    const lesson = { number, name, file: `modules/${name}.ts`, module, shows, python };
    if (groups.at(-1)?.title !== group) groups.push({ title: group, lessons: [] });
    groups.at(-1)?.lessons.push(lesson);
  }
  return groups;
}

/** The folders of lessons, in teaching order: `['03a', …]`. */
export function allModules(): string[] {
  return folders('modules').filter((name) => /^\d/.test(name));
}

/** The lessons to begin with, in half an hour: the rows of README.md's table. */
export function startHere(): Lesson[] {
  const row = /^\| *\d+ *\| *\[[^\]]+\]\((modules\/[\w/-]+\.ts)\) *\|/gm;
  const files = [...readmeOf('..').matchAll(row)].map(([, file]) => file);
  const lessons = allLessons();
  return files.flatMap((file) => lessons.filter((lesson) => lesson.file === file));
}

/** The rows of a module's table of exercises. */
export function exercisesOf(module: string): ExerciseRow[] {
  return exerciseRows(module, readmeOf(module));
}

/** The lesson below this one in the tables; undefined for the last one, and for solutions. */
export function nextAfter({ number }: Lesson): Lesson | undefined {
  const lessons = allModules().flatMap(lessonsOf);
  const at = lessons.findIndex((lesson) => lesson.number === number);
  return at < 0 ? undefined : lessons[at + 1];
}

/** The exercises for which a lesson is the last one that prepares them. */
export function exercisesAfter({ name, module }: Lesson): ExerciseRow[] {
  return exercisesOf(module).filter(({ after }) => after.at(-1) === name);
}

/**
 * What comes after a lesson, as its last lines say it.
 *
 * @param next the lesson to go on with, mostly that of nextAfter.
 * @returns `Next: 04a.24 unsafe-counter`, for those to begin with also
 *   `Next on the path: 04a.31 deadlock`, and `Now you: npx tsx scripts/check.ts 04a/…`.
 */
export function signposts(lesson: Lesson, next: Lesson | undefined): string[] {
  const exercises = exercisesAfter(lesson);
  const path = startHere();
  const step = path.findIndex(({ name }) => name === lesson.name);
  const onPath = step >= 0 ? path[step + 1] : undefined;
  return [
    ...(next ? [`Next: ${next.number} ${topicOf(next)}`] : []),
    ...(onPath && onPath.name !== next?.name
      ? [`Next on the path: ${onPath.number} ${topicOf(onPath)}`]
      : []),
    ...exercises.map(({ name }) => `Now you: npx tsx scripts/check.ts ${name}`),
  ];
}

/** What is wrong with a module's tables, each in a line. */
export function problemsOf(module: string): string[] {
  const files = readdirSync(resolve(root, 'modules', module));
  const topics = files.filter((name) => name.endsWith('.ts'));
  return tableProblems(
    module,
    readmeOf(module),
    topics.map((name) => name.replace(/\.ts$/, '')),
  );
}

/**
 * Numbers the rows of all modules' tables in their order, and the links to lessons that are
 * called by their numbers.
 *
 * @returns the READMEs that have changed, from the project's root.
 */
export function renumberTables(): string[] {
  const modules = allModules();
  const before = new Map(modules.map((module) => [module, readmeOf(module)]));
  const write = (module: string, text: string) => {
    if (text !== readmeOf(module)) writeFileSync(pathOf(module), text);
  };
  for (const [module, text] of before) write(module, renumber(module, text));
  const numbers = new Map(allLessons().map(({ name, number }) => [name, number]));
  for (const module of modules) {
    write(module, renumberLinks(module, readmeOf(module), numbers));
  }
  const changed = modules.filter((module) => readmeOf(module) !== before.get(module));
  return changed.map((module) => `modules/${module}/README.md`);
}

/** `pool`, the last part of a name. */
export function topicOf({ name }: Pick<Lesson, 'name'>): string {
  return name.replace(/.*\//, '');
}

/** A module's heading: `04b · Processes, pools, shared memory, IPC`. */
export function titleOf(module: string): string {
  return /^# (.*)$/m.exec(readmeOf(module))?.[1] ?? module;
}

function pathOf(module: string): string {
  return resolve(root, 'modules', module, 'README.md');
}

function readmeOf(module: string): string {
  const file = pathOf(module);
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
 * The lessons that a person names: by name, number, module, path, or a glob of paths; or
 * by the last part of a name, where only one lesson has it.
 *
 * @param words none for all lessons.
 * @throws {UsageError} for a word that names no lesson, or more than it seems to.
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
  if (word.trim() === '') throw new UsageError('An empty word names no lesson');
  const paths = /[*?{]/.test(word) ? await glob(word) : [word];
  const files = paths.map((path) => relative(root, resolve(path)));
  const bare = word.replace(/\.ts$/, '');
  const found = lessons.filter(
    ({ number, name, file, module }) =>
      word === number || bare === name || word === module || files.includes(file),
  );
  return found.length > 0 ? found : findByTopic(word, lessons);
}

/** Lessons come before solutions of the same name, and those to begin with before others. */
function findByTopic(word: string, lessons: Lesson[]): Lesson[] {
  const namesakes = lessons.filter((lesson) => topicOf(lesson) === word);
  const taught = namesakes.filter(({ number }) => number !== '');
  const found = taught.length > 0 ? taught : namesakes;
  const onPath = startHere().filter(({ name }) => found.some((one) => one.name === name));
  if (found.length > 1 && onPath.length === 1) return onPath;
  if (found.length > 1) {
    const names = found.map(({ name }) => name).join(' or ');
    throw new UsageError(`'${word}' may be ${names}: name one of them`);
  }
  return found;
}

const HELP = '; npm start shows what there is';

function unknown(word: string, lessons: Lesson[]): string {
  const near = nearest(word, lessons).map(({ name }) => name);
  const advice = near.length > 0 ? `: did you mean ${near.join(', ')}?` : HELP;
  return unlisted(word) ?? `There is no lesson '${word}'${advice}`;
}

/** Why a lesson whose file is there is not known all the same. */
function unlisted(word: string): string | undefined {
  const file = existsSync(resolve(word)) ? relative(root, resolve(word)) : word;
  const [, module = '', topic = ''] =
    /^(?:modules\/)?(\w+)\/([\w-]+)(?:\.ts)?$/.exec(file) ?? [];
  if (!allModules().includes(module)) return undefined;
  if (!existsSync(resolve(root, 'modules', module, `${topic}.ts`))) return undefined;
  return problemsOf(module).find((problem) => problem.includes(`(${topic}.ts)`));
}

/** The lessons or exercises that a misspelt, or half a name may mean, the nearest first. */
export function nearest<T extends Named>(word: string, all: T[]): T[] {
  const limit = Math.max(1, Math.floor(word.length / 4));
  return all
    .map((one) => ({ one, distance: distanceTo(word, one) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ one }) => one);
}

/** A lesson, or an exercise: `04a/lock-counter`. */
type Named = Pick<Lesson, 'name'>;

/** The beginning of a name's words is as near as one wrong letter. */
function distanceTo(word: string, { name }: Named): number {
  const own = word.includes('/') ? name : topicOf({ name });
  const slashed = (text: string) => `/${text.replaceAll('-', '/')}`;
  const begins = slashed(own).includes(slashed(word));
  return begins && word.length > 1 ? 1 : editDistance(word, own);
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
