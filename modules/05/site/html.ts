/** The HTML of the practice site, built like that of quotes.toscrape.com. */
import type { authors } from './authors.ts';
import { type Quote, quotes, slug } from './quotations.ts';

/** The frame of every page, with the most used tags at its side, as the model has it. */
export function layout(content: string): string {
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

/** A page of quotations, with links to the ones before and after it. */
export function quoteList(
  quotes: Quote[],
  path: string,
  number: number,
  pages: number,
): string {
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

/** What stands on the page of an author. */
export function authorDetails(author: (typeof authors)[number]): string {
  return layout(`
    <div class="author-details">
      <h3 class="author-title">${escapeHtml(author.name)}</h3>
      <p><strong>Born:</strong>
        <span class="author-born-date">${author.born}</span>
        <span class="author-born-location">in ${escapeHtml(author.place)}</span></p>
      <div class="author-description">${escapeHtml(author.about)}</div>
    </div>`);
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', "'": '&#39;' };
  return text.replace(/[&<']/g, (sign) => entities[sign] ?? sign);
}
