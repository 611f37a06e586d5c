/**
 * How hard to press a host, by how it bears that: less when it takes longer to answer than
 * it need, half when it refuses, and slowly more again.
 */

/** Nobody is in trouble who answers within so many ms. */
const WELL = 100;
/** An answer that takes so many times the least that one took has stood in a queue. */
const STRAINED = 2;
/** What is left of the speed when answers take long, and when a request is refused. */
const [SLOWER, REFUSED] = [0.75, 0.5];
/** With each answer in good time: some twenty of them make it twice as fast. */
const FASTER = 1.03;
/** The least share. For a time without any requests there is Retry-After. */
const LEAST = 1 / 64;
/** The least time is forgotten slowly, as a host may have become slower for good. */
const FORGETTING = 1.01;

/**
 * Python: Scrapy's AutoThrottle. That one takes a host that is far away for one in trouble,
 * and a 429 for no reason to slow down. This one compares a host with itself, and goes up
 * and down as TCP does.
 *
 * @example
 * ```ts
 * import { AutoThrottle } from './auto-throttle.ts';
 *
 * const throttle = new AutoThrottle();
 * throttle.refused(performance.now()); // from now on throttle.share is 0.5
 * ```
 */
export class AutoThrottle {
  /** How much of the full speed the host bears: 1 is all of it. */
  share = 1;
  #least = Infinity;
  #slowedAt = -Infinity;

  /**
   * A page was answered.
   *
   * @param sentAt when it was asked for, in ms, on the clock of `performance.now()`.
   * @param ms how long the host took.
   */
  answered(sentAt: number, ms: number): void {
    this.#least = Math.min(ms, this.#least * FORGETTING);
    if (ms > Math.max(WELL, STRAINED * this.#least)) this.#change(sentAt, SLOWER);
    else this.#change(sentAt, FASTER);
  }

  /** A request was refused, as the host has too many, or was not answered in time. */
  refused(sentAt: number): void {
    this.#change(sentAt, REFUSED);
  }

  /** What was sent before the host was slowed down says nothing of the new speed. */
  #change(sentAt: number, factor: number): void {
    if (sentAt < this.#slowedAt) return;
    if (factor < 1) this.#slowedAt = performance.now();
    this.share = Math.min(1, Math.max(LEAST, this.share * factor));
  }
}
