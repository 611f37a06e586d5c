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

/**
 * Reads a page in the form of quotes.toscrape.com.
 *
 * Python: `BeautifulSoup(html).select('.quote')`.
 */
export function readQuotes(html: string): Reading {
  const quotes: Quote[] = [];
  let next: string | undefined;
  for (const element of find(html)) {
    if (classesOf(element).includes('quote')) quotes.push(readQuote(element));
    else next ??= element.attribs.href;
  }
  return { quotes, next };
}

function find(html: string) {
  return $('.quote, .next > a', null, html).get();
}

type Element = ReturnType<typeof find>[number];

function readQuote(element: Element): Quote {
  const quote: Quote = { text: '', author: '', tags: [] };
  fill(quote, element);
  return quote;
}

/** Step by step, as selectors within each quote would take twice the time of all the rest. */
function fill(quote: Quote, parent: Element): void {
  for (const node of parent.children) {
    if (!('attribs' in node)) continue;
    const classes = classesOf(node);
    if (classes.includes('text')) quote.text = unquoted(textOf(node));
    else if (classes.includes('author')) quote.author = textOf(node);
    else if (classes.includes('tag')) quote.tags.push(textOf(node));
    else fill(quote, node);
  }
}

function classesOf({ attribs }: Element): string[] {
  return attribs.class?.split(/\s+/) ?? [];
}

function textOf(element: Element): string {
  return $.text([element]).trim();
}

/** Without the quotation marks that the page puts around it. */
function unquoted(text: string): string {
  return text.replace(/^“|”$/g, '');
}
