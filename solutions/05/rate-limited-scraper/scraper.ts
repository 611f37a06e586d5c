import { Agent, request } from 'undici/index.js';
import { Lock } from '../../../modules/core/lock.ts';
import { Semaphore } from '../../../modules/core/semaphore.ts';
import { sleep } from '../../../modules/core/time.ts';

export interface ScraperOptions {
  /** How many requests may be in flight at once. */
  concurrency: number;
  /** The least time between the starts of two requests, in milliseconds. */
  gap: number;
  /** The longest that a page may take, in milliseconds, from its request to its last byte. */
  timeout: number;
}

/** What came of a page. */
export type Outcome = { url: string; html: string } | { url: string; error: string };

/** What the options have to be at least. */
const LEAST: ScraperOptions = { concurrency: 1, gap: 0, timeout: 1 };
/** What they may be at most: a timer cannot be longer. */
const MOST = 2 ** 31 - 1;

/**
 * Fetches pages from one host, many at once but not too many, and not too fast.
 *
 * Python: `aiohttp.ClientSession`, an `asyncio.Semaphore`, and a package such as
 * `aiolimiter`.
 *
 * @example
 * ```ts
 * import { Scraper } from './scraper.ts';
 *
 * await using scraper = new Scraper({ concurrency: 3, gap: 500, timeout: 10_000 });
 * const urls = ['http://127.0.0.1:8000/page/1/', 'http://127.0.0.1:8000/page/2/'];
 * const outcomes = await Promise.all(urls.map((url) => scraper.fetch(url)));
 * ```
 */
export class Scraper implements AsyncDisposable {
  // One limit for the whole page, in place of the session's own for its parts.
  readonly #session = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  readonly #permits: Semaphore;
  readonly #turn = new Lock();
  readonly #gap: number;
  readonly #timeout: number;
  readonly #closing = new AbortController();
  #closed: Promise<void> | undefined;
  /** When the next request may start, on the clock of `performance.now()`. */
  #next = 0;

  /** @throws {RangeError} for an option that no request could go by. */
  constructor(options: ScraperOptions) {
    for (const name of ['concurrency', 'gap', 'timeout'] as const) {
      if (options[name] >= LEAST[name] && options[name] <= MOST) continue;
      throw new RangeError(
        `Cannot create Scraper: '${name}' must be ${LEAST[name]} to ${MOST}, received ${options[name]}`,
      );
    }
    this.#permits = new Semaphore(options.concurrency);
    this.#gap = options.gap;
    this.#timeout = options.timeout;
  }

  /**
   * Fetches a page when its turn has come. Never rejects: an error is an outcome, too, and
   * so is any status but 200. Redirects are not followed.
   */
  async fetch(url: string): Promise<Outcome> {
    try {
      const { signal } = this.#closing;
      // First the permit, then the turn. The other way round, those who have had their turn
      // would wait for permits, and be off together as soon as there are some.
      using _permit = await this.#permits.holdAsync({ signal });
      await this.#takeTurn(signal);
      return { url, html: await this.#load(url) };
    } catch (error) {
      return { url, error: reasonOf(error as NodeJS.ErrnoException) };
    }
  }

  /** Each turn comes a gap after the one before has really begun, however late that was. */
  async #takeTurn(signal: AbortSignal): Promise<void> {
    using _turn = await this.#turn.holdAsync({ signal });
    await sleep(Math.max(0, this.#next - performance.now()), { signal });
    this.#next = performance.now() + this.#gap;
  }

  async #load(url: string): Promise<string> {
    const { statusCode, body } = await request(url, {
      dispatcher: this.#session,
      signal: AbortSignal.timeout(this.#timeout),
    });
    if (statusCode === 200) return body.text();
    await body.dump(); // only then is the connection free
    throw new Error(`status ${statusCode}`);
  }

  /** Waits for what is in flight, and closes the connections; what waits for its turn fails. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error('the scraper is closed'));
    this.#closed ??= this.#session.close();
    return this.#closed;
  }
}

/** Names and codes are the same everywhere; messages differ between runtimes. */
function reasonOf({ name, code, message }: NodeJS.ErrnoException): string {
  return name === 'TimeoutError' ? 'no answer in time' : (code ?? message);
}
