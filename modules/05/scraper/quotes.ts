/** What the scraper is after: quotations, and the way to the next page. */
import { load } from 'cheerio/slim';

export interface Quote {
  text: string;
  author: string;
  tags: string[];
}

/** What stands on a page. */
export interface Reading {
  quotes: Quote[];
  /** Where its Next link leads, as it stands there. */
  next: string | undefined;
}

// One document serves for all pages: to make one costs as much as to read a page.
const $ = load('');

const WANTED = '.quote, .quote .text, .quote .author, .quote .tag, .next > a';

/**
 * Reads a page in the form of quotes.toscrape.com.
 *
 * Python: `BeautifulSoup(html).select('.quote')`.
 */
export function readQuotes(html: string): Reading {
  const quotes: Quote[] = [];
  let next: string | undefined;
  // One walk finds everything, in the order of the page: what follows a quote is in it.
  for (const element of $(WANTED, null, html)) {
    const classes = element.attribs['class']?.split(' ') ?? [];
    const quote = quotes.at(-1);
    if (classes.includes('quote')) quotes.push({ text: '', author: '', tags: [] });
    else if (quote && classes.includes('text')) quote.text = unquoted(textOf(element));
    else if (quote && classes.includes('author')) quote.author = textOf(element);
    else if (quote && classes.includes('tag')) quote.tags.push(textOf(element));
    else next ??= element.attribs['href'];
  }
  return { quotes, next };
}

function textOf(element: ReturnType<typeof $>[number]): string {
  return $.text([element]).trim();
}

/** Without the quotation marks that the page puts around it. */
function unquoted(text: string): string {
  return text.replace(/^“|”$/g, '');
}
