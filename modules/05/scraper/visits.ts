/** The pages under way: each is fetched and read, and comes out when its outcome is known. */
import { Failure } from './failure.ts';
import type { Frontier } from './frontier.ts';
import type { HttpResponse } from './http.ts';
import { Mailbox } from './mailbox.ts';
import { Outcomes } from './outcomes.ts';
import { blankPage, type Page } from './page.ts';
import type { PoliteFetcher } from './polite.ts';

/** Makes of a page what is wanted of it. */
export type Read<T> = (answer: HttpResponse, url: string) => T | Promise<T>;

export class Visits<T> {
  /** How many URLs were planned and have not come out as a page. */
  left = 0;
  readonly #frontier: Frontier;
  readonly #fetcher: PoliteFetcher;
  readonly #read: Read<T>;
  readonly #stopped: AbortSignal;
  readonly #outcomes = new Outcomes<T>();
  readonly #news = new Mailbox<News<T>>();

  /** @param stopped when it aborts, no request starts any more; those in flight come in. */
  constructor(
    frontier: Frontier,
    fetcher: PoliteFetcher,
    read: Read<T>,
    stopped: AbortSignal,
  ) {
    this.#frontier = frontier;
    this.#fetcher = fetcher;
    this.#read = read;
    this.#stopped = stopped;
  }

  /** @returns false if it was met before. */
  plan(url: URL, depth: number): boolean {
    if (!this.#meet(url.href)) return false;
    this.left++;
    this.#frontier.add(url, depth);
    this.#news.put({}); // it may start at once
    return true;
  }

  /**
   * What is no URL comes out as a page that has failed.
   *
   * @returns false if it was met before.
   */
  fail(text: string, depth: number, failure: Failure): boolean {
    if (!this.#meet(text)) return false;
    this.left++;
    this.#settle({ ...blankPage(text, depth), failure });
    return true;
  }

  /** The pages, in the order in which they come in, until none is under way: a few at a time. */
  async *pages(): AsyncGenerator<Page<T>[]> {
    for (;;) {
      this.#startMore();
      if (this.#frontier.running === 0 && this.#news.isEmpty) return;
      const news = await this.#news.take();
      const pages = news.flatMap(({ page }) => (page ? [page] : []));
      this.left -= pages.length;
      if (pages.length > 0) yield pages;
      for (const { done, error } of news) {
        if (error) throw error;
        if (done) this.#frontier.done(done);
      }
    }
  }

  #startMore(): void {
    while (!this.#stopped.aborted) {
      const target = this.#frontier.start();
      if (!target) return;
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
        this.#news.put({ error });
      } // else it was stopped before its turn, and stays undone
    }
    this.#news.put({ done: url }); // after its page, which takes up room until it is used
  }

  #settle(page: Page<T>): void {
    for (const known of this.#outcomes.settle(page)) this.#news.put({ page: known });
  }

  #meet(url: string): boolean {
    const isNew = this.#frontier.meet(url);
    if (isNew) this.#outcomes.open(url);
    return isNew;
  }
}

/** A page to hand over, a URL that is done with, or an error in our own code. */
interface News<T> {
  page?: Page<T>;
  done?: URL;
  error?: unknown;
}
