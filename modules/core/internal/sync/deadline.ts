/** What every wait has: options, an end, a signal, and a program that stays alive. */

/** Options of every blocking wait. */
export interface WaitOptions {
  /** How long to wait at the most, in milliseconds; without it, for ever. */
  timeout?: number | undefined;
}

/** Options of every wait on the event loop. */
export interface AsyncWaitOptions extends WaitOptions {
  /** Ends the wait early: it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** The longest timeout, and the longest that a timer can take. */
export const MAX_TIMEOUT = 2 ** 31 - 1;

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

/** What is left until then, as wait options. */
export function remaining(end: number): WaitOptions {
  if (end === Number.POSITIVE_INFINITY) return {};
  return { timeout: Math.max(end - performance.now(), 0) };
}

const calls = new WeakMap<EventTarget, Set<() => void>>();

function makeCalls({ target }: { target: EventTarget | null }): void {
  for (const call of [...(calls.get(target as EventTarget) ?? [])]) call();
}

/**
 * Calls back when a signal aborts; returns what takes the call back. Any number of waits
 * share one listener: Node 20 takes more than ten for a leak.
 */
export function onAbort(signal: AbortSignal | undefined, call: () => void): () => void {
  if (!signal) return () => {};
  const all = calls.get(signal) ?? new Set();
  calls.set(signal, all.add(call));
  if (all.size === 1) signal.addEventListener('abort', makeCalls, { once: true });
  return () => {
    all.delete(call);
    if (all.size === 0) signal.removeEventListener('abort', makeCalls);
  };
}

/**
 * Calls back at a time on the axis of `performance.now()`, never before it: Node 20's
 * timers fire up to 1 ms early, and none takes more than 24 days. Keeps the program alive,
 * also when that time never comes.
 *
 * @returns takes the call back.
 */
export function onTime(end: number, action: () => void): () => void {
  const start = () => {
    const left = Math.max(end - performance.now(), 0);
    return setTimeout(look, Math.min(left, MAX_TIMEOUT));
  };
  const look = () => {
    if (performance.now() < end) timer = start();
    else action();
  };
  let timer = start();
  return () => clearTimeout(timer);
}

let pending = 0;
let timer: NodeJS.Timeout | undefined;

/**
 * Keeps the program alive until the promise has settled: `Atomics.waitAsync` does not, nor
 * do our sockets.
 */
export async function whilePending<T>(promise: Promise<T>): Promise<T> {
  pending++;
  timer ??= setInterval(() => {}, 1 << 30);
  try {
    return await promise;
  } finally {
    pending--;
    if (pending === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  }
}

/** Whether it settles before the end; rejects when the signal aborts before. */
export async function inTime(
  end: number,
  event: Promise<unknown>,
  signal?: AbortSignal,
): Promise<boolean> {
  signal?.throwIfAborted();
  let [stop, leave] = [() => {}, () => {}];
  try {
    return await new Promise<boolean>((resolve, reject) => {
      leave = onAbort(signal, () => reject(signal?.reason));
      if (end !== Number.POSITIVE_INFINITY) stop = onTime(end, () => resolve(false));
      const settled = () => resolve(true);
      event.then(settled, settled);
    });
  } finally {
    stop();
    leave();
  }
}
