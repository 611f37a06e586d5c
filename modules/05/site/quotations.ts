/** The quotations of the practice site. */
import { authors } from './authors.ts';

export interface Quote {
  text: string;
  author: string;
  tags: string[];
}

/** One of each author in turn, so that a page has many authors. */
export const quotes: Quote[] = [0, 1, 2, 3, 4, 5].flatMap((turn) =>
  authors.flatMap(({ name, quotes }) =>
    quotes.slice(turn, turn + 1).map(({ text, tags }) => ({ text, author: name, tags })),
  ),
);

/** The name of an author, as it stands in URLs. */
export function slug(name: string): string {
  return name.replaceAll(' ', '-');
}
