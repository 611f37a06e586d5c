/** Records by selectors, of any page. */
import { checkSelector, type PageElement, textOf, within } from './elements.ts';
import type { Fields } from './formats.ts';
import type { Field } from './reading.ts';

/**
 * A field as it is written on a command line: `text=.text`; `link=a@href` for an attribute;
 * `tags[]=.tag` for all that there are; `id=@id` of the record itself.
 *
 * @throws when it makes no sense; the message says why.
 */
export function parseField(text: string): Field {
  const [, name, list, rest = ''] = /^([^=[\]]+)(\[\])?=(.*)$/s.exec(text) ?? [];
  if (!name) throw new Error('write NAME=SELECTOR, or NAME=SELECTOR@ATTRIBUTE');
  const [, selector = '', attribute] = /^(.*?)(?:@([\w:-]+))?$/s.exec(rest.trim()) ?? [];
  if (selector) checkSelector(selector);
  return { name, selector, attribute: attribute?.toLowerCase(), all: Boolean(list) };
}

/**
 * The fields of one record; what is not there is empty.
 *
 * @param full makes a whole URL of a link: `href` and `src` are kept in full.
 */
export function selectFields(
  record: PageElement,
  fields: Field[],
  full: (link: string) => string,
): Fields {
  const contentOf = (element: PageElement, attribute: string | undefined) => {
    if (attribute === undefined) return textOf(element);
    const value = (element.attribs[attribute] ?? '').trim();
    const isLink = value !== '' && /^(href|src)$/.test(attribute);
    return isLink ? full(value) : value;
  };
  return Object.fromEntries(
    fields.map(({ name, selector, attribute, all }) => {
      const found = selector ? within(record, selector) : [record];
      const values = (all ? found : found.slice(0, 1)).map((element) =>
        contentOf(element, attribute),
      );
      return [name, all ? values : (values[0] ?? '')];
    }),
  );
}
