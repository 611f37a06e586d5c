/** A host, as the rate limit sees it: who waits, and when the next may start. */
import { AutoThrottle } from './auto-throttle.ts';

/** The right to have one request in flight. */
export interface Slot extends Disposable {
  /** The request goes out only now: the delay to the next one counts from here, then. */
  sent(): void;
  /** The answer begins, and is a page: how long that took says how the host bears it. */
  answered(): void;
  /** The host has too many requests, or does not answer in time. */
  refused(): void;
}

export interface HostLimits {
  perHost: number;
  delay: number;
  jitter: number;
  auto: boolean;
}

/** A longer delay, in ms, comes from robots.txt, and not from the throttle. */
const MOST_DELAY = 60_000;

export class Host {
  inFlight = 0;
  /** Those that wait, who came first first. */
  readonly queue: Waiter[] = [];
  /** Why nothing may start any more. */
  closed: Error | undefined;
  readonly throttle: AutoThrottle | undefined;
  readonly #limits: HostLimits;
  #delay: number;
  /** When the last request has started, on the clock of `performance.now()`. */
  #startedAt = -Infinity;
  /** When the next one may, by the same clock. */
  #nextAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: HostLimits) {
    this.#limits = limits;
    this.#delay = limits.delay;
    if (limits.auto) this.throttle = new AutoThrottle();
  }

  mayStart(now: number): boolean {
    const atOnce = Math.max(1, Math.floor(this.#limits.perHost * this.#share));
    return this.inFlight < atOnce && now >= this.#nextAt;
  }

  /**
   * A request starts.
   *
   * @param leave is called once, when it is over.
   * @returns its slot, and how long ago the one before started, in ms.
   */
  start(leave: () => void): { slot: Slot; gap: number } {
    this.inFlight++;
    const slot = new HeldSlot(this, leave);
    const gap = slot.sentAt - this.#startedAt;
    this.#startedAt = slot.sentAt;
    this.spaceOut();
    return { slot, gap };
  }

  /** The delay to the next start begins now. */
  spaceOut(): void {
    if (this.#delay === 0) return;
    const slower = Math.min(this.#delay / this.#share, MOST_DELAY);
    const gap = Math.max(this.#delay, slower);
    this.pause(gap * (1 + this.#limits.jitter * Math.random()));
  }

  /** At least this many ms between starts. */
  slowDown(delay: number): void {
    if (delay <= this.#delay) return;
    this.#delay = delay;
    this.spaceOut();
  }

  /** Nothing starts for this many ms. */
  pause(ms: number): void {
    this.#nextAt = Math.max(this.#nextAt, performance.now() + ms);
  }

  /**
   * Calls back when the next may start, if only time is in its way.
   *
   * @param now the clock reading by which that was too early: by a later one it may be time
   *   already.
   */
  inTime(now: number, serve: () => void): void {
    const ms = this.#nextAt - now;
    if (ms <= 0 || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      serve();
    }, Math.ceil(ms));
  }

  /** Nobody who waits gets in. */
  rejectAll(reason: unknown): void {
    clearTimeout(this.#timer);
    for (const { reject } of this.queue.splice(0)) reject(reason);
  }

  get #share(): number {
    return this.throttle?.share ?? 1;
  }
}

class HeldSlot implements Slot {
  sentAt = performance.now();
  readonly #host: Host;
  readonly #leave: () => void;
  #over = false;

  constructor(host: Host, leave: () => void) {
    this.#host = host;
    this.#leave = leave;
  }

  sent(): void {
    this.sentAt = performance.now();
    this.#host.spaceOut();
  }

  answered(): void {
    this.#host.throttle?.answered(this.sentAt, performance.now() - this.sentAt);
  }

  refused(): void {
    this.#host.throttle?.refused(this.sentAt);
    this.#host.spaceOut();
  }

  [Symbol.dispose](): void {
    if (this.#over) return;
    this.#over = true;
    this.#host.inFlight--;
    this.#leave();
  }
}

interface Waiter {
  resolve(slot: Slot): void;
  reject(reason: unknown): void;
}
