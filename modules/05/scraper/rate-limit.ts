/**
 * How many requests at once, and how fast one after another: in all, and to each host.
 */
import { Host, type HostLimits, type Slot } from './rate-limit-host.ts';

export type { Slot } from './rate-limit-host.ts';

export interface RateLimitOptions {
  /** How many requests may be in flight in all. Default: 8. */
  concurrency?: number;
  /** How many of them to one host. Default: 4. */
  perHost?: number;
  /** The least time between the starts of two requests to a host, in ms. Default: 0. */
  delay?: number;
  /** Adds up to this share of the delay at random, so that no beat is kept. Default: 0.5. */
  jitter?: number;
  /** Slows down for a host that slows down, or refuses, and speeds up again. Default: false. */
  auto?: boolean;
  /** When it aborts, no request may start any more: those that wait are rejected. */
  signal?: AbortSignal;
}

/**
 * Lets requests start, within these limits. A host that has to wait does not hold up the
 * others.
 *
 * Python: `asyncio.Semaphore`, one for all and one for each host, and a clock.
 *
 * @example
 * ```ts
 * import { RateLimit } from './rate-limit.ts';
 *
 * const limit = new RateLimit({ concurrency: 8, perHost: 2, delay: 500 });
 * {
 *   using _slot = await limit.enter('example.org');
 *   // Fetch something from example.org, to its last byte.
 * }
 * ```
 */
export class RateLimit {
  /** How many requests are in flight now. */
  inFlight = 0;
  /** The most that ever were. */
  mostInFlight = 0;
  /** The least time between the starts of two requests to one host so far, in ms. */
  leastGap = Infinity;
  readonly #limits: HostLimits & { concurrency: number };
  readonly #signal: AbortSignal | undefined;
  readonly #hosts = new Map<string, Host>();
  /** The hosts with a queue; the one that was served last stands last. */
  readonly #waiting = new Set<Host>();

  /** @throws {RangeError} when a number is too small. */
  constructor(options: RateLimitOptions = {}) {
    const { concurrency = 8, perHost = 4, delay = 0, jitter = 0.5 } = options;
    const { auto = false, signal } = options;
    const numbers = { concurrency, perHost, delay, jitter };
    this.#limits = { ...numbers, auto };
    for (const [name, value] of Object.entries(numbers)) {
      const least = name === 'delay' || name === 'jitter' ? 0 : 1;
      if (value >= least) continue;
      throw new RangeError(
        `Cannot create RateLimit: '${name}' must be at least ${least}, received ${value}`,
      );
    }
    this.#signal = signal;
    signal?.addEventListener('abort', () => this.#rejectAll(signal.reason));
  }

  /**
   * Waits until a request to this host may start: first come, first served.
   *
   * @throws the reason when the signal has aborted, or the host is closed.
   */
  async enter(host: string): Promise<Slot> {
    this.#signal?.throwIfAborted();
    const state = this.#host(host);
    if (state.closed) throw state.closed;
    if (state.queue.length === 0 && this.#mayStart(state, performance.now()))
      return this.#start(state);
    return new Promise((resolve, reject) => {
      state.queue.push({ resolve, reject });
      this.#waiting.add(state);
      this.#serve();
    });
  }

  /** From now on at least this many ms between starts: a Crawl-delay in robots.txt. */
  slowDown(host: string, delay: number): void {
    this.#host(host).slowDown(delay);
  }

  /** Nothing starts for this many ms: a server's Retry-After. */
  pause(host: string, ms: number): void {
    this.#host(host).pause(ms);
  }

  /** Nothing starts any more: who waits, and who comes, is rejected with this reason. */
  close(host: string, reason: Error): void {
    const state = this.#host(host);
    state.closed = reason;
    this.#waiting.delete(state);
    state.rejectAll(reason);
  }

  #host(name: string): Host {
    const host = this.#hosts.get(name) ?? new Host(this.#limits);
    this.#hosts.set(name, host);
    return host;
  }

  #mayStart(host: Host, now: number): boolean {
    return this.inFlight < this.#limits.concurrency && host.mayStart(now);
  }

  #start(host: Host): Slot {
    this.mostInFlight = Math.max(this.mostInFlight, ++this.inFlight);
    const { slot, gap } = host.start(this.#leave);
    this.leastGap = Math.min(this.leastGap, gap);
    return slot;
  }

  readonly #leave = (): void => {
    this.inFlight--;
    this.#serve();
  };

  /** Lets in whoever may start, host by host in turn. */
  #serve(): void {
    // One moment for all: after a start its host has to wait, however long this takes.
    const now = performance.now();
    for (const host of this.#waiting) {
      if (this.inFlight >= this.#limits.concurrency) return;
      if (this.#mayStart(host, now)) {
        const next = host.queue.shift();
        this.#waiting.delete(host);
        if (host.queue.length > 0) this.#waiting.add(host); // at the end of the line
        next?.resolve(this.#start(host));
      } else {
        host.inTime(now, () => this.#serve());
      }
    }
  }

  #rejectAll(reason: unknown): void {
    for (const host of this.#waiting) host.rejectAll(reason);
    this.#waiting.clear();
  }
}
