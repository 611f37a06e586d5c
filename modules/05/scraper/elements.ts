/** The elements of a page that selectors ask for. */
import { load } from 'cheerio/slim';
import { parse } from 'parse5';
import { adapter } from 'parse5-htmlparser2-tree-adapter';

// One document serves for all pages: to make one costs as much as to read a page.
const $ = load('', { xml: { xmlMode: false } });

/** What stands in these is not shown, and for browsers no part of the page. */
const APART = 'iframe, noembed, noframes, template';

/** What selectors look through. */
export type Tree = ReturnType<typeof treeOf>;

// By its type, a selector of letters finds elements, and one that nobody knows anything.
const links = (tree: Tree) => $('a', tree).get();

export type PageElement = ReturnType<typeof links>[number];

/**
 * The tree that a browser makes of a page, as the standard has it: with the `tbody` that is
 * not written, and without what is never closed going on to the end.
 *
 * Python: `BeautifulSoup(html, 'html5lib')`.
 */
export function treeOf(html: string) {
  const tree = parse(html, { treeAdapter: adapter, scriptingEnabled: false });
  $(APART, tree).empty();
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
