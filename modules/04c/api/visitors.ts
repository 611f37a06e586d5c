import { Barrier } from '../../core/barrier.ts';

/** How long a server waits for what has to happen first, in milliseconds. */
export const PATIENCE = 10_000;

/**
 * Counts who is at a server at the same time. The first ones wait for the last, so that
 * they are there together, however long each of them took to start.
 */
export class Visitors {
  /** How many were there at the same time, at most. */
  mostAtOnce = 0;
  #now = 0;
  readonly #expected: Barrier;

  /** @param expected how many wait for each other before any of them is served. */
  constructor(expected: number) {
    this.#expected = new Barrier(expected);
  }

  /** @throws {BrokenBarrierError} for whoever asks alone, when the others do not come. */
  async enter(): Promise<void> {
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#now);
    await this.#expected.waitAsync({ timeout: PATIENCE });
  }

  leave(): void {
    this.#now--;
  }
}
