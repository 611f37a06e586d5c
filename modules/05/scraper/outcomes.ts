/**
 * What became of each URL: a page that leads to one which is fetched in its own right
 * has come in when that one has.
 */
import { Failure } from './failure.ts';
import type { Page } from './page.ts';

export class Outcomes<T> {
  readonly #open = new Set<string>();
  readonly #failed = new Map<string, Failure>();
  /** The pages that wait, by the URL they lead to, and by those they came over. */
  readonly #followers = new Map<string, Page<T>[]>();
  readonly #waiting = new Map<string, Page<T>>();

  /** This URL is going to be fetched. */
  open(url: string): void {
    this.#open.add(url);
  }

  /**
   * A page was fetched.
   *
   * @returns the pages whose outcome is known now: none, it, or it and others that
   *   waited for it.
   */
  settle(page: Page<T>): Page<T>[] {
    const target = page.failure ? undefined : page.sameAs;
    if (target !== undefined) {
      page.failure = this.#failed.get(target);
      if (this.#open.has(target)) {
        if (!this.#leadsBack(page, target)) return this.#wait(page, target);
        page.failure = new Failure('redirect', 'redirects go in circles');
      }
    }
    return [page, ...page.trail.flatMap((url) => this.#close(url, page.failure))];
  }

  #wait(page: Page<T>, target: string): [] {
    for (const url of page.trail) this.#waiting.set(url, page);
    this.#followers.set(target, [...(this.#followers.get(target) ?? []), page]);
    return [];
  }

  /** Whether the target waits for a page that waits for … this very page. */
  #leadsBack(page: Page<T>, target: string): boolean {
    for (let url: string | undefined = target; url; ) {
      if (page.trail.includes(url)) return true;
      url = this.#waiting.get(url)?.sameAs;
    }
    return false;
  }

  #close(url: string, failure: Failure | undefined): Page<T>[] {
    this.#open.delete(url);
    this.#waiting.delete(url);
    if (failure) this.#failed.set(url, failure);
    const followers = this.#followers.get(url) ?? [];
    this.#followers.delete(url);
    return followers.flatMap((page) => this.settle(page));
  }
}
