/** Goes through markup once, and tells what it meets: no tree is built. */
import { Parser } from 'htmlparser2';

export type Attributes = Record<string, string | undefined>;

/** Is told of each element, as it stands: nothing is decoded. */
export interface MarkupListener {
  opens(name: string, attributes: Attributes): void;
  /** A piece of text; one text may come in several. */
  text?(piece: string): void;
  /** The element that was opened last, and is not closed yet. */
  closes(): void;
}

/** What stands in these is no markup for browsers, and not shown: htmlparser2 does not know. */
const RAW = ['iframe', 'noembed', 'noframes'];

/** Python: `html.parser.HTMLParser().feed(html)`. */
export function listen(html: string, listeners: MarkupListener[]): void {
  /** How many are open from the raw one on. */
  let raw = 0;
  const handler = {
    onopentag(name: string, attributes: Attributes) {
      if (raw > 0 || RAW.includes(name)) raw++;
      if (raw > 1) return;
      for (const listener of listeners) listener.opens(name, attributes);
    },
    ontext(piece: string) {
      if (raw > 0) return;
      for (const listener of listeners) listener.text?.(piece);
    },
    onclosetag() {
      if (raw > 0) raw--;
      if (raw > 0) return;
      for (const listener of listeners) listener.closes();
    },
  };
  // To look out for `&amp;` all along the page takes a fifth of the time.
  new Parser(handler, { decodeEntities: false }).end(html);
}

/** Whether an element has this class. */
export function hasClass({ class: classes }: Attributes, name: string): boolean {
  return classes?.includes(name) ? classes.split(/[\t\n\f\r ]+/).includes(name) : false;
}
