/** The book's table of contents, as VitePress takes it. */
import { basename } from 'node:path';
import { coreFiles } from '../copy-plan.ts';
import { allModules, exercisesOf, groupsOf, titleOf, topicOf } from '../lessons.ts';

export interface Item {
  text: string;
  link?: string;
  items?: Item[];
  collapsed?: boolean;
}

/** The chapters beside the page; below `/04a/` that module is unfolded. */
export function sidebar(): Record<string, Item[]> {
  const modules = allModules();
  const sides = [...modules, 'core'].map((open) => [`/${open}/`, chapters(open)]);
  return { ...Object.fromEntries(sides), '/': chapters() };
}

function chapters(open?: string): Item[] {
  const modules = allModules().map((module) => {
    const chapter = { text: titleOf(module), link: `/${module}/` };
    return module === open
      ? { ...chapter, items: lessonItems(module), collapsed: false }
      : chapter;
  });
  const core = { text: 'The core', link: '/core/' };
  return [
    {
      text: 'The course',
      items: [
        { text: 'Start', link: '/' },
        { text: 'The map', link: '/map.html' },
        ...modules,
      ],
    },
    {
      text: 'More',
      items: [
        { text: 'Exercises', link: '/exercises.html' },
        open === 'core' ? { ...core, items: coreItems(), collapsed: false } : core,
        { text: 'Runtimes', link: '/runtimes.html' },
        { text: 'Contributing', link: '/contributing.html' },
      ],
    },
  ];
}

function lessonItems(module: string): Item[] {
  const groups = groupsOf(module).flatMap(({ title, lessons }): Item[] => {
    const items = lessons.map((lesson) => ({
      text: `${lesson.number.replace(/^\w+\./, '')} ${topicOf(lesson)}`,
      link: `/${lesson.name}.html`,
    }));
    return title ? [{ text: title, items }] : items;
  });
  const exercises = exercisesOf(module).map(({ name }) => ({
    text: topicOf({ name }),
    link: `/${name.replace('/', '/exercises/')}.html`,
  }));
  return exercises.length > 0
    ? [...groups, { text: 'Exercises', items: exercises }]
    : groups;
}

function coreItems(): Item[] {
  return coreFiles().map((name) => ({
    text: basename(name),
    link: `/${name}.html`,
  }));
}
