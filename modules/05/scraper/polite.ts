/** Fetches one page as a guest should: asks first, waits its turn, and takes a no. */

import { sleep } from '../../core/time.ts';
import { accepted, redirectOf, waitBefore, wantHtml } from './answers.ts';
import type { Inspect, Limits } from './exchange.ts';
import { Failure } from './failure.ts';
import { HttpClient, type HttpResponse } from './http.ts';
import type { Page } from './page.ts';
import { Patience } from './patience.ts';
import { RateLimit, type RateLimitOptions } from './rate-limit.ts';
import { type RetryOptions, retry } from './retry.ts';
import { MOST_BYTES } from './robots.ts';
import { type RobotsAnswer, RobotsCache } from './robots-cache.ts';

export interface PoliteOptions
  extends RateLimitOptions,
    Partial<Limits>,
    Omit<RetryOptions, 'onRetry'> {
  /** Who asks. robots.txt is searched for the name before the slash. */
  userAgent: string;
  /** Fetches what robots.txt forbids, too. Default: false. */
  ignoreRobots?: boolean;
  /** How many redirects to follow, one after another. Default: 10. */
  maxRedirects?: number;
  /** A host whose robots.txt asks for a longer delay, in ms, is left out. Default: 60,000. */
  maxCrawlDelay?: number;
}

export class PoliteFetcher {
  readonly limit: RateLimit;
  /** How many requests were made again. */
  retries = 0;
  readonly #options: PoliteOptions;
  readonly #http: HttpClient;
  readonly #robots: RobotsCache;
  readonly #patience: Patience;

  constructor(options: PoliteOptions) {
    this.#options = options;
    this.limit = new RateLimit(options);
    this.#patience = new Patience(this.limit, options.maxWait);
    this.#http = new HttpClient(options);
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
  async #follow(start: URL, route: Route) {
    const { page, check, meet } = route;
    const { maxRedirects = 10, signal } = this.#options;
    const most = page ? maxRedirects : Math.max(5, maxRedirects); // as RFC 9309 wants it
    for (let [url, hops] = [start, 0]; ; hops++) {
      await check?.(url);
      const answer = await this.#request(url, route);
      if (answer.status < 300) return answer;
      if (hops === most) throw new Failure('redirect', `more than ${most} redirects`);
      url = redirectOf(answer, url.href);
      if (page && meet && !meet(url.href)) {
        page.sameAs = url.href;
        return undefined;
      }
      const wait = waitBefore(answer);
      if (wait > 0) await sleep(wait, signal && { signal }); // it may lead to another host
    }
  }

  /** One request, and what it takes to get it answered; a status that says no throws. */
  #request(url: URL, { inspect, page, upTo }: Route): Promise<HttpResponse> {
    const { host } = url;
    const options: RetryOptions = {
      ...this.#options,
      onRetry: (error, wait) => {
        this.retries++;
        // Too many requests: that holds for all pages of the host.
        if ((error as Failure).status === 429) this.limit.pause(host, wait);
      },
    };
    return retry(async () => {
      using slot = await this.limit.enter(host);
      const start = performance.now();
      let connected = false;
      const sent = () => {
        connected = true;
        slot.sent();
      };
      if (page) page.requests++;
      try {
        const answer = await this.#http.get(url, { inspect, slot: { sent }, upTo });
        if (page) page.bytes = answer.bytes;
        accepted(answer);
        this.#patience.answered(host, waitBefore(answer));
        return answer;
      } catch (error) {
        this.#patience.failed(host, error as Failure, connected);
        throw error;
      } finally {
        if (page) page.ms = performance.now() - start;
      }
    }, options);
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
      // A byte more shows whether the last line is whole.
      const answer = await this.#follow(new URL(url), { upTo: MOST_BYTES + 1 });
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

const NONE = new Uint8Array();

interface Route {
  page?: Page<unknown>;
  inspect?: Inspect;
  check?: (url: URL) => Promise<void>;
  meet?: (url: string) => boolean;
  upTo?: number;
}
