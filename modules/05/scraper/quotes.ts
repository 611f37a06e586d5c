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
  for (const element of find(html)) {
    const classes = classesOf(element);
    const quote = quotes.at(-1);
    if (classes.includes('quote')) quotes.push({ text: '', author: '', tags: [] });
    else if (classesOf(element.parent).includes('next')) next ??= element.attribs.href;
    else if (!quote) continue;
    else if (classes.includes('text')) quote.text = unquoted(textOf(element));
    else if (classes.includes('author')) quote.author = textOf(element);
    else quote.tags.push(textOf(element));
  }
  return { quotes, next };
}

function find(html: string) {
  return $(WANTED, null, html).get();
}

type Element = ReturnType<typeof find>[number];

function classesOf(node: Element['parent']): string[] {
  const names = node && 'attribs' in node ? node.attribs.class : undefined;
  return names?.split(/\s+/) ?? [];
}

function textOf(element: Element): string {
  return $.text([element]).trim();
}

/** Without the quotation marks that the page puts around it. */
function unquoted(text: string): string {
  return text.replace(/^“|”$/g, '');
}
