import { inTime, whilePending } from './internal/sync/deadline.ts';
import { probe } from './internal/sync/probe.ts';

/**
 * Suspends this async function; the event loop goes on with other work meanwhile.
 *
 * Python: `await asyncio.sleep(seconds)`.
 *
 * @param ms how long, in milliseconds; never less, usually up to 2 ms more. `Infinity`
 *   sleeps until the signal aborts.
 * @param options.signal ends the sleep early when it aborts: rejects with its reason.
 * @throws {RangeError} when `ms` is negative or not a number.
 */
export async function sleep(ms: number, options: { signal?: AbortSignal } = {}) {
  checkDuration('sleep', ms);
  const nap = { ms };
  probe?.('sleep', nap);
  try {
    const end = performance.now() + ms;
    await whilePending(inTime(end, new Promise(() => {}), options.signal));
  } finally {
    probe?.('wake', nap);
  }
}

/**
 * Blocks this thread, its event loop included; other threads go on.
 *
 * Python: `time.sleep(seconds)`.
 *
 * @param ms how long, in milliseconds; never less. From `Infinity` nothing wakes it.
 * @throws {RangeError} when `ms` is negative or not a number.
 */
export function sleepSync(ms: number): void {
  checkDuration('sleepSync', ms);
  const nap = { ms };
  probe?.('sleep', nap);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  probe?.('wake', nap);
}

function checkDuration(what: string, ms: number): void {
  if (ms >= 0) return;
  throw new RangeError(`Cannot ${what}: 'ms' must be at least 0, received ${ms}`);
}

/**
 * Runs an action later, on the event loop of this thread, unless it is cancelled before.
 *
 * Python: `threading.Timer`, which is a thread.
 *
 * @example
 * ```ts
 * import { print } from '../core/print.ts';
 * import { Timer } from '../core/time.ts';
 *
 * const timer = new Timer(500, () => print('Time is up'));
 * timer.start();
 * await timer.join(); // Time is up; or nothing, after timer.cancel()
 * ```
 */
export class Timer<T = unknown> {
  readonly #cancelled = new AbortController();
  readonly #run: () => Promise<T | undefined>;
  #end: Promise<T | undefined> | undefined;

  /**
   * @param ms how long from the start on, in milliseconds.
   * @param action may be async. Its error comes out of `join()`; when nobody has joined by
   *   then, it ends the program, as in a `setTimeout`.
   * @throws {RangeError} when `ms` is negative or not a number.
   */
  constructor(ms: number, action: () => T | Promise<T>) {
    checkDuration('create Timer', ms);
    const { signal } = this.#cancelled;
    this.#run = async () => {
      await sleep(ms, { signal }).catch(() => {});
      return signal.aborted ? undefined : action();
    };
  }

  /** @throws {Error} when it was started before. */
  start(): void {
    if (this.#end) throw new Error('Cannot start Timer: timers start only once');
    this.#end = this.#run();
  }

  /** Keeps the action from running, even before the start; too late when it runs. */
  cancel(): void {
    this.#cancelled.abort();
  }

  /**
   * @returns what the action returned, when it has ended; undefined when it was cancelled.
   * @throws {Error} when it was not started; and what the action threw.
   */
  async join(): Promise<T | undefined> {
    if (!this.#end) throw new Error('Cannot join Timer: start it first');
    return this.#end;
  }
}

/**
 * Starts a stopwatch: `ms()` tells the milliseconds since; in a template it reads `1.50 s`.
 *
 * Python: `start = time.perf_counter()`, and the difference later.
 *
 * @example
 * ```ts
 * import { print } from '../core/print.ts';
 * import { sleepSync, stopwatch } from '../core/time.ts';
 *
 * const watch = stopwatch();
 * sleepSync(1500);
 * print(`Time taken: ${watch}`); // Time taken: 1.50 s
 * ```
 */
export function stopwatch(): { ms(): number; toString(): string } {
  const start = performance.now();
  const ms = () => performance.now() - start;
  return { ms, toString: () => `${(ms() / 1000).toFixed(2)} s` };
}
