/** What holds for each file of the built book. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { load } from 'cheerio';
import { allExercises } from '../../scripts/lib/exercises.ts';
import { allModules, lessonsOf } from '../../scripts/lib/lessons.ts';

/**
 * So many bytes a page may be with all scripts and styles that opening it loads, as they are,
 * not compressed. What loads later is not counted: the search's index, and the pictures, which
 * come as one scrolls to them.
 */
export const MOST_BYTES = 300_000;

interface PageFile {
  /** From the site's folder: `/04a/deadlock.html`. */
  path: string;
  html: ReturnType<typeof load>;
}

export function pageChecks(site: string): Record<string, () => void> {
  const names = readdirSync(site, { recursive: true }) as string[];
  const pages = names
    .filter((name) => name.endsWith('.html'))
    .map((name): PageFile => {
      const text = readFileSync(join(site, name), 'utf8');
      return { path: `/${name}`, html: load(text) };
    });
  const each = (find: (page: PageFile) => string[]) => () => {
    const found = pages.flatMap((page) =>
      find(page).map((what) => `${page.path}: ${what}`),
    );
    if (found.length > 0) throw new Error(found.slice(0, 20).join('\n'));
  };
  return {
    'every lesson and exercise has a page': () => {
      const lessons = allModules()
        .flatMap(lessonsOf)
        .map(({ name }) => name);
      const exercises = allExercises().map(({ name }) =>
        name.replace('/', '/exercises/'),
      );
      const missing = [...lessons, ...exercises].filter(
        (name) => !existsSync(join(site, `${name}.html`)),
      );
      if (missing.length > 0)
        throw new Error(`There is no page of ${missing.join(', ')}`);
    },
    'every link leads somewhere': each((page) => deadLinks(page, site, pages)),
    'nothing comes from another host': each(({ html }) =>
      html('link[href], [src]')
        .toArray()
        .map((element) => element.attribs.href ?? element.attribs.src ?? '')
        .filter((url) => /^(https?:)?\/\//.test(url)),
    ),
    'headings are in order': each(({ html }) => {
      const levels = html('main')
        .find('h1, h2, h3, h4')
        .toArray()
        .map(({ tagName }) => Number(tagName[1]));
      const skips = levels.filter((level, i) => level > (levels[i - 1] ?? 0) + 1);
      return skips.map((level) => `an h${level} without the heading above it`);
    }),
    'every picture says in words what it shows': each(({ html }) =>
      html('img:not([alt]), img[alt=""]')
        .toArray()
        .map(({ attribs }) => `${attribs.src}`),
    ),
    'no page is too large': each(({ path, html }) => {
      const parts = html(
        '[rel~=stylesheet], [rel=modulepreload], [src]:not([loading=lazy])',
      )
        .toArray()
        .map(({ attribs }) => attribs.href ?? attribs.src ?? '');
      const sizes = [path, ...new Set(parts)].map(
        (part) => statSync(join(site, part)).size,
      );
      const bytes = sizes.reduce((sum, size) => sum + size);
      return bytes > MOST_BYTES ? [`${bytes} bytes`] : [];
    }),
  };
}

function deadLinks({ path, html }: PageFile, site: string, pages: PageFile[]): string[] {
  const links = html('a[href]')
    .toArray()
    .map(({ attribs }) => attribs.href ?? '');
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [to = '', part] = link.split('#');
    const target = to === '' ? path : resolve(dirname(path), to);
    const file = to.endsWith('/') ? join(target, 'index.html') : target;
    if (!existsSync(join(site, file))) return true;
    const page = pages.find((each) => each.path === file);
    const id = part && decodeURIComponent(part);
    return id
      ? !page
          ?.html('[id]')
          .toArray()
          .some(({ attribs }) => attribs.id === id)
      : false;
  });
}
