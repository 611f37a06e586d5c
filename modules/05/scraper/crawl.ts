/**
 * Fetches pages, many at once and politely, and hands them over as they come in.
 */
import { decodeHtml } from './charset.ts';
import { Failure } from './failure.ts';
import { Frontier } from './frontier.ts';
import { type HttpResponse, single } from './http.ts';
import type { Page } from './page.ts';
import { PoliteFetcher, type PoliteOptions } from './polite.ts';
import type { RateLimit } from './rate-limit.ts';
import { normalise } from './url.ts';
import { type Read, Visits } from './visits.ts';

export type { Page } from './page.ts';

export interface CrawlOptions<T> extends PoliteOptions {
  /** Makes of a page what is wanted of it. Default: its text. */
  read?: Read<T>;
  /** How many pages to begin with, at most. Default: no limit. */
  maxPages?: number | undefined;
  /** URLs that are not to be fetched, as an earlier run has them. */
  seen?: Iterable<string>;
}

/**
 * Python: Scrapy's engine; or an aiohttp session, a semaphore and a queue.
 *
 * @example
 * ```ts
 * import { print } from '../../core/print.ts';
 * import { Crawl } from './crawl.ts';
 *
 * const crawl = new Crawl({ userAgent: 'example/1.0 (+https://example.org)', delay: 500 });
 * crawl.add('http://127.0.0.1:8000/page/1/');
 * for await (const page of crawl) {
 *   print(page.url, page.failure?.message ?? `${page.content?.length} characters`);
 *   // crawl.follow(page, …) what it links to.
 * }
 * ```
 */
export class Crawl<T = string> implements AsyncIterable<Page<T>> {
  readonly #fetcher: PoliteFetcher;
  readonly #visits: Visits<T>;
  readonly #leave = new AbortController();

  /**
   * @param options.signal when it aborts, no request starts any more; those in flight
   *   come in.
   */
  constructor(options: CrawlOptions<T>) {
    const { concurrency = 8, perHost = 4, maxPages, seen = [] } = options;
    const read = (options.read ?? readText) as Read<T>;
    const left = this.#leave.signal;
    const signal = options.signal ? AbortSignal.any([options.signal, left]) : left;
    this.#fetcher = new PoliteFetcher({ ...options, concurrency, perHost, signal });
    // Twice as many as may be in flight: some wait for their next try, or to be read.
    const perHostAtOnce = 2 * Math.min(perHost, concurrency);
    const limits = { perHost: perHostAtOnce, inAll: 16 * concurrency, most: maxPages };
    const frontier = new Frontier(limits, seen);
    this.#visits = new Visits(frontier, this.#fetcher, read, signal);
  }

  /** How many URLs were queued and have not come out as a page. */
  get left(): number {
    return this.#visits.left;
  }

  /** How many requests are in flight, and the most that ever were. */
  get limit(): RateLimit {
    return this.#fetcher.limit;
  }

  /** How many requests were made again. */
  get retries(): number {
    return this.#fetcher.retries;
  }

  /**
   * Queues a URL that a person wants, also while the crawl runs. One that makes no sense
   * comes out as a page with a failure.
   *
   * @param base what a relative one stands on.
   * @param depth how many links lead to it, as an earlier run knows. Default: 0.
   * @returns false if it was met before.
   */
  add(text: string, base?: string, depth = 0): boolean {
    return this.#queue(text, base, depth, (url) => this.#fetcher.reach.trust(url));
  }

  /**
   * Queues what a page links to. From a public page that may be nothing private.
   *
   * @returns false if it was met before.
   */
  follow(page: Page<T>, link: string): boolean {
    const here = page.trail.at(-1) ?? page.url;
    return this.#queue(link, here, page.depth + 1, (url) =>
      this.#fetcher.reach.follow(new URL(here), url),
    );
  }

  /** Fetches a file that is no page, such as a sitemap, as {@link PoliteFetcher} does. */
  getFile(...what: Parameters<PoliteFetcher['getFile']>) {
    return this.#fetcher.getFile(...what);
  }

  /** The pages, in the order in which they come in. Leaving the loop cuts off the rest. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Page<T>> {
    for await (const pages of this.together()) yield* pages;
  }

  /** The same, those that came in together at once: to keep many costs little more than one. */
  async *together(): AsyncGenerator<Page<T>[]> {
    try {
      yield* this.#visits.pages();
    } finally {
      this.#leave.abort();
      await this.#fetcher.close();
    }
  }

  #queue(
    text: string,
    base: string | undefined,
    depth: number,
    prepare: (url: URL) => void,
  ): boolean {
    try {
      const url = normalise(text, base);
      prepare(url);
      return this.#visits.plan(url, depth);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return this.#visits.fail(text, depth, error);
    }
  }
}

function readText({ body, headers }: HttpResponse): string {
  return decodeHtml(body, single(headers['content-type']));
}
