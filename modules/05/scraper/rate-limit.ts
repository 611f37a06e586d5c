/**
 * How many requests at once, and how fast one after another: in all, and to each host.
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
}

/** The right to have one request in flight. */
export interface Slot extends Disposable {
  /** The request goes out only now: the delay to the next one counts from here, then. */
  sent(): void;
}

interface Host {
  inFlight: number;
  delay: number;
  /** When the next request may start, on the clock of `performance.now()`. */
  nextAt: number;
  queue: ((slot: Slot) => void)[];
  timer: NodeJS.Timeout | undefined;
}

/**
 * Lets requests start, so many at once and so fast. A host that has to wait does not hold
 * up the others.
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
  readonly #options: Required<RateLimitOptions>;
  readonly #hosts = new Map<string, Host>();
  /** The hosts with a queue; the one that was served last stands last. */
  readonly #waiting = new Set<Host>();

  /** @throws {RangeError} when a number is too small. */
  constructor(options: RateLimitOptions = {}) {
    this.#options = { concurrency: 8, perHost: 4, delay: 0, jitter: 0.5, ...options };
    for (const [name, least] of Object.entries({
      concurrency: 1,
      perHost: 1,
      delay: 0,
    })) {
      const value = this.#options[name as keyof RateLimitOptions];
      if (value >= least) continue;
      throw new RangeError(
        `Cannot create RateLimit: '${name}' must be at least ${least}, received ${value}`,
      );
    }
  }

  /**
   * Waits until a request to this host may start: first come, first served.
   *
   * @param options.signal gives up waiting when it aborts: rejects with its reason.
   */
  async enter(host: string, { signal }: { signal?: AbortSignal } = {}): Promise<Slot> {
    signal?.throwIfAborted();
    const state = this.#host(host);
    if (state.queue.length === 0 && this.#mayStart(state)) return this.#start(state);
    return new Promise((resolve, reject) => {
      const admit = (slot: Slot) => {
        signal?.removeEventListener('abort', giveUp);
        resolve(slot);
      };
      const giveUp = () => {
        state.queue.splice(state.queue.indexOf(admit), 1);
        if (state.queue.length === 0) this.#nobodyWaits(state);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', giveUp);
      state.queue.push(admit);
      this.#waiting.add(state);
      this.#serve();
    });
  }

  /** From now on at least so many ms between two starts: the Crawl-delay of robots.txt. */
  slowDown(host: string, delay: number): void {
    const state = this.#host(host);
    if (delay <= state.delay) return;
    state.delay = delay;
    this.#spaceOut(state);
  }

  /** Nothing starts for so many ms: a server's Retry-After. */
  pause(host: string, ms: number): void {
    const state = this.#host(host);
    state.nextAt = Math.max(state.nextAt, performance.now() + ms);
  }

  #host(name: string): Host {
    let host = this.#hosts.get(name);
    if (!host) {
      const { delay } = this.#options;
      host = { inFlight: 0, delay, nextAt: 0, queue: [], timer: undefined };
      this.#hosts.set(name, host);
    }
    return host;
  }

  #mayStart(host: Host): boolean {
    const { concurrency, perHost } = this.#options;
    if (this.inFlight >= concurrency || host.inFlight >= perHost) return false;
    return host.nextAt === 0 || performance.now() >= host.nextAt;
  }

  #start(host: Host): Slot {
    host.inFlight++;
    this.mostInFlight = Math.max(this.mostInFlight, ++this.inFlight);
    this.#spaceOut(host);
    return new HeldSlot(host, this.#spaceOut, this.#end);
  }

  readonly #spaceOut = (host: Host): void => {
    if (host.delay === 0) return;
    const gap = host.delay * (1 + this.#options.jitter * Math.random());
    host.nextAt = Math.max(host.nextAt, performance.now() + gap);
  };

  readonly #end = (host: Host): void => {
    host.inFlight--;
    this.inFlight--;
    this.#serve();
  };

  /** Lets in whoever may start, host by host in turn. */
  #serve(): void {
    for (const host of this.#waiting) {
      if (this.inFlight >= this.#options.concurrency) return;
      if (!this.#mayStart(host)) {
        this.#wakeUpInTime(host);
        continue;
      }
      const admit = host.queue.shift();
      if (host.queue.length === 0) this.#nobodyWaits(host);
      else this.#toTheEnd(host);
      admit?.(this.#start(host));
    }
  }

  #wakeUpInTime(host: Host): void {
    const ms = host.nextAt - performance.now();
    if (ms <= 0 || host.timer) return;
    host.timer = setTimeout(() => {
      host.timer = undefined;
      this.#serve();
    }, Math.ceil(ms));
  }

  #toTheEnd(host: Host): void {
    this.#waiting.delete(host);
    this.#waiting.add(host);
  }

  #nobodyWaits(host: Host): void {
    this.#waiting.delete(host);
    clearTimeout(host.timer);
    host.timer = undefined;
  }
}

class HeldSlot implements Slot {
  readonly #host: Host;
  readonly #onSent: (host: Host) => void;
  #onEnd: ((host: Host) => void) | undefined;

  constructor(host: Host, onSent: (host: Host) => void, onEnd: (host: Host) => void) {
    this.#host = host;
    this.#onSent = onSent;
    this.#onEnd = onEnd;
  }

  sent(): void {
    this.#onSent(this.#host);
  }

  [Symbol.dispose](): void {
    this.#onEnd?.(this.#host);
    this.#onEnd = undefined;
  }
}
