/** The elements of a page that selectors ask for. */
import { load } from 'cheerio/slim';
import { parseDocument } from 'htmlparser2';
import { RAW } from './markup-listener.ts';

// One document serves for all pages: to make one costs as much as to read a page.
const $ = load('', { xml: { xmlMode: false } });

/** What selectors look through. */
export type Tree = ReturnType<typeof parseDocument>;

// By its type, a selector of letters finds elements, and one that nobody knows anything.
const links = (tree: Tree) => $('a', tree).get();

export type PageElement = ReturnType<typeof links>[number];

/** Python: `BeautifulSoup(html)`. */
export function treeOf(html: string): Tree {
  const tree = parseDocument(html);
  $(RAW.join(), tree).empty();
  return tree;
}

/**
 * The elements of a page that the selector fits, in their order.
 *
 * Python: `BeautifulSoup(html).select('.quote')`.
 */
export function find(selector: string, tree: Tree): PageElement[] {
  return $(selector, tree).get() as PageElement[];
}

/** The elements within one that the selector fits. */
export function within(element: PageElement, selector: string): PageElement[] {
  return $(element).find(selector).get() as PageElement[];
}

/** The text of an element. */
export function textOf(element: PageElement): string {
  return $.text([element]).trim();
}

/** @throws for a selector that is none; the message says why. */
export function checkSelector(selector: string): void {
  if (!selector.trim()) throw new Error('it is empty');
  $('<a>').is(selector);
}
