/** All pages of the book, from the tables, lessons, exercises, READMEs and the core. */
import { basename } from 'node:path';
import { coreFiles } from '../copy-plan.ts';
import { allExercises } from '../exercises.ts';
import { allModules, lessonsOf, problemsOf, titleOf } from '../lessons.ts';
import { UsageError } from '../usage.ts';
import { Addresses } from './addresses.ts';
import { Declarations } from './declarations.ts';
import { exercisePage, exercisesPage } from './exercise-page.ts';
import { frontPage } from './front-page.ts';
import { lessonPage, neighbour } from './lesson-page.ts';
import type { Page } from './page.ts';
import type { Picture } from './pictures.ts';
import { readmePage } from './readme-page.ts';
import { referencePage } from './reference-page.ts';
import { runtimesPage } from './runtimes-page.ts';
import type { ScheduleFile } from './schedules.ts';
import { sourcePages } from './source-page.ts';

/**
 * @param pictures of the lessons that have one, by their names.
 * @param schedules of those that have a scenario, the same.
 * @throws {UsageError} when a README names what is not there, a line for each.
 */
export async function allPages(
  pictures: ReadonlyMap<string, Picture>,
  schedules: ReadonlyMap<string, ScheduleFile>,
): Promise<Page[]> {
  const addresses = new Addresses();
  const modules = allModules();
  const problems = modules.flatMap(problemsOf);
  const chapter = (file: string, path: string) =>
    readmePage(file, path, addresses, problems);
  const chapters = [
    frontPage(chapter('README.md', 'index.md')),
    chapter('modules/README.md', 'map.md'),
    chapter('modules/PYTHON.md', 'python.md'),
    chapter('CONTRIBUTING.md', 'contributing.md'),
    chapter('modules/core/README.md', 'core/index.md'),
    ...modules.map((module) => ({
      ...chapter(`modules/${module}/README.md`, `${module}/index.md`),
      next: neighbour(lessonsOf(module)[0]),
    })),
  ];
  if (problems.length > 0) {
    throw new UsageError(`The book cannot be made:\n${problems.join('\n')}`);
  }
  const lessons = modules
    .flatMap(lessonsOf)
    .map((lesson) =>
      lessonPage(
        lesson,
        pictures.get(lesson.name),
        schedules.get(lesson.name),
        addresses,
      ),
    );
  const exercises = await Promise.all(allExercises().map(exercisePage));
  const overview = exercisesPage(
    modules.map((module) => ({ module, title: titleOf(module) })),
  );
  return [
    ...chapters,
    ...lessons,
    ...exercises,
    overview,
    ...(await reference()),
    runtimesPage(),
    // Last, as they are of what the others link to.
    ...sourcePages(addresses),
  ];
}

async function reference(): Promise<Page[]> {
  using declarations = await Declarations.of();
  const files = coreFiles().map((name) => `modules/${name}.ts`);
  const find = (name: string) => {
    const word = name.replace(/[.#].*$/, '');
    const file = files.find((each) =>
      declarations.exportsOf(each).some((declaration) => declaration.name === word),
    );
    return file && `/core/${basename(file, '.ts')}.html#${word}`;
  };
  return files.map((file) => referencePage(file, declarations, find));
}
