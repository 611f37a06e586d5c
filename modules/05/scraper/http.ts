/** GET, politely limited: one Agent keeps the connections of all hosts. */
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { Agent } from 'undici/index.js';
import { type Answer, Exchange, type Inspect, type Limits } from './exchange.ts';
import { Failure } from './failure.ts';
import { unpackPart } from './unpack-part.ts';

export interface HttpOptions extends Partial<Limits> {
  /** Who asks: a name, and how to find out more. */
  userAgent: string;
  /** How many connections to one host. Default: 4. */
  perHost?: number;
}

interface GetOptions {
  inspect?: Inspect | undefined;
  slot?: { sent(): void };
  upTo?: number | undefined;
}

export interface HttpResponse extends Answer {
  /** The size of the body as it came over the wire; `body` itself is unpacked. */
  bytes: number;
}

const UNPACK = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

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

  constructor({ userAgent, perHost = 4, ...limits }: HttpOptions) {
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
    // Exchange sees to the timeouts: undici's own are a second late.
    this.#agent = new Agent({
      connections: perHost,
      connect: { timeout: this.#limits.connectTimeout },
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /**
   * Gets one URL; redirects are answers like others.
   *
   * @param options.inspect looks at status and headers, and may refuse the body.
   * @param options.slot is told when the request goes out on its connection.
   * @param options.upTo so many bytes are enough, also unpacked: what there is beyond them
   *   is not read, and a body that is damaged counts as far as it can be read.
   * @throws {Failure} of the kind connection, timeout, protocol, too large or encoding.
   */
  async get(url: URL, { inspect, slot, upTo }: GetOptions = {}): Promise<HttpResponse> {
    const limits = upTo ? { ...this.#limits, maxBody: upTo, cut: true } : this.#limits;
    const exchange = new Exchange(limits, inspect, slot);
    const { origin, pathname, search } = url;
    const path = pathname + search;
    this.#agent.dispatch(
      { origin, path, method: 'GET', headers: this.#headers },
      exchange,
    );
    const answer = await exchange.answer;
    const bytes = answer.body.length;
    if (upTo !== undefined) {
      const coding = answer.headers['content-encoding'];
      return { ...answer, body: await unpackPart(answer.body, coding, upTo), bytes };
    }
    const coding = single(answer.headers['content-encoding']);
    if (!coding || coding === 'identity' || answer.status >= 300)
      return { ...answer, bytes };
    return { ...answer, body: await this.#unpack(answer.body, coding), bytes };
  }

  async #unpack(body: Buffer, coding: string): Promise<Buffer> {
    const unpack = UNPACK[coding.toLowerCase() as keyof typeof UNPACK];
    if (!unpack) throw new Failure('encoding', `unknown encoding ${coding}`);
    try {
      return await unpack(body, { maxOutputLength: this.#limits.maxBody });
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== 'ERR_BUFFER_TOO_LARGE') throw new Failure('encoding', message);
      throw new Failure(
        'too large',
        `larger than ${this.#limits.maxBody} bytes unpacked`,
      );
    }
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
