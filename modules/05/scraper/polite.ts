/** Fetches one page as a guest should: asks first, waits its turn, and takes a no. */

import { accepted, redirectOf, wantHtml, wantMarkup } from './answers.ts';
import type { Inspect, Limits } from './exchange.ts';
import { Failure } from './failure.ts';
import { HttpClient, type HttpResponse } from './http.ts';
import type { Page } from './page.ts';
import { RateLimit, type RateLimitOptions } from './rate-limit.ts';
import { Reach } from './reach.ts';
import { type RetryOptions, retry, waitAfter } from './retry.ts';
import { type RobotsAnswer, RobotsCache } from './robots.ts';

export interface PoliteOptions
  extends RateLimitOptions,
    Partial<Limits>,
    Omit<RetryOptions, 'onRetry'> {
  /** Who asks. robots.txt is searched for the name before the slash. */
  userAgent: string;
  /** Fetches what robots.txt forbids, too. Default: false. */
  ignoreRobots?: boolean;
  /** Lets public pages lead to private addresses, and to this machine. Default: false. */
  allowPrivate?: boolean;
  /** How many redirects to follow, one after another. Default: 10. */
  maxRedirects?: number;
  /** A host whose robots.txt asks for a longer delay, in ms, is left out. Default: 60,000. */
  maxCrawlDelay?: number;
}

export class PoliteFetcher {
  readonly limit: RateLimit;
  readonly reach = new Reach();
  /** How many requests were made again. */
  retries = 0;
  readonly #options: PoliteOptions;
  readonly #http: HttpClient;
  readonly #robots: RobotsCache;

  constructor(options: PoliteOptions) {
    this.#options = options;
    this.limit = new RateLimit(options);
    this.#http = new HttpClient({
      ...options,
      reach: options.allowPrivate ? undefined : this.reach,
    });
    this.#robots = new RobotsCache(options.userAgent, (url) => this.#getRobots(url));
  }

  /**
   * Fetches the HTML of a page.
   *
   * @param page where it is noted how that went.
   * @param meet notes where a redirect leads; false when that is nothing new.
   * @returns the answer; nothing when a redirect leads to a page that was met before.
   * @throws {Failure} when it does not come in.
   * @throws the signal's reason when it aborts before the last request has started.
   */
  fetch(
    url: URL,
    page: Page<unknown>,
    meet: (url: string) => boolean,
  ): Promise<HttpResponse | undefined> {
    return this.#follow(url, {
      page,
      meet,
      check: (url) => {
        page.trail.push(url.href);
        return this.#askRobots(url);
      },
      inspect: (status, headers) => {
        page.status = status;
        wantHtml(status, headers);
      },
    });
  }

  /** Cuts off whatever is in flight. */
  async close(): Promise<void> {
    await this.#http.close();
  }

  /** Goes from redirect to redirect; nothing when one leads to a page that was met. */
  async #follow(start: URL, { page, inspect, check, meet }: Route) {
    const { maxRedirects = 10 } = this.#options;
    for (let [url, hops] = [start, 0]; ; hops++) {
      await check?.(url);
      const answer = await this.#request(url, inspect, page);
      if (answer.status < 300) {
        if (page) wantMarkup(answer);
        return answer;
      }
      if (hops === maxRedirects) {
        throw new Failure('redirect', `more than ${maxRedirects} redirects`);
      }
      const next = redirectOf(answer, url.href);
      this.reach.follow(url, next);
      url = next;
      if (page && meet && !meet(url.href)) {
        page.sameAs = url.href;
        return undefined;
      }
    }
  }

  /** One request, and what it takes to get it answered; a status that says no throws. */
  #request(
    url: URL,
    inspect: Inspect | undefined,
    page?: Page<unknown>,
  ): Promise<HttpResponse> {
    const options: RetryOptions = {
      ...this.#options,
      onRetry: (error, wait) => {
        this.retries++;
        // Too many requests: that holds for all pages of the host.
        if ((error as Failure).status === 429) this.limit.pause(url.host, wait);
      },
    };
    return retry(async () => {
      using slot = await this.limit.enter(url.host);
      const start = performance.now();
      if (page) page.requests++;
      try {
        const answer = await this.#http.get(url, { inspect, slot });
        if (page) page.bytes = answer.bytes;
        return accepted(answer);
      } catch (error) {
        this.#obeyRetryAfter(url.host, error as Failure);
        throw error;
      } finally {
        if (page) page.ms = performance.now() - start;
      }
    }, options);
  }

  /** What a server says of its load holds for all its pages, as soon as it is said. */
  #obeyRetryAfter(host: string, failure: Failure): void {
    const { retryAfter } = failure;
    const worthIt = waitAfter(1, failure, this.#options) !== undefined;
    if (retryAfter && worthIt) this.limit.pause(host, retryAfter);
  }

  async #askRobots(url: URL): Promise<void> {
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
    this.limit.slowDown(url.host, crawlDelay);
  }

  async #getRobots(url: string): Promise<RobotsAnswer> {
    try {
      const answer = await this.#follow(new URL(url), {});
      return { status: 200, text: answer?.body.toString('utf8') ?? '' };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const { kind, message, status, cause } = error;
      if (status) return { status, text: '' };
      // Too many redirects count as none there, says RFC 9309.
      if (kind === 'redirect') return { status: 404, text: '' };
      throw new Failure(kind, `robots.txt: ${message}`, { cause });
    }
  }
}

interface Route {
  page?: Page<unknown>;
  inspect?: Inspect;
  check?: (url: URL) => Promise<void>;
  meet?: (url: string) => boolean;
}
