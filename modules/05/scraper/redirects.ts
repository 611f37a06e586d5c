/** From redirect to redirect, until there is an answer. */
import { sleep } from '../../core/time.ts';
import { redirectOf, waitBefore, wantMarkup } from './answers.ts';
import type { Cookies } from './cookies.ts';
import { Failure } from './failure.ts';
import type { HttpResponse } from './http.ts';
import type { Reach } from './reach.ts';
import type { Purpose, Requests } from './requests.ts';

export interface RedirectsOptions {
  /** How many redirects to follow, one after another. Default: 10. */
  maxRedirects?: number;
  /** Gives up waiting when it aborts: rejects with its reason. */
  signal?: AbortSignal;
}

export interface Route extends Purpose {
  /** Is asked before each request, and rejects when it must not be made. */
  check?: (url: URL) => Promise<void>;
  /** Notes where a redirect of a page leads; false when that is nothing new. */
  meet?: (url: string) => boolean;
}

export class Redirects {
  readonly #options: RedirectsOptions;
  readonly #requests: Requests;
  readonly #reach: Reach;
  readonly #cookies: Cookies | undefined;
  /** The URLs that answered with a page, and not with a redirect. */
  readonly #pages = new Set<string>();

  constructor(
    options: RedirectsOptions,
    rest: { requests: Requests; reach: Reach; cookies: Cookies | undefined },
  ) {
    this.#options = options;
    this.#requests = rest.requests;
    this.#reach = rest.reach;
    this.#cookies = rest.cookies;
  }

  /**
   * @returns the answer; nothing when a page's redirects lead to one that was met before:
   *   then `page.sameAs` says which.
   */
  async follow(start: URL, route: Route): Promise<HttpResponse | undefined> {
    const { page, check, meet } = route;
    const { maxRedirects = 10, signal } = this.#options;
    const most = page ? maxRedirects : Math.max(5, maxRedirects); // as RFC 9309 wants it
    /** With which cookies a URL was asked for. */
    const sent = new Map<string, string | undefined>();
    /** What other pages have met: nothing of this page's own. */
    const others = new Set<string>();
    let isWalled = false;
    let isSecondTry = false;
    for (let [url, hops] = [start, 0]; ; hops++) {
      const { href } = url;
      if (page && !others.has(href)) {
        page.trail = [...page.trail.filter((passed) => passed !== href), href];
      }
      await check?.(url);
      sent.set(href, this.#cookies?.for(url));
      const answer = await this.#requests.get(url, route);
      if (answer.status < 300) {
        if (page) wantMarkup(answer);
        this.#pages.add(href);
        if (!others.has(href)) return answer;
      } else {
        if (hops === most) throw new Failure('redirect', `more than ${most} redirects`);
        const next = redirectOf(answer, href);
        this.#reach.follow(url, next);
        // Behind a wall of cookies, such as a consent, each page has to go itself.
        isWalled ||= this.#cookies !== undefined && 'set-cookie' in answer.headers;
        const isNew = !page || this.#isChanged(next, sent) || (meet?.(next.href) ?? true);
        url = next;
        const { href: to } = next;
        if (isNew || (isWalled && !sent.has(to) && !this.#pages.has(to))) {
          if (!isNew) others.add(to);
          const wait = waitBefore(answer);
          if (wait > 0) await sleep(wait, signal && { signal }); // it may lead to another host
          continue;
        }
      }
      if (isSecondTry || !this.#isChanged(start, sent)) {
        if (page) page.sameAs = url.href;
        return undefined;
      }
      // The way back out of the wall was another page's; by now it may be open.
      isSecondTry = true;
      url = start;
    }
  }

  /** Whether a URL was asked for, and would get other cookies now. */
  #isChanged(url: URL, sent: Map<string, string | undefined>): boolean {
    return sent.has(url.href) && sent.get(url.href) !== this.#cookies?.for(url);
  }
}
