/**
 * What stands on a page: records, and the ways on. The markup is listened to; only what
 * selectors are to find takes a tree.
 */
import type { Markup } from './charset.ts';
import { endComments } from './comments.ts';
import { find, type Tree, treeOf } from './elements.ts';
import type { Fields } from './formats.ts';
import { LinksListener } from './links-listener.ts';
import { listen } from './markup-listener.ts';
import { encodeQuery } from './query.ts';
import { Quotes } from './quotes.ts';
import type { Reading, Wanted } from './reading.ts';
import { selectFields } from './select-fields.ts';

/** Makes records of a page; the one function that an extractor module exports. */
export type Extractor = (page: { url: string; html: string }) => Fields[];

/** @param url where the page is from, which its links stand on. */
export function readPage(
  { html, decode = (piece) => piece, charset }: Markup,
  wanted: Wanted & { extract?: Extractor | undefined } = {},
  url = '',
): Reading {
  const { select, links, robot, extract } = wanted;
  const ways = new LinksListener(decode, robot);
  const quotes = new Quotes(decode);
  listen(endComments(html), select || extract ? [ways] : [ways, quotes]);
  const { next, base, nofollow } = ways;
  const on =
    base !== undefined && URL.canParse(base, url) ? new URL(base, url).href : url;
  const link = (text: string) => encodeQuery(text, charset);
  const full = (text: string) => {
    const sent = link(text);
    return URL.canParse(sent, on) ? new URL(sent, on).href : text;
  };
  // Selectors speak of the page's text, in which no letter is written as something else.
  const tree = select || links ? treeOf(decode(html)) : undefined;
  const records = extract
    ? extract({ url, html: decode(html) })
    : select && tree
      ? recordsOf(tree, select, full)
      : quotes.found;
  return {
    records,
    next: nofollow || next === undefined ? undefined : link(next),
    ...(links && tree && { links: nofollow ? [] : hrefsOf(tree, links, ways).map(link) }),
    ...(base !== undefined && { base }),
  };
}

function recordsOf(
  tree: Tree,
  { records, fields }: NonNullable<Wanted['select']>,
  full: (link: string) => string,
): Fields[] {
  return find(records, tree).map((element) => selectFields(element, fields, full));
}

function hrefsOf(tree: Tree, links: string, ways: LinksListener): string[] {
  return find(links, tree)
    .filter(({ attribs }) => ways.mayFollow(attribs))
    .map(({ attribs }) => attribs.href ?? '');
}
