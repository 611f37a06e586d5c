/** What the practice site shows: each path and the page that stands there. */
import { authors } from './authors.ts';
import { authorDetails, layout, quoteList } from './html.ts';
import { quotes, slug } from './quotations.ts';

/** An answer of the site. */
export interface Page {
  status: number;
  type: string;
  body: string;
  /** Where to look instead. */
  location?: string;
}

const PER_PAGE = 10;

/**
 * The page at a path, built like those of quotes.toscrape.com.
 *
 * @param path as requested, without the query.
 * @param site.origin for the sitemap, which wants whole URLs.
 * @param site.pages how many pages of quotations there are; they repeat after ten.
 * @param site.robots the text of robots.txt.
 */
export function pageAt(
  path: string,
  site: { origin: string; pages: number; robots: string },
): Page {
  if (path === '/robots.txt') return text('text/plain', site.robots);
  if (path === '/sitemap.xml') return text('application/xml', sitemap(site));
  if (path === '/') return html(quotePage(1, site.pages));

  const [, kind, name = '', , number = '1', rest] =
    /^\/(\w+)\/([^/]+)(\/page\/(\d+))?(\/?)$/.exec(path) ?? [];
  const page = kind && found(kind, decode(name), Number(number), site.pages);
  if (!page) return { ...html(layout('<h1>Not found</h1>')), status: 404 };
  if (rest === '/') return html(page);
  return { ...html(layout('<h1>Moved</h1>')), status: 301, location: `${path}/` };
}

function found(kind: string, name: string, number: number, pages: number) {
  if (kind === 'page' && /^\d+$/.test(name)) return quotePage(Number(name), pages);
  if (kind === 'author') return authorPage(name);
  if (kind === 'tag') return tagPage(name, number);
  return undefined;
}

function quotePage(number: number, pages: number): string {
  if (number < 1 || number > pages) return layout('<p>No quotes found!</p>');
  const start = ((number - 1) * PER_PAGE) % quotes.length;
  return quoteList(quotes.slice(start, start + PER_PAGE), '/page', number, pages);
}

function tagPage(tag: string, number: number): string | undefined {
  const tagged = quotes.filter(({ tags }) => tags.includes(tag));
  const start = (number - 1) * PER_PAGE;
  if (tagged.length <= start) return undefined;
  const pages = Math.ceil(tagged.length / PER_PAGE);
  return quoteList(
    tagged.slice(start, start + PER_PAGE),
    `/tag/${tag}/page`,
    number,
    pages,
  );
}

function authorPage(name: string): string | undefined {
  const author = authors.find((author) => slug(author.name) === name);
  return author && authorDetails(author);
}

function sitemap({ origin, pages }: { origin: string; pages: number }): string {
  const paths = [
    ...Array.from({ length: pages }, (_, i) => `/page/${i + 1}/`),
    ...authors.map(({ name }) => `/author/${encodeURIComponent(slug(name))}/`),
  ];
  const urls = paths.map((path) => `  <url><loc>${origin}${path}</loc></url>`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${urls.join('\n')}
</urlset>
`;
}

function text(type: string, body: string): Page {
  return { status: 200, type, body };
}

function html(body: string): Page {
  return { status: 200, type: 'text/html', body };
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
