/** What a robots.txt allows, as RFC 9309 has it, in a time that grows with its size alone. */
import { RuleSet } from './robots-rules.ts';

/** The rules of one host. */
export interface Rules {
  /** Whether this URL of the host may be fetched. */
  allows(url: string): boolean;
  /** Crawl-delay, which is not in the RFC: the least time between two requests, in ms. */
  crawlDelay: number;
  /** Why nothing may be fetched at all, if so. */
  refusal?: string;
}

/** More bytes of a robots.txt do not count; the RFC wants this many at least. */
export const MOST_BYTES = 500 * 1024;

/** What holds for some user agents: the rules of all groups for them together. */
class Group {
  /** Whether they are named anywhere: a group without rules allows everything. */
  named = false;
  readonly rules = new RuleSet();
  crawlDelay = 0;
}

/** A longer line is cut, as Google does it. */
const LONGEST = 8 * 2083;

/**
 * The lines that count. Others, such as a Sitemap, may stand anywhere, and end no group. As
 * Google does, it takes common misspellings, and no colon where there can be no doubt.
 */
const LINE =
  /^[ \t]*(?:(user[- ]?agent)|(allow)|(diss?all?[ao]w|diasllow)|crawl-?delay)[ \t]*(?::|(?<=[ \t])(?=[^:#\s]+[ \t]*(?:#|$)))[ \t]*([^#\n]*)/gim;

/**
 * The rules in a robots.txt for one robot.
 *
 * Python: `urllib.robotparser.RobotFileParser.parse`.
 *
 * @param body as it came; bytes that are no UTF-8 stand for themselves.
 * @param userAgent its product name is looked up: letters, hyphens and underscores, up to
 *   the version; of `Mozilla/5.0 (compatible; example/1.0)` it is `example`.
 *
 * @example
 * ```ts
 * import { print } from '../../core/print.ts';
 * import { parseRules } from './robots.ts';
 *
 * const body = Buffer.from('User-agent: *\nDisallow: /private/');
 * const { allows } = parseRules(body, 'example/1.0');
 * print(allows('http://127.0.0.1:8000/private/diary')); // false
 * ```
 */
export function parseRules(body: Uint8Array, userAgent: string): Rules {
  const product = productOf(userAgent) ?? '*';
  const [ours, everyones] = [new Group(), new Group()];
  /** Whom the lines are for that come now; a user agent after a rule starts anew. */
  let current: Group[] = [];
  let complete = false;
  for (const [, agent, allow, disallow, text = ''] of linesOf(body).matchAll(LINE)) {
    const value = trimEnd(text.slice(0, LONGEST));
    if (agent) {
      if (complete) current = [];
      complete = false;
      const name = productOf(value);
      const group = name === product ? ours : name === '*' ? everyones : undefined;
      if (group && !current.includes(group)) current.push(group);
      if (group) group.named = true;
    } else if (allow || disallow) {
      complete = true;
      if (value) for (const { rules } of current) rules.add(value, allow !== undefined);
    } else {
      const delay = Number.parseFloat(value) * 1000;
      for (const group of current)
        group.crawlDelay = Math.max(group.crawlDelay, delay || 0);
    }
  }
  const { rules, crawlDelay } = ours.named ? ours : everyones;
  return { allows: (url) => rules.allows(url), crawlDelay };
}

/** The text of a file: a byte, a character. */
function linesOf(body: Uint8Array): string {
  const mark = [0xef, 0xbb, 0xbf].findIndex((byte, i) => body[i] !== byte);
  return wholeLines(body).toString('latin1', mark === -1 ? 3 : mark);
}

/** What counts of a file: up to the last line that ends within the limit, each with a LF. */
export function wholeLines(body: Uint8Array): Buffer {
  const bytes = Buffer.from(body.subarray(0, MOST_BYTES + 1)); // a copy
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === 0x0d || bytes[i] === 0) bytes[i] = 0x0a;
  }
  const end = body.length > MOST_BYTES ? bytes.lastIndexOf(0x0a) + 1 : bytes.length;
  return bytes.subarray(0, end);
}

/** Without spaces at its end: trim() takes 0xA0 for one, which is half of an `à`. */
function trimEnd(text: string): string {
  let end = text.length;
  while (text[end - 1] === ' ' || text[end - 1] === '\t') end--;
  return text.slice(0, end);
}

/** Robots that also call themselves a browser, `Mozilla/5.0 (compatible; example/1.0; …)`. */
const LIKE_A_BROWSER = /^Mozilla\/.*?\bcompatible; */i;

/** The name that rules are looked up by; `*` for all. */
export function productOf(userAgent: string): string | undefined {
  const name = userAgent.replace(LIKE_A_BROWSER, '');
  return /^([a-z_-]+|\*(?=\s|$))/i.exec(name)?.[0].toLowerCase();
}
