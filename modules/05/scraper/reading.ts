import type { Fields } from './formats.ts';

/** What is wanted of each page. Default: quotations, and all ways on. */
export interface Wanted {
  /** What a record is, as a selector, and what is kept of each. Default: a quotation. */
  select?: { records: string; fields: Field[] } | undefined;
  /** A module whose function makes the records, by its URL. */
  extractor?: string | undefined;
  /** Which links to go on with, besides the Next link, as a selector. Default: none. */
  links?: string | undefined;
  /** Who asks, so that it can be told not to follow links. Default: takes no telling. */
  robot?: string | undefined;
}

/** A field of a record. */
export interface Field {
  name: string;
  /** Where it stands within the record; '' is the record itself. */
  selector: string;
  /** The attribute to take; its text without one. */
  attribute?: string | undefined;
  /** Takes all that are there, as a list; else the first. */
  all: boolean;
}

/** What stands on a page. */
export interface Reading {
  records: Fields[];
  /** Where its Next link leads, as it stands there. */
  next: string | undefined;
  /** Where the other links lead that were asked for, as they stand there. */
  links?: string[];
  /** What its links stand on, as it stands there, if that is not the page itself. */
  base?: string;
}
