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
  /** The URLs that answered with a page, and not with a redirect; of no use without cookies. */
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
    const { page, meet } = route;
    const { maxRedirects = 10, signal } = this.#options;
    const most = page ? maxRedirects : Math.max(5, maxRedirects); // as RFC 9309 wants it
    /** With which cookies a URL was asked for. */
    const sent = new Map<string, string | undefined>();
    const passed = new Set<string>();
    /** What this page has met, and what others had: nothing of its own. */
    const [own, others] = [new Set<string>(), new Set<string>()];
    let isWalled = false;
    let isSecondTry = false;
    for (let [url, hops] = [start, 0]; ; hops++) {
      const { href } = url;
      const isOwn = !others.has(href);
      if (page && isOwn) page.trail = [...page.trail.filter((one) => one !== href), href];
      passed.add(href);
      const answer = await this.#ask(url, route, sent).catch((error): undefined => {
        if (isOwn || !(error instanceof Failure)) throw error;
        return undefined; // the other page says so
      });
      if (answer && answer.status < 300) {
        if (isOwn) return answer;
      } else if (answer) {
        if (hops === most) throw new Failure('redirect', `more than ${most} redirects`);
        url = redirectOf(answer, href);
        this.#reach.follow(new URL(href), url);
        const to = url.href;
        // Behind a wall of cookies, such as a consent, each page has to go itself.
        isWalled ||= this.#cookies !== undefined && 'set-cookie' in answer.headers;
        const isMet =
          page && !this.#isChanged(url, sent) && (passed.has(to) || !own.has(to));
        const isNew = !isMet || (meet?.(to) ?? true);
        if (isNew || (isWalled && !passed.has(to) && !this.#pages.has(to))) {
          (isNew ? own : others).add(to);
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
      passed.clear();
      [url, hops] = [start, -1];
    }
  }

  /** @throws {Failure} also for what is no page. */
  async #ask(url: URL, route: Route, sent: Map<string, string | undefined>) {
    await route.check?.(url);
    sent.set(url.href, this.#cookies?.for(url));
    const answer = await this.#requests.get(url, route);
    if (route.page && answer.status < 300) {
      wantMarkup(answer);
      if (this.#cookies) this.#pages.add(url.href);
    }
    return answer;
  }

  /** Whether a URL was asked for, and would get other cookies now. */
  #isChanged(url: URL, sent: Map<string, string | undefined>): boolean {
    return sent.has(url.href) && sent.get(url.href) !== this.#cookies?.for(url);
  }
}
