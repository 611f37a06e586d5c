/**
 * Waiting, written once and driven twice: a primitive states as a generator what it waits
 * for, and `block` parks the thread there, or `suspend` only the calling async function.
 *
 * Internal to the core.
 */

import { probe } from './probe.ts';

/** "Sleep while `cells[index]` is `value`": yielded by a waiting primitive. */
export interface Park {
  /** The primitive, for those who watch. */
  subject: object;
  cells: Int32Array;
  index: number;
  value: number;
}

/**
 * A wait in progress: yields where to park, is told at each wake-up whether time is up,
 * and must look for itself whether what it waits for has come.
 */
export type Waiting<T> = Generator<Park, T, boolean>;

/** Options of every blocking wait. */
export interface WaitOptions {
  /** How long to wait at the most, in milliseconds; without it, for ever. */
  timeout?: number;
}

/** Options of every wait on the event loop. */
export interface AsyncWaitOptions extends WaitOptions {
  /** Ends the wait early: it rejects with the signal's reason. */
  signal?: AbortSignal;
}

/**
 * The longest a wait sleeps before it looks again: a net under wake-ups that went to a
 * waiter which died, gave up, or sits in an event loop that is busy.
 */
const NET_MS = 100;

/** Parks this thread until the wait is over. */
export function block<T>(waiting: Waiting<T>, options?: WaitOptions): T {
  const end = deadline(options);
  let step = waiting.next();
  if (step.done) return step.value;

  const { subject } = step.value;
  probe?.('wait', subject);
  try {
    while (!step.done) {
      const { cells, index, value } = step.value;
      const left = end - performance.now();
      if (left > 0) Atomics.wait(cells, index, value, Math.min(left, NET_MS));
      step = waiting.next(left <= 0);
    }
    return step.value;
  } finally {
    probe?.('resume', subject);
  }
}

/** Suspends the calling async function until the wait is over; the event loop goes on. */
export async function suspend<T>(
  waiting: Waiting<T>,
  options?: AsyncWaitOptions,
): Promise<T> {
  const signal = options?.signal;
  signal?.throwIfAborted();
  const end = deadline(options);
  let step = waiting.next();
  if (step.done) return step.value;

  const { subject } = step.value;
  probe?.('wait', subject);
  const release = keepAlive();
  try {
    while (!step.done) {
      const left = end - performance.now();
      const woken =
        left > 0 && (await parked(step.value, Math.min(left, NET_MS), signal));
      // Who was woken looks first, aborted or not: the wake-up was meant for this wait, and
      // somebody else would wait for it in vain.
      if (!woken) signal?.throwIfAborted();
      step = waiting.next(left <= 0);
      if (!step.done) signal?.throwIfAborted();
    }
    return step.value;
  } finally {
    release();
    waiting.return(undefined as T);
    probe?.('resume', subject);
  }
}

/** Sleeps until it is woken, or time is up, or the signal aborts; tells whether woken. */
async function parked(
  { cells, index, value }: Park,
  ms: number,
  signal?: AbortSignal,
): Promise<boolean> {
  const result = Atomics.waitAsync(cells, index, value, ms);
  if (!result.async) return true;
  if (!signal) return (await result.value) === 'ok';
  const { promise, resolve } = aborted(signal);
  const how = await Promise.race([result.value, promise]);
  signal.removeEventListener('abort', resolve);
  // The parked entry stays in line and may eat a wake-up: hand that on.
  if (how === undefined) {
    void result.value.then((late) => late === 'ok' && Atomics.notify(cells, index, 1));
  }
  return how === 'ok';
}

function aborted(signal: AbortSignal) {
  let resolve = () => {};
  const promise = new Promise<undefined>((done) => {
    resolve = () => done(undefined);
  });
  signal.addEventListener('abort', resolve, { once: true });
  return { promise, resolve };
}

/** `Atomics.waitAsync` does not keep Node or Deno from exiting; a timer does. */
function keepAlive(): () => void {
  waiters++;
  timer ??= setInterval(() => {}, 1 << 30);
  return () => {
    if (--waiters > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
let waiters = 0;
let timer: NodeJS.Timeout | undefined;

const MAX_TIMEOUT = 2 ** 31 - 1;

/**
 * When a wait has to end, on the axis of `performance.now()`.
 *
 * @throws {RangeError} unless the timeout is absent, or 0 to 2147483647 ms.
 */
export function deadline(options?: WaitOptions): number {
  const timeout = options?.timeout;
  if (timeout === undefined) return Number.POSITIVE_INFINITY;
  if (timeout >= 0 && timeout <= MAX_TIMEOUT) return performance.now() + timeout;
  throw new RangeError(
    `Cannot wait: 'timeout' must be 0 to ${MAX_TIMEOUT} ms, received ${timeout}`,
  );
}
