/**
 * How many requests at once, and how fast one after another: in all, and to each host.
 *
 * Stands alone: `const slot = await limit.enter('example.org')` waits until a request may
 * start, and `slot.leave()` (or `using slot`) makes room for the next one.
 */

export interface RateLimitOptions {
  /** How many requests may be in flight in all. Default: 8. */
  concurrency?: number;
  /** How many of them to one host. Default: 4. */
  perHost?: number;
  /** The least time between the starts of two requests to a host, in ms. Default: 0. */
  delay?: number;
  /** Adds up to this share of the delay at random, so that no beat is kept. Default: 0.5. */
  jitter?: number;
  /** For tests. Default: `Math.random`. */
  random?: () => number;
}

/** The right to have one request in flight. */
export interface Slot extends Disposable {
  /** Tells that the request goes out only now: the delay counts from here, then. */
  sent(): void;
  /** The request is over. */
  leave(): void;
}

interface Host {
  inFlight: number;
  /** When the next request may start, on the clock of `performance.now()`. */
  nextAt: number;
  /** Its own delay, if it asked for a longer one. */
  delay: number;
  waiting: ((slot: Slot) => void)[];
  timer: NodeJS.Timeout | undefined;
}

/**
 * Python: `asyncio.Semaphore`, one for all and one for each host, and a clock.
 *
 * @example
 * ```ts
 * import { RateLimit } from './rate-limit.ts';
 *
 * const limit = new RateLimit({ concurrency: 8, perHost: 2, delay: 500 });
 * {
 *   using _slot = await limit.enter('example.org');
 *   // fetch something from example.org
 * }
 * ```
 */
export class RateLimit {
  /** How many requests are in flight now. */
  inFlight = 0;
  /** The most that ever were. */
  mostInFlight = 0;
  readonly #options: Required<RateLimitOptions>;
  /** The host that was served last stands last. */
  readonly #hosts = new Map<string, Host>();

  constructor(options: RateLimitOptions = {}) {
    const defaults = { concurrency: 8, perHost: 4, delay: 0, jitter: 0.5 };
    this.#options = { ...defaults, random: Math.random, ...options };
  }

  /**
   * Waits until a request to this host may start. First come, first served within a host;
   * a host that has to wait does not hold up the others.
   *
   * @param options.signal gives up waiting when it aborts: rejects with its reason.
   */
  enter(host: string, { signal }: { signal?: AbortSignal } = {}): Promise<Slot> {
    signal?.throwIfAborted();
    const state = this.#host(host);
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        state.waiting.splice(state.waiting.indexOf(admit), 1);
        reject(signal?.reason);
      };
      const admit = (slot: Slot) => {
        signal?.removeEventListener('abort', giveUp);
        resolve(slot);
      };
      state.waiting.push(admit);
      this.#serve(state);
      if (state.waiting.includes(admit)) signal?.addEventListener('abort', giveUp);
    });
  }

  /** From now on at least this many ms between two starts: robots.txt's Crawl-delay. */
  slowDown(host: string, delay: number): void {
    const state = this.#host(host);
    state.delay = Math.max(state.delay, delay);
    this.#spaceOut(state);
  }

  /** Nothing starts for so many ms: a server's Retry-After. */
  pause(host: string, ms: number): void {
    const state = this.#host(host);
    state.nextAt = Math.max(state.nextAt, performance.now() + ms);
  }
