/** Fetches one page as a guest should: asks first, waits its turn, and takes a no. */

import { sleep } from '../../core/time.ts';
import { redirectOf, waitBefore, wantHtml, wantMarkup } from './answers.ts';
import { Cookies } from './cookies.ts';
import { Failure } from './failure.ts';
import type { HttpResponse } from './http.ts';
import type { Page } from './page.ts';
import { Permission, type PermissionOptions } from './permission.ts';
import { RateLimit, type RateLimitOptions } from './rate-limit.ts';
import { Reach } from './reach.ts';
import { type Purpose, Requests, type RequestsOptions } from './requests.ts';
import { normalise } from './url.ts';

export interface PoliteOptions
  extends RateLimitOptions,
    PermissionOptions,
    RequestsOptions {
  /** Keeps the cookies of each host, and sends them back. Default: true. */
  cookies?: boolean;
  /** Lets public pages lead to private addresses, and to this machine. Default: false. */
  allowPrivate?: boolean;
  /** How many redirects to follow, one after another. Default: 10. */
  maxRedirects?: number;
}

export class PoliteFetcher {
  readonly limit: RateLimit;
  readonly reach = new Reach();
  readonly #options: PoliteOptions;
  readonly #cookies: Cookies | undefined;
  readonly #requests: Requests;
  readonly #permission: Permission;

  constructor(options: PoliteOptions) {
    this.#options = options;
    this.limit = new RateLimit(options);
    const reach = options.allowPrivate ? undefined : this.reach;
    this.#cookies = options.cookies === false ? undefined : new Cookies();
    const cookies = this.#cookies;
    this.#requests = new Requests(options, this.limit, { reach, cookies });
    this.#permission = new Permission(options, this.limit, (url, upTo) =>
      this.#follow(url, { upTo }),
    );
  }

  /** How many requests were made again. */
  get retries(): number {
    return this.#requests.retries;
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
        page.trail = [...page.trail.filter((passed) => passed !== url.href), url.href];
        return this.#permission.ask(url);
      },
      inspect: (status, headers) => {
        page.status = status;
        wantHtml(status, headers);
      },
    });
  }

  /**
   * Fetches a file that is no page, and leaves it packed.
   *
   * @param most the largest, in bytes.
   * @param from the URL of what led to it. Default: a person did.
   * @returns the answer, and the URL that gave it, redirects followed.
   * @throws as {@link fetch} does.
   */
  async getFile(
    text: string,
    most: number,
    from?: string,
  ): Promise<HttpResponse & { url: string }> {
    let url = normalise(text);
    if (from === undefined) this.reach.trust(url);
    else this.reach.follow(new URL(from), url);
    const answer = await this.#follow(url, {
      packed: most,
      check: (next) => {
        url = next;
        return this.#permission.ask(next);
      },
    });
    return { ...(answer as HttpResponse), url: url.href }; // no `meet`, so there is one
  }

  /** Cuts off whatever is in flight. */
  async close(): Promise<void> {
    await this.#requests.close();
  }

  /** Goes from redirect to redirect; nothing when one leads to a page that was met. */
  async #follow(start: URL, route: Route) {
    const { page, check, meet } = route;
    const { maxRedirects = 10, signal } = this.#options;
    const most = page ? maxRedirects : Math.max(5, maxRedirects); // as RFC 9309 wants it
    const sent = new Map<string, string | undefined>();
    for (let [url, hops] = [start, 0]; ; hops++) {
      await check?.(url);
      sent.set(url.href, this.#cookies?.for(url));
      const answer = await this.#requests.get(url, route);
      if (answer.status < 300) {
        if (page) wantMarkup(answer);
        return answer;
      }
      if (hops === most) throw new Failure('redirect', `more than ${most} redirects`);
      const next = redirectOf(answer, url.href);
      this.reach.follow(url, next);
      url = next;
      // A cookie wall leads back to where it stood, with what it wants to see by now.
      const changed =
        sent.has(next.href) && sent.get(next.href) !== this.#cookies?.for(next);
      if (page && meet && !changed && !meet(url.href)) {
        page.sameAs = url.href;
        return undefined;
      }
      const wait = waitBefore(answer);
      if (wait > 0) await sleep(wait, signal && { signal }); // it may lead to another host
    }
  }
}

interface Route extends Purpose {
  check?: (url: URL) => Promise<void>;
  meet?: (url: string) => boolean;
}
