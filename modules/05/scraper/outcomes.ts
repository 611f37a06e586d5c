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
    const known: Page<T>[] = [];
    // A list that grows: pages that lead to each other in a row may be thousands.
    const settling = [page];
    for (const one of settling) {
      if (this.#waits(one)) continue;
      known.push(one);
      for (const url of one.trail) {
        for (const follower of this.#close(url, one.failure)) settling.push(follower);
      }
    }
    return known;
  }

  /** Whether the outcome of a page is that of another, which is not known yet. */
  #waits(page: Page<T>): boolean {
    const target = page.failure ? undefined : page.sameAs;
    if (target === undefined) return false;
    page.failure = this.#failed.get(target);
    if (!this.#open.has(target)) return false;
    if (this.#leadsBack(page, target)) {
      page.failure = new Failure('redirect', 'redirects go in circles');
      return false;
    }
    for (const url of page.trail) this.#waiting.set(url, page);
    const followers = this.#followers.get(target) ?? [];
    this.#followers.set(target, followers);
    followers.push(page);
    return true;
  }

  /** Whether the target waits for a page that waits for … this very page. */
  #leadsBack(page: Page<T>, target: string): boolean {
    for (let url: string | undefined = target; url; ) {
      if (page.trail.includes(url)) return true;
      url = this.#waiting.get(url)?.sameAs;
    }
    return false;
  }

  /** @returns those that waited for it. */
  #close(url: string, failure: Failure | undefined): Page<T>[] {
    this.#open.delete(url);
    this.#waiting.delete(url);
    if (failure) this.#failed.set(url, failure);
    const followers = this.#followers.get(url) ?? [];
    this.#followers.delete(url);
    return followers;
  }
}
