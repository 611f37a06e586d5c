/** What the practice site shows: each path and the page that stands there. */
import { authors } from './authors.ts';

/** An answer of the site. */
export interface Page {
  status: number;
  type: string;
  body: string;
  /** Where to look instead. */
  location?: string;
}

export interface Quote {
  text: string;
  author: string;
  tags: string[];
}

/** One of each author in turn, so that a page has many authors. */
export const quotes: Quote[] = [0, 1, 2, 3, 4, 5].flatMap((turn) =>
  authors.flatMap(({ name, quotes }) =>
    quotes.slice(turn, turn + 1).map(({ text, tags }) => ({ text, author: name, tags })),
  ),
);

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
  return list(quotes.slice(start, start + PER_PAGE), '/page', number, pages);
}

function tagPage(tag: string, number: number): string | undefined {
  const tagged = quotes.filter(({ tags }) => tags.includes(tag));
  const start = (number - 1) * PER_PAGE;
  if (tagged.length <= start) return undefined;
  const pages = Math.ceil(tagged.length / PER_PAGE);
  return list(tagged.slice(start, start + PER_PAGE), `/tag/${tag}/page`, number, pages);
}

function authorPage(name: string): string | undefined {
  const author = authors.find((author) => slug(author.name) === name);
  if (!author) return undefined;
  return layout(`
    <div class="author-details">
      <h3 class="author-title">${escapeHtml(author.name)}</h3>
      <p><strong>Born:</strong>
        <span class="author-born-date">${author.born}</span>
        <span class="author-born-location">in ${escapeHtml(author.place)}</span></p>
      <div class="author-description">${escapeHtml(author.about)}</div>
    </div>`);
}

function list(quotes: Quote[], path: string, number: number, pages: number): string {
  const link = (rel: string, to: number, label: string) =>
    `<li class="${rel}"><a href="${path}/${to}/">${label}</a></li>`;
  return layout(`${quotes.map(quoteItem).join('')}
    <nav>
      <ul class="pager">
        ${number > 1 ? link('previous', number - 1, '&larr; Previous') : ''}
        ${number < pages ? link('next', number + 1, 'Next &rarr;') : ''}
      </ul>
    </nav>`);
}

function quoteItem({ text, author, tags }: Quote): string {
  const links = tags.map(
    (tag) => `
            <a class="tag" href="/tag/${tag}/page/1/">${tag}</a>`,
  );
  return `
    <div class="quote" itemscope itemtype="http://schema.org/CreativeWork">
        <span class="text" itemprop="text">“${escapeHtml(text)}”</span>
        <span>by <small class="author" itemprop="author">${escapeHtml(author)}</small>
        <a href="/author/${encodeURIComponent(slug(author))}">(about)</a>
        </span>
        <div class="tags">
            Tags:
            <meta class="keywords" itemprop="keywords" content="${tags.join(',')}">
            ${links.join('')}
        </div>
    </div>
`;
}

/** The frame of every page, with the most used tags at its side, as the model has it. */
function layout(content: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
    <meta charset="UTF-8">
    <title>Quotes to practise on</title>
</head>
<body>
    <div class="container">
        <div class="row header-box">
            <h1><a href="/">Quotes to practise on</a></h1>
        </div>
        <div class="row">
            <div class="col-md-8">${content}
            </div>
            <div class="col-md-4 tags-box">
                <h2>Top Ten tags</h2>${topTags}
            </div>
        </div>
    </div>
</body>
</html>
`;
}

const topTags = [...new Set(quotes.flatMap(({ tags }) => tags))]
  .map((tag) => ({ tag, uses: quotes.filter(({ tags }) => tags.includes(tag)).length }))
  .sort((a, b) => b.uses - a.uses)
  .slice(0, 10)
  .map(
    ({ tag, uses }) => `
                <span class="tag-item">
                <a class="tag" style="font-size: ${uses + 8}px" href="/tag/${tag}/">${tag}</a>
                </span>`,
  )
  .join('');

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

function slug(name: string): string {
  return name.replaceAll(' ', '-');
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', "'": '&#39;' };
  return text.replace(/[&<']/g, (sign) => entities[sign] ?? sign);
}
