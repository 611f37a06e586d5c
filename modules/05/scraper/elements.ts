/** The elements of a page that selectors ask for. */
import { load } from 'cheerio/slim';
import { decodeHTML } from 'entities';

// One document serves for all pages: to make one costs as much as to read a page. And what
// is written as `&amp;` is decoded where it is kept: to look out for it all along the page
// takes a fifth of the time.
const $ = load('', { xml: { xmlMode: false, decodeEntities: false } });

// By its type, a selector of letters finds elements, and one that nobody knows anything.
const links = (html: string) => $('a', null, html).get();

export type PageElement = ReturnType<typeof links>[number];

/**
 * The elements of a page that the selector fits, in their order.
 *
 * Python: `BeautifulSoup(html).select('.quote')`.
 */
export function find(selector: string, html: string): PageElement[] {
  return $(selector, null, html).get() as PageElement[];
}

/** The elements within one that the selector fits. */
export function within(element: PageElement, selector: string): PageElement[] {
  return $(element).find(selector).get() as PageElement[];
}

/**
 * The text of an element.
 *
 * @param decode makes text of markup, as {@link markupOf} says.
 */
export function textOf(element: PageElement, decode: (piece: string) => string): string {
  return decodeHTML(decode($.text([element]))).trim();
}

/** @throws for a selector that is none; the message says why. */
export function checkSelector(selector: string): void {
  if (!selector.trim()) throw new Error('it is empty');
  $('<a>').is(selector);
}
