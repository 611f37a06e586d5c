/** What the scraper is after when nobody says otherwise: quotations. */
import { decodeHTML } from 'entities';
import { type Attributes, hasClass, type MarkupListener } from './markup-listener.ts';

/** Not an interface, so that it is a record like others. */
export type Quote = {
  text: string;
  author: string;
  tags: string[];
};

const FIELDS = ['text', 'author', 'tag'] as const;

/** A quotation that is open, and what is open of it. */
interface Draft {
  quote: Quote;
  depth: number;
  field?: { name: (typeof FIELDS)[number]; depth: number; text: string } | undefined;
}

/** Looks for quotations in the form of quotes.toscrape.com. */
export class Quotes implements MarkupListener {
  readonly found: Quote[] = [];
  readonly #decode: (piece: string) => string;
  readonly #drafts: Draft[] = [];
  #depth = 0;

  /** @param decode makes text of what is kept of the page, as {@link markupOf} says. */
  constructor(decode: (piece: string) => string) {
    this.#decode = decode;
  }

  opens(_: string, attributes: Attributes): void {
    this.#depth++;
    if (attributes.class === undefined) return;
    for (const draft of this.#drafts) {
      const name = draft.field ? undefined : FIELDS.find((n) => hasClass(attributes, n));
      if (name) draft.field = { name, depth: this.#depth, text: '' };
    }
    if (!hasClass(attributes, 'quote')) return;
    const quote: Quote = { text: '', author: '', tags: [] };
    this.found.push(quote);
    this.#drafts.push({ quote, depth: this.#depth });
  }

  text(piece: string): void {
    for (const { field } of this.#drafts) if (field) field.text += piece;
  }

  closes(): void {
    for (const draft of this.#drafts) {
      if (draft.field?.depth === this.#depth) this.#keep(draft);
    }
    if (this.#drafts.at(-1)?.depth === this.#depth) this.#drafts.pop();
    this.#depth--;
  }

  #keep(draft: Draft): void {
    const { quote, field } = draft;
    if (!field) return;
    draft.field = undefined;
    const text = decodeHTML(this.#decode(field.text)).trim();
    if (field.name === 'tag') quote.tags.push(text);
    else quote[field.name] = field.name === 'text' ? unquoted(text) : text;
  }
}

/** Without the quotation marks that the page puts around it. */
function unquoted(text: string): string {
  return text.replace(/^“|”$/g, '');
}
