/**
 * What every wait has: its options, its end, its signal, and a program that stays alive
 * meanwhile.
 *
 * Internal to the core.
 */

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

interface Hub {
  actions: Set<{ call: () => void }>;
  listener: () => void;
}
const hubs = new WeakMap<AbortSignal, Hub>();

/**
 * Calls back when a signal aborts. Any number of waits share one listener: Node takes
 * more than ten for a leak.
 *
 * @returns takes the call back.
 */
export function onAbort(signal: AbortSignal | undefined, call: () => void): () => void {
  if (!signal) return () => {};
  const { actions, listener } = hubs.get(signal) ?? newHub(signal);
  if (actions.size === 0) signal.addEventListener('abort', listener, { once: true });
  const action = { call };
  actions.add(action);
  return () => {
    actions.delete(action);
    if (actions.size === 0) signal.removeEventListener('abort', listener);
  };
}

function newHub(signal: AbortSignal): Hub {
  const actions: Hub['actions'] = new Set();
  const listener = () => {
    for (const { call } of [...actions]) call();
  };
  hubs.set(signal, { actions, listener });
  return { actions, listener };
}

/**
 * Calls back at a time on the axis of `performance.now()`, never before it: Node 20's
 * timers fire up to 1 ms early, and none takes more than 24 days. Keeps the program alive,
 * also when that time never comes.
 *
 * @returns takes the call back.
 */
export function onTime(end: number, action: () => void): () => void {
  let timer: NodeJS.Timeout;
  const look = () => {
    const left = end - performance.now();
    if (left > 0) timer = setTimeout(look, Math.min(Math.max(left, 1), MAX_TIMEOUT));
    else action();
  };
  const left = end - performance.now();
  timer = setTimeout(look, Math.min(Math.max(left, 0), MAX_TIMEOUT));
  return () => clearTimeout(timer);
}

let pending = 0;
let timer: NodeJS.Timeout | undefined;

/**
 * Keeps the program alive until it is told to stop: `Atomics.waitAsync` does not, nor do
 * our sockets.
 */
export function keepAlive(): () => void {
  pending++;
  timer ??= setInterval(() => {}, 1 << 30);
  return () => {
    if (--pending > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Keeps the program alive until the promise has settled. */
export async function whilePending<T>(promise: Promise<T>): Promise<T> {
  const release = keepAlive();
  try {
    return await promise;
  } finally {
    release();
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
