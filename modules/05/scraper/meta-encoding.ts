/** Attributes as the HTML standard's prescan reads them, and the encoding in those of meta. */
import { encodingOf } from './encoding.ts';

const ATTRIBUTE =
  /[\t\n\f\r /]*([^\t\n\f\r />][^\t\n\f\r />=]*)(?:[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)(?:"|$)|'([^']*)(?:'|$)|([^\t\n\f\r >"'][^\t\n\f\r >]*)|(?=>)|$))?/y;

/**
 * The attributes of a tag, the first of each name, in their order and in lower case.
 *
 * @param page bytes, read as Latin-1.
 * @param start behind the name of the tag.
 * @returns them, and where they end: at the end of the page, the tag was cut off.
 */
export function attributesAt(page: string, start: number) {
  const attributes = new Map<string, string>();
  ATTRIBUTE.lastIndex = start;
  let end = start;
  for (let found = ATTRIBUTE.exec(page); found; found = ATTRIBUTE.exec(page)) {
    end = ATTRIBUTE.lastIndex;
    const [, name = '', quoted, apostrophed, bare = ''] = found;
    const key = name.toLowerCase();
    if (!attributes.has(key)) {
      attributes.set(key, (quoted ?? apostrophed ?? bare).toLowerCase());
    }
  }
  // What is left is the end of the tag.
  const close = page.indexOf('>', end);
  return { attributes, end: close < 0 ? page.length : close };
}

/** The encoding that a meta element names: by `charset`, or by `content`. */
export function metaEncoding(attributes: Map<string, string>): string | undefined {
  let encoding: string | undefined;
  let byContent = false;
  for (const [name, value] of attributes) {
    if (name === 'charset') {
      encoding = encodingOf(value);
      byContent = false;
    } else if (name === 'content' && !encoding) {
      encoding = encodingOf(labelIn(value));
      byContent = encoding !== undefined;
    }
  }
  if (byContent && attributes.get('http-equiv') !== 'content-type') return undefined;
  // If that could be read as ASCII, the page is not in UTF-16.
  return encoding?.startsWith('utf-16') ? 'utf-8' : encoding;
}

/**
 * The label behind `charset=`, in a meta element's content or a Content-Type header.
 * Linear: what stands between is looked at once for each `charset`.
 */
export function labelIn(text: string): string {
  const [, quoted, apostrophed, bare] =
    /charset[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^\t\n\f\r ;"'][^\t\n\f\r ;]*))/i.exec(
      text,
    ) ?? [];
  return quoted ?? apostrophed ?? bare ?? '';
}
