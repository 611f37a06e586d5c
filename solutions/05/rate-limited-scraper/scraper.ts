import { Agent, request } from 'undici/index.js';
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
  readonly #session = new Agent();
  readonly #permits: Semaphore;
  readonly #gap: number;
  readonly #timeout: number;
  #turn: Promise<void> = Promise.resolve();

  constructor({ concurrency, gap, timeout }: ScraperOptions) {
    this.#permits = new Semaphore(concurrency);
    this.#gap = gap;
    this.#timeout = timeout;
  }

  /** Fetches a page when its turn has come. An error is an outcome, too: never rejects. */
  async fetch(url: string): Promise<Outcome> {
    using _permit = await this.#permits.holdAsync();
    // First the permit, then the turn. The other way round, those who have had their turn
    // would wait for permits, and be off together as soon as there are some.
    await this.#takeTurn();
    try {
      return { url, html: await this.#load(url) };
    } catch (error) {
      return { url, error: reasonOf(error as NodeJS.ErrnoException) };
    }
  }

  /** Each turn comes a gap after the one before has really begun, however late that was. */
  #takeTurn(): Promise<void> {
    const mine = this.#turn;
    this.#turn = mine.then(() => sleep(this.#gap));
    return mine;
  }

  async #load(url: string): Promise<string> {
    const { statusCode, body } = await request(url, {
      dispatcher: this.#session,
      signal: AbortSignal.timeout(this.#timeout),
    });
    const html = await body.text(); // also of an error page: only then is the connection free
    if (statusCode !== 200) throw new Error(`status ${statusCode}`);
    return html;
  }

  /** Waits for what is in flight, and closes the connections. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#session.close();
  }
}

/** Names and codes are the same everywhere; messages differ between runtimes. */
function reasonOf({ name, code, message }: NodeJS.ErrnoException): string {
  return name === 'TimeoutError' ? 'no answer in time' : (code ?? message);
}
