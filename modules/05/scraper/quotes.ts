/** What the scraper is after when nobody says otherwise: quotations. */
import { type PageElement, textOf } from './elements.ts';

/** Not an interface, so that it is a record like others. */
export type Quote = {
  text: string;
  author: string;
  tags: string[];
};

/**
 * Reads a quotation in the form of quotes.toscrape.com.
 *
 * @param decode makes text of markup, as {@link markupOf} says.
 */
export function readQuote(
  element: PageElement,
  decode: (piece: string) => string,
): Quote {
  const quote: Quote = { text: '', author: '', tags: [] };
  fill(quote, element, (node) => textOf(node, decode));
  quote.text = unquoted(quote.text);
  return quote;
}

/** Step by step, as selectors within each quote would take twice the time of all the rest. */
function fill(
  quote: Quote,
  parent: PageElement,
  text: (element: PageElement) => string,
): void {
  for (const node of parent.children) {
    if (!('attribs' in node)) continue;
    const classes = node.attribs.class?.split(/\s+/) ?? [];
    if (classes.includes('text')) quote.text = text(node);
    else if (classes.includes('author')) quote.author = text(node);
    else if (classes.includes('tag')) quote.tags.push(text(node));
    else fill(quote, node, text);
  }
}

/** Without the quotation marks that the page puts around it. */
function unquoted(text: string): string {
  return text.replace(/^“|”$/g, '');
}
