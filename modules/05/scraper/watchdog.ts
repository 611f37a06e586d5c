/** So often in its time it is asked whether the count has gone on. */
const BEATS = 4;

/** Tells when a count of another thread stands still for too long. */
export class Watchdog {
  /** How long the count may stand still, in ms. */
  readonly limit: number;
  readonly #stuck: () => void;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param limit how long it may stand still, in ms; it is told by a quarter later.
   * @param stuck is called then.
   */
  constructor(limit: number, stuck: () => void) {
    this.limit = limit;
    this.#stuck = stuck;
  }

  /** Begins anew, with this count. */
  watch(count: Int32Array): void {
    this.stop();
    let [last, beats] = [0, 0];
    this.#timer = setInterval(() => {
      const now = Atomics.load(count, 0);
      beats = now === last ? beats + 1 : 1;
      last = now;
      if (beats > BEATS) this.#stuck();
    }, this.limit / BEATS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
