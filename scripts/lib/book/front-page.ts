/** The first page: the README, with the ways on at its beginning. */
import { startHere } from '../lessons.ts';
import { neighbour } from './lesson-page.ts';
import type { Page } from './page.ts';

export function frontPage(readme: Page): Page {
  const [, title = '', tagline = '', rest = ''] =
    /^# (.*)\n\n([\s\S]*?)\n\n([\s\S]*)$/.exec(readme.markdown) ?? [];
  const [first] = startHere();
  const ways = [
    `[Start here](/${first?.name}.html)`,
    '[All lessons](/map.html)',
    '[Exercises](/exercises.html)',
  ];
  const lead = `<div class="lead">\n\n${tagline}\n\n</div>`;
  const actions = `<div class="actions">\n\n${ways.join(' ')}\n\n</div>`;
  return {
    ...readme,
    title,
    frontmatter: { titleTemplate: false },
    next: neighbour(first),
    markdown: [`# ${title}`, lead, actions, rest].join('\n\n'),
  };
}
