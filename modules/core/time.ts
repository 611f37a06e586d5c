import { onAbort, onTime } from './internal/sync/deadline.ts';
import { probe } from './internal/sync/probe.ts';

/**
 * Suspends this async function; the event loop goes on with other work meanwhile.
 *
 * Python: `await asyncio.sleep(seconds)`.
 *
 * @param ms how long, in milliseconds; never less, usually up to 2 ms more.
 * @param options.signal ends the sleep early when it aborts.
 * @throws {RangeError} when `ms` is negative or not a number.
 * @throws the signal's reason (an `AbortError` by default), when it aborts.
 *
 * @example
 * ```ts
 * import { sleep } from '../core/time.ts';
 *
 * await sleep(500);
 * ```
 */
export async function sleep(ms: number, options: { signal?: AbortSignal } = {}) {
  checkDuration('sleep', ms);
  const { signal } = options;
  signal?.throwIfAborted();
  const nap = { ms };
  probe?.('sleep', nap);
  let stop = () => {};
  let leave = () => {};
  try {
    await new Promise<void>((resolve, reject) => {
      stop = onTime(performance.now() + ms, resolve);
      leave = onAbort(signal, () => reject(signal?.reason));
    });
  } finally {
    stop();
    leave();
    probe?.('wake', nap);
  }
}

/**
 * Blocks this thread, its event loop included; other threads go on.
 *
 * Python: `time.sleep(seconds)`.
 *
 * @param ms how long, in milliseconds; never less.
 * @throws {RangeError} when `ms` is negative or not a number.
 *
 * @example
 * ```ts
 * import { sleepSync } from '../core/time.ts';
 *
 * sleepSync(500);
 * ```
 */
export function sleepSync(ms: number): void {
  checkDuration('sleepSync', ms);
  const nap = { ms };
  probe?.('sleep', nap);
  Atomics.wait(nobodyNotifies, 0, 0, ms);
  probe?.('wake', nap);
}

const nobodyNotifies = new Int32Array(new SharedArrayBuffer(4));

function checkDuration(what: string, ms: number): void {
  if (!(ms >= 0)) {
    throw new RangeError(
      `Cannot ${what}: 'ms' must be a number of at least 0, received ${ms}`,
    );
  }
}

/** A running stopwatch; in a template string it reads as seconds, such as `1.50 s`. */
export interface Stopwatch {
  /** Milliseconds since the start. */
  ms(): number;
  /** Seconds since the start, with two decimals: `1.50 s`. */
  toString(): string;
}

/**
 * Starts a stopwatch.
 *
 * Python: `start = time.perf_counter()`, and the difference later.
 *
 * @example
 * ```ts
 * import { print } from '../core/print.ts';
 * import { sleep, stopwatch } from '../core/time.ts';
 *
 * const watch = stopwatch();
 * await sleep(1500);
 * print(`Time taken: ${watch}`); // Time taken: 1.50 s
 * ```
 */
export function stopwatch(): Stopwatch {
  const start = performance.now();
  const ms = () => performance.now() - start;
  return { ms, toString: () => `${(ms() / 1000).toFixed(2)} s` };
}
