/** What robots.txt allows, as RFC 9309 has it. */
import robotsParser from 'robots-parser';

/** What a host answered when it was asked for its robots.txt, redirects followed. */
export interface RobotsAnswer {
  status: number;
  text: string;
}

/** The rules of one host. */
export interface Rules {
  /** Whether this URL of the host may be fetched. */
  allows(url: string): boolean;
  /** Crawl-delay, which is not in the RFC: the least time between two requests, in ms. */
  crawlDelay: number;
  /** Why nothing may be fetched at all, if so. */
  refusal?: string;
}

// Its types tell of a `default` that is not there.
const parse = robotsParser as unknown as typeof robotsParser.default;

/** More of a robots.txt is not read; the RFC wants this much at least. */
const LIMIT = 500 * 1024;

/** How long rules hold, in ms; the RFC allows a day at most. */
const MAX_AGE = 24 * 60 * 60 * 1000;

/**
 * Keeps the rules of each host: asks once, however many pages want to know.
 *
 * Python: `urllib.robotparser.RobotFileParser`.
 *
 * @example
 * ```ts
 * import { RobotsCache } from './robots.ts';
 *
 * const robots = new RobotsCache('example/1.0', async (url) => {
 *   const response = await fetch(url);
 *   return { status: response.status, text: await response.text() };
 * });
 * const rules = await robots.rulesFor(new URL('http://127.0.0.1:8000/page/1/'));
 * ```
 */
export class RobotsCache {
  readonly #userAgent: string;
  readonly #get: (url: string) => Promise<RobotsAnswer>;
  readonly #known = new Map<string, { rules: Promise<Rules>; until: number }>();

  /**
   * @param userAgent as sent with the requests; its product name is looked up in the rules.
   * @param get fetches a robots.txt: follows at least five redirects, tries again as it
   *   sees fit, and rejects when the host cannot be reached.
   */
  constructor(userAgent: string, get: (url: string) => Promise<RobotsAnswer>) {
    this.#userAgent = productOf(userAgent);
    this.#get = get;
  }

  /** The rules for a URL; rejects as `get` does, which means that nothing is allowed. */
  rulesFor(url: URL): Promise<Rules> {
    const known = this.#known.get(url.origin);
    if (known && performance.now() < known.until) return known.rules;
    const rules = this.#ask(`${url.origin}/robots.txt`);
    this.#known.set(url.origin, { rules, until: performance.now() + MAX_AGE });
    return rules;
  }

  async #ask(url: string): Promise<Rules> {
    const { status, text } = await this.#get(url);
    // No robots.txt, no rules. But a server in trouble, or one that asks for patience,
    // has not said yes.
    if (status === 429 || status >= 500) {
      return { ...NOTHING, refusal: `robots.txt answered ${status}` };
    }
    return status >= 200 && status < 300 ? parseRules(url, text, this.#userAgent) : ALL;
  }
}

const ALL: Rules = { allows: () => true, crawlDelay: 0 };
const NOTHING: Rules = { allows: () => false, crawlDelay: 0 };

/** The rules in the text of a robots.txt for one robot. */
export function parseRules(url: string, text: string, userAgent: string): Rules {
  const robots = parse(url, text.replace(/^\uFEFF/, '').slice(0, LIMIT));
  const product = productOf(userAgent);
  return {
    allows: (page) => robots.isAllowed(page, product) ?? false,
    crawlDelay: Math.max(0, robots.getCrawlDelay(product) ?? 0) * 1000,
  };
}

/** The name that rules are looked up by: letters, hyphens and underscores, up to the version. */
function productOf(userAgent: string): string {
  return /^[a-z_-]+/i.exec(userAgent)?.[0] ?? '*';
}
