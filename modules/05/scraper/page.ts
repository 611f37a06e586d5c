import type { Failure } from './failure.ts';

/** A page that came in, or why it did not. */
export interface Page<T> {
  /** As it was asked for. */
  url: string;
  /** How many links lead to it from a URL that was given. */
  depth: number;
  /** The URLs that were fetched for it, one redirect after another. */
  trail: string[];
  /** The last status, if a server answered. */
  status: number | undefined;
  /** The size of the body as it came over the wire. */
  bytes: number;
  /** How long the last request took, in milliseconds. */
  ms: number;
  /** How many requests were made for it. */
  requests: number;
  /** What was read from it; undefined when it did not come in, or with another page. */
  content: T | undefined;
  /** It leads to this URL, which is another page's, and comes in with that. */
  sameAs: string | undefined;
  failure: Failure | undefined;
}

/** A page of which nothing is known yet. */
export function blankPage<T>(url: string, depth = 0): Page<T> {
  return {
    url,
    depth,
    trail: [],
    status: undefined,
    bytes: 0,
    ms: 0,
    requests: 0,
    content: undefined,
    sameAs: undefined,
    failure: undefined,
  };
}
