/**
 * Answers that are kept from run to run. What RFC 9111 says of them, http-cache-semantics
 * knows: which may be kept, how long they hold, and how to ask whether they still do.
 */
import CachePolicy from 'http-cache-semantics';
import { CacheFolder } from './cache-folder.ts';
import type { Headers } from './exchange.ts';
import type { HttpResponse } from './http.ts';
import { httpDates } from './http-date.ts';
import { isPublic } from './reach.ts';

/** A cache of one user; and what does not say how long it holds is asked for each time. */
const OPTIONS = { shared: false, cacheHeuristic: 0, immutableMinTimeToLive: 0 };

const VALIDATORS = ['etag', 'last-modified'];

/** A request, as far as it matters to the answer. */
export interface CacheRequest {
  url: URL;
  headers: Record<string, string>;
  /** What is kept of the body differs: by this. */
  form: string;
  /** In seconds: older answers are asked for again. Default: no limit. */
  maxAge?: number | undefined;
}

/** An answer that was kept. */
export interface CachedAnswer {
  answer: HttpResponse;
  /** Whether it holds, so that nobody need be asked. */
  fresh: boolean;
  /** Headers that ask the server whether it does. */
  conditions: Record<string, string>;
  /** The answer after the server's 304; undefined when that is about another one. */
  renew(confirmation: HttpResponse): Promise<HttpResponse | undefined>;
}

/** What is kept of it, but for the body. */
interface About extends CachePolicy.CachePolicyObject {
  address?: string | undefined;
}

export class HttpCache {
  readonly #folder: CacheFolder;

  /** @throws {OutputError} when it cannot be used. */
  constructor(path: string) {
    this.#folder = new CacheFolder(path);
  }

  /** @throws {OutputError} when something could not be kept. */
  check(): void {
    if (this.#folder.broken) throw this.#folder.broken;
  }

  async find(request: CacheRequest): Promise<CachedAnswer | undefined> {
    const kept = await this.#folder.get(keyOf(request));
    if (!kept) return undefined;
    const about = kept.about as About;
    const policy = CachePolicy.fromObject(about);
    const asked = plain(request);
    const { body } = kept;
    const answerBy = (policy: CachePolicy, address?: string): HttpResponse => {
      return { status: 200, headers: policy.responseHeaders(), body, bytes: 0, address };
    };
    const { maxAge = Infinity } = request;
    const conditions = policy.revalidationHeaders(asked);
    return {
      answer: answerBy(policy, about.address),
      fresh: policy.satisfiesWithoutRevalidation(asked) && policy.age() <= maxAge,
      conditions: only(conditions, ['if-none-match', 'if-modified-since']),
      renew: async ({ headers, address }) => {
        // A private server knows nothing of what is public, nor the other way round.
        const { address: old } = about;
        if (address && (!old || isPublic(address) !== isPublic(old))) return undefined;
        // Many a 304 names no validator: it means those that it was asked with.
        const said = { ...only(answerBy(policy).headers, VALIDATORS), ...aged(headers) };
        const now = policy.revalidatedPolicy(asked, { status: 304, headers: said });
        if (!now.matches) return undefined;
        if (!headers['set-cookie'])
          await this.#set(request, now.policy, { body, address });
        return answerBy(now.policy, address);
      },
    };
  }

  /** Keeps an answer, if that may be, and is of any use. */
  async keep(request: CacheRequest, answer: HttpResponse): Promise<void> {
    // What sets a cookie has to be asked for in the next run, too.
    if (answer.status !== 200 || answer.headers['set-cookie']) return;
    const headers = aged(answer.headers);
    const policy = new CachePolicy(plain(request), { status: 200, headers }, OPTIONS);
    const useful = VALIDATORS.some((name) => headers[name]) || policy.timeToLive() > 0;
    if (!policy.storable() || !useful) return;
    await this.#set(request, policy, answer);
  }

  async #set(
    request: CacheRequest,
    policy: CachePolicy,
    { address, body }: Pick<HttpResponse, 'address' | 'body'>,
  ): Promise<void> {
    const about: About = { ...policy.toObject(), address };
    await this.#folder.set(keyOf(request), { about, body });
  }
}

function keyOf({ url, form }: CacheRequest): string {
  return `${form} ${url.href}`;
}

function plain({ url, headers }: CacheRequest): CachePolicy.HttpRequest {
  return { url: url.href, method: 'GET', headers: { ...headers, host: url.host } };
}

/**
 * With an Age that is no less than what the Date shows, as RFC 9111 has it in 4.2.3;
 * http-cache-semantics does not look at the Date. Always with one: that of a 304 counts anew.
 */
function aged(headers: Headers): Record<string, string> {
  const now = Date.now();
  const [date = now] = httpDates(String(headers.date ?? ''));
  const shown = Math.floor((now - date) / 1000);
  const age = Math.max(0, shown, Number.parseInt(String(headers.age), 10) || 0);
  return { ...flat(headers), age: String(age) };
}

/** Each header once; without cookies, which are of their time. */
function flat(headers: Headers): Record<string, string> {
  const { 'set-cookie': _, ...rest } = headers;
  const entries = Object.entries(rest).map(([name, value]) => [name, String(value)]);
  return Object.fromEntries(entries);
}

function only(headers: Headers, names: string[]): Record<string, string> {
  const found = names.filter((name) => headers[name] !== undefined);
  return Object.fromEntries(found.map((name) => [name, String(headers[name])]));
}
