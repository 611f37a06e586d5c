/** GET, politely limited: one Agent keeps the connections of all hosts. */
import { Agent } from 'undici/index.js';
import { unpacked } from './codings.ts';
import { connectWithin } from './connect.ts';
import type { Cookies } from './cookies.ts';
import { type Answer, Exchange, type Inspect, type Limits } from './exchange.ts';
import type { Reach } from './reach.ts';
import { unpackPart } from './unpack-part.ts';

/** As much as browsers take for the head of an answer, in bytes. */
const LONGEST_HEAD = 256 * 1024;

export interface HttpOptions extends Partial<Limits> {
  /** Who asks: a name, and how to find out more. */
  userAgent: string;
  /** How many connections to one host. Default: 4. */
  perHost?: number;
  /** What hosts have set, and get back. Default: none is kept. */
  cookies?: Cookies | undefined;
  /** Where connections may lead to. Default: anywhere. */
  reach?: Reach | undefined;
}

interface GetOptions {
  inspect?: Inspect | undefined;
  slot?: { sent(): void };
  upTo?: number | undefined;
  packed?: number | undefined;
  headers?: Record<string, string> | undefined;
}

export interface HttpResponse extends Answer {
  /** The size of the body as it came over the wire; `body` itself is unpacked. */
  bytes: number;
  /** Where it came from, if it matters where connections lead to. */
  address?: string | undefined;
}

/**
 * Python: `aiohttp.ClientSession`.
 *
 * @example
 * ```ts
 * import { HttpClient } from './http.ts';
 *
 * const http = new HttpClient({ userAgent: 'example/1.0 (+https://example.org)' });
 * const { status, body } = await http.get('http://127.0.0.1:8000/page/1/');
 * await http.close();
 * ```
 */
export class HttpClient {
  readonly #agent: Agent;
  readonly #limits: Limits;
  readonly #headers: Record<string, string>;
  readonly #cookies: Cookies | undefined;
  readonly #reach: Reach | undefined;

  constructor({ userAgent, perHost = 4, reach, cookies, ...limits }: HttpOptions) {
    this.#limits = {
      connectTimeout: 10_000,
      headersTimeout: 20_000,
      idleTimeout: 10_000,
      timeout: 30_000,
      maxBody: 10 * 1024 * 1024,
      ...limits,
    };
    this.#headers = {
      'user-agent': userAgent,
      accept: 'text/html, application/xhtml+xml;q=0.9, */*;q=0.1',
      'accept-encoding': 'gzip, br',
    };
    this.#cookies = cookies;
    this.#reach = reach;
    // Exchange sees to the timeouts: undici's own are a second late.
    this.#agent = new Agent({
      connections: perHost,
      connect: connectWithin(this.#limits.connectTimeout, reach),
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: LONGEST_HEAD,
    });
  }

  /**
   * Gets one URL; redirects are answers like others.
   *
   * @param options.inspect looks at status and headers, and may refuse the body.
   * @param options.slot is told when the request goes out on its connection.
   * @param options.upTo so many bytes are enough, also unpacked: what there is beyond them
   *   is not read, and a body that is damaged counts as far as it can be read.
   * @param options.packed leaves the body as it comes over the wire, of so many bytes at most.
   * @param options.headers are sent, too.
   * @throws {Failure} of the kind connection, timeout, protocol, private, too large or
   *   encoding.
   */
  async get(url: URL, options: GetOptions = {}): Promise<HttpResponse> {
    const { inspect, slot, upTo, packed } = options;
    const maxBody = upTo ?? packed ?? this.#limits.maxBody;
    const limits = { ...this.#limits, maxBody, cut: upTo !== undefined };
    const exchange = new Exchange(limits, inspect, slot);
    const { origin, pathname, search } = url;
    const path = pathname + search;
    const headers = { ...this.headersFor(url), ...options.headers };
    this.#agent.dispatch({ origin, path, method: 'GET', headers }, exchange);
    const answer = await exchange.answer;
    const address = this.#reach?.addressOf(url.origin);
    this.#cookies?.keep(url, answer.headers);
    const bytes = answer.body.length;
    const coding = answer.headers['content-encoding'];
    if (answer.status >= 300 || packed) return { ...answer, bytes, address };
    if (upTo !== undefined) {
      const body = await unpackPart(answer.body, coding, upTo);
      return { ...answer, body, bytes, address };
    }
    const body = await unpacked(answer.body, coding, this.#limits.maxBody);
    return { ...answer, body, bytes, address };
  }

  /** What is sent along with a request for a URL, now. */
  headersFor(url: URL): Record<string, string> {
    const cookie = this.#cookies?.for(url);
    return cookie ? { ...this.#headers, cookie } : this.#headers;
  }

  /** Whether an answer may be used that was kept: when its address is as good as a connection. */
  mayRecall({ origin }: URL, { address }: HttpResponse): boolean {
    return !this.#reach || (address !== undefined && this.#reach.recall(origin, address));
  }

  /** Cuts all connections, also those in use. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

/** The first value of a header that may have come several times. */
export function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
