/** Fetches one page as a guest should: asks first, waits its turn, and takes a no. */
import { wantHtml } from './answers.ts';
import { Cookies } from './cookies.ts';
import type { HttpResponse } from './http.ts';
import type { Page } from './page.ts';
import { Permission, type PermissionOptions } from './permission.ts';
import { RateLimit, type RateLimitOptions } from './rate-limit.ts';
import { Reach } from './reach.ts';
import { Redirects, type RedirectsOptions } from './redirects.ts';
import { Requests, type RequestsOptions } from './requests.ts';
import { normalise } from './url.ts';

export interface PoliteOptions
  extends RateLimitOptions,
    PermissionOptions,
    RedirectsOptions,
    RequestsOptions {
  /** Keeps the cookies of each host, and sends them back. Default: true. */
  cookies?: boolean;
  /** Lets public pages lead to private addresses, and to this machine. Default: false. */
  allowPrivate?: boolean;
}

export class PoliteFetcher {
  readonly limit: RateLimit;
  readonly reach = new Reach();
  readonly #requests: Requests;
  readonly #redirects: Redirects;
  readonly #permission: Permission;

  constructor(options: PoliteOptions) {
    this.limit = new RateLimit(options);
    const reach = options.allowPrivate ? undefined : this.reach;
    const cookies = options.cookies === false ? undefined : new Cookies();
    this.#requests = new Requests(options, this.limit, { reach, cookies });
    const rest = { requests: this.#requests, reach: this.reach, cookies };
    this.#redirects = new Redirects(options, rest);
    this.#permission = new Permission(options, this.limit, (url, upTo) =>
      this.#redirects.follow(url, { upTo }),
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
    return this.#redirects.follow(url, {
      page,
      meet,
      check: (url) => this.#permission.ask(url),
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
    const answer = await this.#redirects.follow(url, {
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
}
