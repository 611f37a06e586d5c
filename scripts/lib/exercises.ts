import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { allLessons, exercisesOf, type Lesson, nearest, root } from './lessons.ts';
import type { Run } from './program.ts';
import type { End } from './schedules/threads.ts';
import type { Trace } from './trace.ts';
import { UsageError } from './usage.ts';

/** Something that a learner's program has to do, seen in what it did. */
export interface Requirement {
  /** What has to be so, as the starter says it: "At most two workers are inside at once". */
  says: string;
  /** True when it is so; otherwise what was seen instead: "there were 5". */
  holds: (seen: { trace: Trace; run: Run }) => true | string;
  /** Why it matters, in a sentence. */
  why: string;
  /** What to do about it: one step, which is not the solution. */
  next: string;
  /**
   * Lines of the starter, each with what stands there instead in a run for this alone, so
   * that what is worked out comes to something else. Default: the program as it is.
   */
  with?: Record<string, string>;
}

/** What scripts/checks/<module>/<topic>.ts exports. */
export interface Checks {
  hints: string[];
  requirements: Requirement[];
  /** For what can be said of each schedule of the program's first threads. */
  explored?: Ending;
}

/** What has to be so at the end of each schedule. */
export interface Ending {
  /** "The total is the sum of all tasks". */
  says: string;
  /** True when it is so; otherwise what was seen instead. */
  holds: (end: End) => true | string;
  /**
   * Lines of the starter, each with what stands there instead while schedules are gone
   * through: fewer rounds have fewer schedules, and the same faults.
   */
  smaller: Record<string, string>;
  /** What is smaller: "two workers and three tasks". */
  size: string;
}

/** An exercise: a starter for the learner, a solution, and what is checked. */
export interface Exercise {
  /** `04a/synchronisation` */
  name: string;
  module: string;
  /** From the project's root. */
  starter: string;
  /** The starter as it was before the learner began, from the project's root. */
  original: string;
  solution: Lesson;
}

/** All exercises, module by module. */
export function allExercises(): Exercise[] {
  return allLessons()
    .filter(({ name }) => name.startsWith('solutions/'))
    .map((solution) => {
      const { module } = solution;
      const name = solution.name.slice('solutions/'.length);
      const topic = name.slice(module.length + 1);
      const starter = `modules/${module}/exercises/${topic}.ts`;
      const original = `scripts/starters/${name}.txt`;
      return { name, module, starter, original, solution };
    });
}

const LIST = '; --list shows all of them';

/**
 * The exercises that a person names: by name, the last part of it, module, or the starter's
 * path.
 *
 * @throws {UsageError} for a word that names none, or more than one without being a module.
 */
export function selectExercises(words: string[]): Exercise[] {
  const exercises = allExercises();
  const chosen = words.flatMap((word) => {
    const found = exercises.filter(
      ({ name, module, starter }) =>
        [name, module, name.slice(module.length + 1)].includes(word) ||
        resolve(root, starter) === resolve(word),
    );
    if (found.length === 0) {
      const near = nearest(word, exercises).map(({ name }) => name);
      const advice = near.length > 0 ? `: did you mean ${near.join(', ')}?` : LIST;
      throw new UsageError(`There is no exercise '${word}'${advice}`);
    }
    if (found.length > 1 && found[0]?.module !== word) {
      const names = found.map(({ name }) => name).join(' and ');
      throw new UsageError(`'${word}' is the name of ${names}: choose one`);
    }
    return found;
  });
  return [...new Set(chosen)];
}

/** What an exercise is called, how hard it is, and what to have seen before. */
export interface Card {
  title: string;
  /** As its module's table says; empty where it has no row. */
  level: string;
  /** The names of the lessons that prepare it. */
  after: string[];
}

/** The title is the header's first sentence, as it was before the learner began. */
export function cardOf({ name, module, original }: Exercise): Card {
  const text = readFileSync(resolve(root, original), 'utf8');
  const [, title = name] = /Exercise — ([\s\S]*?)\n \*(?:\/|\n)/.exec(text) ?? [];
  const row = exercisesOf(module).find((each) => each.name === name);
  return {
    title: title.replace(/\s+\*\s+/g, ' ').replace(/\.$/, ''),
    level: row?.level ?? '',
    after: row?.after ?? [],
  };
}

export async function checksOf(exercise: Exercise): Promise<Checks> {
  return (await import(checksUrl(exercise))).default;
}

export function checksUrl({ name }: Exercise): string {
  return new URL(`../checks/${name}.ts`, import.meta.url).href;
}
