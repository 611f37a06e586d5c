/** Whether a page may be fetched: asks the robots.txt of its host, and obeys it. */
import { Failure } from './failure.ts';
import type { HttpResponse } from './http.ts';
import type { RateLimit } from './rate-limit.ts';
import { MOST_BYTES } from './robots.ts';
import { type RobotsAnswer, RobotsCache } from './robots-cache.ts';

export interface PermissionOptions {
  /** Who asks. robots.txt is searched for the name before the slash. */
  userAgent: string;
  /** Fetches what robots.txt forbids, too. Default: false. */
  ignoreRobots?: boolean;
  /** A host whose robots.txt asks for a longer delay, in ms, is left out. Default: 60,000. */
  maxCrawlDelay?: number;
}

/** Gets a URL, redirects followed; so many bytes of it are enough. */
type Get = (url: URL, upTo: number) => Promise<HttpResponse | undefined>;

const NONE = new Uint8Array();

export class Permission {
  readonly #options: PermissionOptions;
  readonly #limit: RateLimit;
  readonly #get: Get;
  readonly #robots: RobotsCache;

  /** @param limit is told of a Crawl-delay. */
  constructor(options: PermissionOptions, limit: RateLimit, get: Get) {
    this.#options = options;
    this.#limit = limit;
    this.#get = get;
    this.#robots = new RobotsCache(options.userAgent, (url) => this.#getRobots(url));
  }

  /** @throws {Failure} when the page may not be fetched, or nobody says that it may. */
  async ask(url: URL): Promise<void> {
    if (this.#options.ignoreRobots) return;
    const { refusal, crawlDelay, allows } = await this.#robots.rulesFor(url);
    if (refusal) throw new Failure('robots', refusal);
    if (!allows(url.href)) throw new Failure('robots', 'robots.txt forbids it');
    if (crawlDelay > (this.#options.maxCrawlDelay ?? 60_000)) {
      throw new Failure(
        'robots',
        `robots.txt asks for ${crawlDelay / 1000} s between requests`,
      );
    }
    this.#limit.slowDown(url.host, crawlDelay);
  }

  async #getRobots(url: string): Promise<RobotsAnswer> {
    try {
      // A byte more than counts shows whether the last line is whole.
      const answer = await this.#get(new URL(url), MOST_BYTES + 1);
      return { status: 200, body: answer?.body ?? NONE };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const { kind, message, status, cause } = error;
      if (status) return { status, body: NONE };
      // Too many redirects count as none there, says RFC 9309.
      if (kind === 'redirect') return { status: 404, body: NONE };
      throw new Failure(kind, `robots.txt: ${message}`, { cause });
    }
  }
}
