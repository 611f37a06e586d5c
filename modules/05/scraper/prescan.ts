/** What a page says of its own encoding, found as a browser finds it. */
import { encodingOf } from './encoding.ts';
import { attributesAt, metaEncoding } from './meta-encoding.ts';

/** How far into a page a browser looks before it parses it. */
const PRESCAN = 1024;

/** What stands at a `<`: a comment, a tag, or something else that ends at a `>`. */
const MARKUP = /<(?:(!--)|(?:(\/?)([a-z][^\t\n\f\r >]*))|[!/?])/iy;

const META = /<meta[\t\n\f\r /]/iy;

/** Elements whose content is text, whatever it looks like. */
const TEXT = /^(?:script|style|title|textarea|iframe|noembed|noframes|noscript|xmp)$/i;

/**
 * The encoding of a page by its own word: in the first 1024 bytes by the HTML standard's
 * "prescan a byte stream"; behind them by the first meta element, at which a browser would
 * begin anew.
 *
 * @param page its bytes, read as Latin-1.
 * @returns its name in lower case; undefined when the page names none that there is.
 */
export function prescan(page: string): string | undefined {
  // An XML declaration in UTF-16.
  if (page.startsWith('<\0?\0x\0')) return 'utf-16le';
  if (page.startsWith('\0<\0?\0x')) return 'utf-16be';
  const start = page.slice(0, PRESCAN);
  return firstMeta(start, false) ?? xmlEncoding(page) ?? firstMeta(page, true);
}

/** @param parsed knows that scripts, for example, are text; the prescan does not. */
function firstMeta(page: string, parsed: boolean): string | undefined {
  for (
    let at = page.indexOf('<');
    at >= 0 && at < page.length;
    at = page.indexOf('<', at)
  ) {
    MARKUP.lastIndex = at;
    const [found, comment, slash, name] = MARKUP.exec(page) ?? [];
    if (comment) {
      at = behind(page, '-->', at + 2);
    } else if (name) {
      META.lastIndex = at;
      const isMeta = META.test(page);
      const { attributes, end } = attributesAt(page, isMeta ? at + 5 : MARKUP.lastIndex);
      const encoding = isMeta && end < page.length && metaEncoding(attributes);
      if (encoding) return encoding;
      at = end;
      if (parsed && !slash && TEXT.test(name)) at = textEnd(page, name, at);
    } else {
      at = found ? behind(page, '>', at) : at + 1;
    }
  }
  return undefined;
}

/** Where a page goes on behind a mark; its end when there is none. */
function behind(page: string, mark: string, from: number): number {
  const at = page.indexOf(mark, from);
  return at < 0 ? page.length : at + mark.length;
}

/** Where an element that holds text is closed. */
function textEnd(page: string, name: string, from: number): number {
  const close = new RegExp(`</${name}[\\t\\n\\f\\r />]`, 'gi');
  close.lastIndex = from;
  return close.exec(page)?.index ?? page.length;
}

/** All up to a space counts as one, says the standard. */
const LABEL = /^[\0-\x20]*=[\0-\x20]*(["'])([^\0-\x20]*?)\1/;

/** `<?xml encoding="…"?>`, which browsers heed in HTML, too. */
function xmlEncoding(page: string): string | undefined {
  if (!page.startsWith('<?xml')) return undefined;
  const declaration = page.slice(0, page.indexOf('>') + 1);
  const name = declaration.indexOf('encoding');
  if (name < 0) return undefined;
  const label = LABEL.exec(declaration.slice(name + 'encoding'.length))?.[2];
  const encoding = label && encodingOf(label);
  return encoding?.startsWith('utf-16') ? 'utf-8' : encoding;
}
