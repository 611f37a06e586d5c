/** Requests to one URL until it is answered: each in its turn, and no more than a host bears. */
import { accept, saysTooMany, waitBefore } from './answers.ts';
import type { Inspect, Limits } from './exchange.ts';
import type { Failure } from './failure.ts';
import { HttpClient, type HttpOptions, type HttpResponse } from './http.ts';
import type { HttpCache } from './http-cache.ts';
import type { Page } from './page.ts';
import { Patience } from './patience.ts';
import type { RateLimit } from './rate-limit.ts';
import type { RequestRecord } from './request-log.ts';
import { type RetryOptions, retry } from './retry.ts';

export interface RequestsOptions extends Partial<Limits>, Omit<RetryOptions, 'onRetry'> {
  userAgent: string;
  perHost?: number;
  /** Keeps answers, and gives back those that hold. */
  cache?: HttpCache | undefined;
  /** Is told of each request when it is over. */
  onRequest?: ((request: RequestRecord) => void) | undefined;
}

/** What a request is for. */
export interface Purpose {
  /** Where it is noted how it went. */
  page?: Page<unknown>;
  inspect?: Inspect;
  upTo?: number;
  packed?: number;
  headers?: Record<string, string> | undefined;
}

/** In seconds. */
const DAY = 24 * 60 * 60;

export class Requests {
  /** How many were made again. */
  retries = 0;
  readonly #options: RequestsOptions;
  readonly #limit: RateLimit;
  readonly #http: HttpClient;
  readonly #patience: Patience;
  readonly #cache: HttpCache | undefined;

  constructor(
    options: RequestsOptions,
    limit: RateLimit,
    rest: Pick<HttpOptions, 'reach' | 'cookies'>,
  ) {
    this.#options = options;
    this.#limit = limit;
    this.#cache = options.cache;
    this.#http = new HttpClient({ ...options, ...rest });
    this.#patience = new Patience(limit, options.maxWait);
  }

  /** @throws {Failure} for a status that says no, too. */
  async get(url: URL, purpose: Purpose): Promise<HttpResponse> {
    const cache = this.#cache;
    if (!cache) return this.#ask(url, purpose);
    const { upTo, packed, inspect } = purpose;
    const form = upTo ? 'part' : packed ? 'packed' : 'whole';
    // Rules of robots hold for a day at most, says RFC 9309.
    const maxAge = upTo ? DAY : undefined;
    const request = { url, headers: this.#http.headersFor(url), form, maxAge };
    const kept = await cache.find(request);
    if (kept?.fresh && this.#http.mayRecall(url, kept.answer)) {
      inspect?.(kept.answer.status, kept.answer.headers);
      return kept.answer;
    }
    let answer = await this.#ask(url, { ...purpose, headers: kept?.conditions });
    if (kept && answer.status === 304) {
      const renewed = await kept.renew(answer);
      if (renewed) return renewed;
      answer = await this.#ask(url, purpose);
    }
    await cache.keep(request, answer);
    return answer;
  }

  #ask(url: URL, purpose: Purpose): Promise<HttpResponse> {
    const options: RetryOptions = {
      ...this.#options,
      onRetry: (error, wait) => {
        this.retries++;
        // Too many requests: that holds for all pages of the host.
        if ((error as Failure).status === 429) this.#limit.pause(url.host, wait);
      },
    };
    return retry((attempt) => this.#try(url, purpose, attempt), options);
  }

  /** Cuts off whatever is in flight. */
  async close(): Promise<void> {
    await this.#http.close();
  }

  async #try(url: URL, { page, ...purpose }: Purpose, attempt: number) {
    const { host, href } = url;
    using slot = await this.#limit.enter(host);
    const start = performance.now();
    const note: RequestRecord = {
      time: Date.now(),
      url: href,
      status: '',
      bytes: 0,
      ms: 0,
      attempt,
    };
    let connected = false;
    const sent = () => {
      connected = true;
      slot.sent();
    };
    const look: Inspect = (status, headers) => {
      if (page && status === 200) slot.answered();
      // What it asks for holds from here on: the rest of the answer may take its time.
      const wait = waitBefore({ status, headers });
      if (wait > 0) this.#limit.pause(host, Math.min(wait, this.#patience.maxWait));
      purpose.inspect?.(status, headers);
    };
    if (page) page.requests++;
    try {
      const answer = await this.#http.get(url, {
        ...purpose,
        inspect: look,
        slot: { sent },
      });
      note.status = answer.status;
      note.bytes = answer.bytes;
      if (page) page.bytes = answer.bytes;
      accept(answer, purpose.upTo !== undefined);
      this.#patience.answered(host, waitBefore(answer));
      return answer;
    } catch (error) {
      note.status ||= (error as Failure).kind;
      if (saysTooMany(error as Failure)) slot.refused();
      this.#patience.failed(host, error as Failure, connected);
      throw error;
    } finally {
      note.ms = performance.now() - start;
      if (page) page.ms = note.ms;
      this.#options.onRequest?.(note);
    }
  }
}
