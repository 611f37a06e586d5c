/**
 * Fetches pages, many at once and politely, and hands them over as they come in.
 */
import { decodeHtml } from './charset.ts';
import { Failure } from './failure.ts';
import { Frontier } from './frontier.ts';
import { type HttpResponse, single } from './http.ts';
import { Outcomes } from './outcomes.ts';
import { blankPage, type Page } from './page.ts';
import { PoliteFetcher, type PoliteOptions } from './polite.ts';
import type { RateLimit } from './rate-limit.ts';
import { normalise } from './url.ts';

export type { Page } from './page.ts';

export interface CrawlOptions<T> extends PoliteOptions {
  /** Makes of a page what is wanted of it. Default: its text. */
  read?: (answer: HttpResponse, url: string) => T | Promise<T>;
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
  /** How many URLs were queued and have not come out as a page. */
  left = 0;
  readonly #fetcher: PoliteFetcher;
  readonly #frontier: Frontier;
  readonly #outcomes = new Outcomes<T>();
  readonly #read: (answer: HttpResponse, url: string) => T | Promise<T>;
  readonly #maxPages: number;
  #begun = 0;
  readonly #leave = new AbortController();
  readonly #stopped: AbortSignal;
  readonly #events: Event<T>[] = [];
  #wake = () => {};

  /**
   * @param options.signal when it aborts, no request starts any more; those in flight
   *   come in.
   */
  constructor(options: CrawlOptions<T>) {
    const { concurrency = 8, perHost = 4, signal, seen = [], read = readText } = options;
    this.#read = read as (answer: HttpResponse, url: string) => T | Promise<T>;
    this.#maxPages = options.maxPages ?? Infinity;
    const left = this.#leave.signal;
    this.#stopped = signal ? AbortSignal.any([signal, left]) : left;
    const limits = { concurrency, perHost, signal: this.#stopped };
    this.#fetcher = new PoliteFetcher({ ...options, ...limits });
    // Twice as many as may be in flight: some wait for their next try, or to be read.
    const perHostAtOnce = 2 * Math.min(perHost, concurrency);
    this.#frontier = new Frontier(perHostAtOnce, 16 * concurrency, seen);
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
    try {
      for (;;) {
        this.#startMore();
        const event = this.#events.shift();
        if (event?.error) throw event.error;
        if (event?.page) {
          this.left--;
          yield event.page;
        }
        if (event?.done) this.#frontier.done(event.done);
        if (event) continue;
        if (this.#frontier.running === 0) return;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
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
      if (!this.#meet(url.href)) return false;
      this.#frontier.add(url, depth);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (!this.#meet(text)) return false;
      this.#settle({ ...blankPage(text, depth), failure: error });
    }
    this.left++;
    this.#wake();
    return true;
  }

  #startMore(): void {
    while (!this.#stopped.aborted && this.#begun < this.#maxPages) {
      const target = this.#frontier.start();
      if (!target) return;
      this.#begun++;
      void this.#visit(target.url, target.depth);
    }
  }

  async #visit(url: URL, depth: number): Promise<void> {
    const page = blankPage<T>(url.href, depth);
    try {
      const answer = await this.#fetcher.fetch(url, page, (url) => this.#meet(url));
      if (answer) page.content = await this.#read(answer, page.trail.at(-1) ?? page.url);
      this.#settle(page);
    } catch (error) {
      if (error instanceof Failure) {
        page.failure = error;
        this.#settle(page);
      } else if (error !== this.#stopped.reason) {
        this.#events.push({ error });
      } // else it was stopped before its turn, and stays undone
    }
    this.#events.push({ done: url }); // after its page, which takes up room until it is used
    this.#wake();
  }

  #settle(page: Page<T>): void {
    for (const known of this.#outcomes.settle(page)) this.#events.push({ page: known });
  }

  #meet(url: string): boolean {
    const isNew = this.#frontier.meet(url);
    if (isNew) this.#outcomes.open(url);
    return isNew;
  }
}

/** A page to hand over, a URL that is done with, or an error in our own code. */
interface Event<T> {
  page?: Page<T>;
  done?: URL;
  error?: unknown;
}

function readText({ body, headers }: HttpResponse): string {
  return decodeHtml(body, single(headers['content-type']));
}
