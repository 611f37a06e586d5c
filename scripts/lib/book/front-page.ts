/** The first page: the README, whose beginning becomes a title page. */
import { startHere } from '../lessons.ts';
import type { Page } from './page.ts';

export function frontPage(readme: Page): Page {
  const [, title = '', rest = ''] = /^# (.*)\n([\s\S]*)$/m.exec(readme.markdown) ?? [];
  const [tagline = ''] = rest.trim().split('\n\n');
  const [first] = startHere();
  return {
    ...readme,
    title,
    frontmatter: {
      layout: 'home',
      titleTemplate: false,
      hero: {
        name: title,
        tagline: tagline.replaceAll('\n', ' '),
        actions: [
          { theme: 'brand', text: 'Start here', link: `/${first?.name}.html` },
          { theme: 'alt', text: 'All lessons', link: '/map.html' },
          { theme: 'alt', text: 'Exercises', link: '/exercises.html' },
        ],
      },
    },
    markdown: rest.trimStart().slice(tagline.length),
  };
}
