/** What stands on a page: records, and the ways on. The markup is gone through once. */
import { decodeHTMLAttribute } from 'entities';
import { find, is, type PageElement } from './elements.ts';
import type { Fields } from './formats.ts';
import { isForRobot, saysNofollow } from './nofollow.ts';
import { readQuote } from './quotes.ts';
import type { Reading, Wanted } from './reading.ts';
import { selectFields } from './select-fields.ts';

/** Makes records of a page; the one function that an extractor module exports. */
export type Extractor = (page: { url: string; html: string }) => Fields[];

const NEXT = '.next > a';

/**
 * @param decode makes text of what is kept of the page, as {@link markupOf} says.
 *   Default: it is text.
 * @param url where the page is from, which its links stand on.
 */
export function readPage(
  html: string,
  decode = (piece: string) => piece,
  wanted: Wanted & { extract?: Extractor | undefined } = {},
  url = '',
): Reading {
  const { select, links: others, robot, extract } = wanted;
  const attribute = ({ attribs }: PageElement, name: string) =>
    attribs[name] === undefined ? undefined : decodeHTMLAttribute(decode(attribs[name]));
  const record = extract ? undefined : (select?.records ?? '.quote');
  const found: PageElement[] = [];
  const links: string[] = [];
  let next: string | undefined;
  let base: string | undefined;
  let nofollow = false;
  for (const element of find([record, NEXT, 'base', 'meta', others], html)) {
    if (record && is(element, record)) found.push(element);
    const href = attribute(element, 'href');
    if (element.name === 'base') base ??= href;
    if (robot && element.name === 'meta' && isForRobot(element.attribs.name, robot)) {
      nofollow ||= saysNofollow(attribute(element, 'content'));
    }
    if (!href || element.name === 'base') continue;
    if (robot && saysNofollow(element.attribs.rel)) continue;
    if (is(element, NEXT)) next ??= href;
    if (others && is(element, others)) links.push(href);
  }
  const on =
    base !== undefined && URL.canParse(base, url) ? new URL(base, url).href : url;
  const records = extract
    ? extract({ url, html: decode(html) })
    : found.map((element) =>
        select
          ? selectFields(element, select.fields, decode, on)
          : readQuote(element, decode),
      );
  if (!Array.isArray(records)) throw new TypeError('the extractor gave no array');
  return {
    records,
    next: nofollow ? undefined : next,
    ...(others && { links: nofollow ? [] : links }),
    ...(base !== undefined && { base }),
  };
}
