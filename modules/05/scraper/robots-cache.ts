/** The rules of all hosts: who is asked for its robots.txt, and what no answer means. */
import { parseRules, type Rules } from './robots.ts';

/** What a host answered when it was asked for its robots.txt, redirects followed. */
export interface RobotsAnswer {
  status: number;
  body: Uint8Array;
}

/** How long rules hold, in ms; the RFC allows a day at most. */
const MAX_AGE = 24 * 60 * 60 * 1000;

/**
 * Keeps the rules of each host: asks once, however many pages want to know.
 *
 * Python: `urllib.robotparser.RobotFileParser`.
 *
 * @example
 * ```ts
 * import { RobotsCache } from './robots-cache.ts';
 *
 * const robots = new RobotsCache('example/1.0', async (url) => {
 *   const response = await fetch(url);
 *   const body = new Uint8Array(await response.arrayBuffer());
 *   return { status: response.status, body };
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
    this.#userAgent = userAgent;
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
    const { status, body } = await this.#get(url);
    // No robots.txt, no rules. But a server in trouble, or one that asks for patience,
    // has not said yes.
    if (status === 429 || status >= 500) {
      return { ...NOTHING, refusal: `robots.txt answered ${status}` };
    }
    return status >= 200 && status < 300 ? parseRules(body, this.#userAgent) : ALL;
  }
}

const ALL: Rules = { allows: () => true, crawlDelay: 0 };
const NOTHING: Rules = { allows: () => false, crawlDelay: 0 };
