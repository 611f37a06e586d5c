/** The chapters beside the page. */
import type { Chapter, Contents } from '../contents.ts';

export interface Item {
  text: string;
  link?: string;
  items?: Item[];
}

/** As VitePress takes it; below `/04a/` that module is unfolded. */
export function sidebarOf(contents: Contents): Record<string, Item[]> {
  const open = [...contents.modules.map(({ name }) => name), 'core'];
  const sides = open.map((name) => [`/${name}/`, chapters(contents, name)]);
  return { ...Object.fromEntries(sides), '/': chapters(contents) };
}

function chapters({ modules, core }: Contents, open?: string): Item[] {
  const unfold = (name: string, items: () => Item[]) =>
    name === open ? { items: items() } : {};
  return [
    {
      text: 'The course',
      items: [
        { text: 'Start', link: '/' },
        { text: 'The map', link: '/map.html' },
        ...modules.map((module) => ({
          text: module.title,
          link: `/${module.name}/`,
          ...unfold(module.name, () => lessonsOf(module)),
        })),
      ],
    },
    {
      text: 'More',
      items: [
        { text: 'Exercises', link: '/exercises.html' },
        {
          text: 'The core',
          link: '/core/',
          ...unfold('core', () => core.map((file) => item(file, `core/${file}`))),
        },
        { text: 'Runtimes', link: '/runtimes.html' },
        { text: 'Contributing', link: '/contributing.html' },
      ],
    },
  ];
}

function lessonsOf({ name, groups, exercises }: Chapter): Item[] {
  let number = 0;
  const lessons = groups.flatMap(({ title, lessons }): Item[] => {
    const items = lessons.map((topic) =>
      item(`${++number} ${topic}`, `${name}/${topic}`),
    );
    return title ? [{ text: title, items }] : items;
  });
  const items = exercises.map((topic) => item(topic, `${name}/exercises/${topic}`));
  return items.length > 0 ? [...lessons, { text: 'Exercises', items }] : lessons;
}

function item(text: string, page: string): Item {
  return { text, link: `/${page}.html` };
}
