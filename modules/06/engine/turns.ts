/**
 * Lets jobs start in the order in which they came: a limited number at once, and within a
 * stretch of time that begins with the first of them.
 */
export class Turns {
  #free: number;
  readonly #rate: { max: number; per: number } | undefined;
  readonly #waiting: (() => void)[] = [];
  /** The first of `waiting` that has had no turn: shift() is slow on long lists. */
  #first = 0;
  #started = 0;
  #stretchEnds = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(atOnce: number, rate?: { max: number; per: number }) {
    this.#free = atOnce;
    this.#rate = rate;
  }

  /** Waits for a turn; the end of the block gives it back. */
  async take(): Promise<Disposable> {
    await new Promise<void>((start) => {
      this.#waiting.push(start);
      this.#serve();
    });
    return {
      [Symbol.dispose]: () => {
        this.#free++;
        this.#serve();
      },
    };
  }

  #serve(): void {
    while (this.#free > 0 && this.#first < this.#waiting.length) {
      if (!this.#withinRate()) return;
      this.#free--;
      this.#waiting[this.#first++]?.();
    }
    if (this.#first === this.#waiting.length) this.#waiting.length = this.#first = 0;
  }

  /** Counts one more start; or wakes up when the stretch is over. */
  #withinRate(): boolean {
    if (!this.#rate) return true;
    const left = this.#stretchEnds - performance.now();
    if (left <= 0) {
      this.#started = 0;
      this.#stretchEnds = performance.now() + this.#rate.per;
    }
    if (this.#started < this.#rate.max) {
      this.#started++;
      return true;
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#serve();
    }, Math.ceil(left));
    return false;
  }
}
