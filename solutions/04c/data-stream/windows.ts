/** A reading of a sensor. */
export interface Reading {
  /** When it was taken, in seconds. */
  at: number;
  value: number;
}

/** The readings of one stretch of time. */
export interface Window {
  /** It holds the readings from this second on, up to `end`, which is not in it. */
  start: number;
  end: number;
  values: number[];
}

/** How readings are put into windows. */
export interface WindowOptions {
  /** How long a window is, in seconds. */
  size: number;
  /** How many seconds a reading may come after a later one, and still count. */
  lateness: number;
  /** Gets the readings that came too late. */
  onLate: (reading: Reading) => void;
}

/**
 * Sorts a stream of readings into windows, by the time at which they were taken, and gives
 * each window, in order, as soon as nothing more can come for it.
 *
 * Nobody knows that, so it is a rule: the watermark, which is the latest time seen so far
 * minus the lateness that is allowed. What lies before it is taken to be complete. More
 * lateness loses fewer readings, and gives each window later.
 *
 * @example
 * ```ts
 * const options = { size: 60, lateness: 5, onLate: () => {} };
 * for await (const { start, values } of windows(readings, options)) print(start, values);
 * ```
 *
 * @throws {RangeError} when a size or lateness makes no sense.
 */
export async function* windows(
  readings: AsyncIterable<Reading>,
  { size, lateness, onLate }: WindowOptions,
): AsyncGenerator<Window> {
  if (!(size > 0 && lateness >= 0)) {
    throw new RangeError(
      `Cannot make windows: 'size' must be above 0, and 'lateness' at least 0, received ${size} and ${lateness}`,
    );
  }
  const open = new Map<number, Window>();
  let watermark = Number.NEGATIVE_INFINITY;
  for await (const reading of readings) {
    const start = Math.floor(reading.at / size) * size;
    const end = start + size;
    if (end <= watermark) {
      onLate(reading);
      continue;
    }
    const window = open.get(start) ?? { start, end, values: [] };
    open.set(start, window);
    window.values.push(reading.value);
    watermark = Math.max(watermark, reading.at - lateness);
    yield* take(open, watermark);
  }
  yield* take(open, Number.POSITIVE_INFINITY); // the stream has ended: all are complete
}

/** Takes out the windows that end by then, the earliest first. */
function* take(open: Map<number, Window>, watermark: number): Generator<Window> {
  for (const start of [...open.keys()].sort((a, b) => a - b)) {
    const window = open.get(start) as Window;
    if (window.end > watermark) return;
    open.delete(start);
    yield window;
  }
}
