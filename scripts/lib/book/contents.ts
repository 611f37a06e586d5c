/** The book's table of contents, in as few words as it can be told: every page loads it. */
import { coreFiles } from '../copy-plan.ts';
import { allModules, exercisesOf, groupsOf, titleOf, topicOf } from '../lessons.ts';

export interface Contents {
  modules: Chapter[];
  /** The core's files, without their folder. */
  core: string[];
}

/** A module. */
export interface Chapter {
  name: string;
  title: string;
  /** The lessons' topics, in the order of their numbers. */
  groups: { title: string; lessons: string[] }[];
  exercises: string[];
}

export function contents(): Contents {
  const modules = allModules().map((name) => ({
    name,
    title: titleOf(name),
    groups: groupsOf(name).map(({ title, lessons }) => ({
      title,
      lessons: lessons.map(topicOf),
    })),
    exercises: exercisesOf(name).map(topicOf),
  }));
  return { modules, core: coreFiles().map((name) => topicOf({ name })) };
}
