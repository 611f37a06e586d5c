/**
 * Trying again: when it makes sense, how long to wait, and when to give up.
 */
import { sleep } from '../../core/time.ts';
import { httpDates } from './http-date.ts';

export interface RetryOptions {
  /** How many times to try again after the first. Default: 3. */
  retries?: number;
  /** The longest wait before the first retry, in ms; it doubles each time. Default: 500. */
  base?: number;
  /** The longest wait of all, in ms. Default: 30,000. */
  cap?: number;
  /** A server that asks for a longer wait than this, in ms, is given up. Default: 300,000. */
  maxWait?: number;
  /** Called before each wait, with what went wrong and how long it will be, in ms. */
  onRetry?: (error: unknown, wait: number) => void;
  /** Gives up waiting when it aborts: rejects with its reason. */
  signal?: AbortSignal;
}

/** What an error may tell about itself. */
export interface RetryHints {
  /** Whether it may pass by itself. Default: what the status says; true without one. */
  transient?: boolean;
  /** The status that a server answered. */
  status?: number | undefined;
  /** How long the server asked to wait, in ms. */
  retryAfter?: number | undefined;
}

/**
 * Calls a task until it succeeds, a few times at most, with waits that grow.
 *
 * The waits have full jitter: anything between nothing and the limit, so that a thousand
 * clients that failed together do not come back together. A Retry-After is obeyed: never
 * earlier, and if that is too late, not at all.
 *
 * Python: the packages `tenacity` and `backoff`.
 *
 * @param task called with the number of the attempt, from 1.
 * @returns what it returned.
 * @throws what it threw last; at once if trying again makes no sense.
 *
 * @example
 * ```ts
 * import { parseRetryAfter, retry } from './retry.ts';
 *
 * const page = await retry(async () => {
 *   const response = await fetch('http://127.0.0.1:8000/page/1/');
 *   if (response.ok) return response.text();
 *   const retryAfter = parseRetryAfter(response.headers.get('retry-after'));
 *   throw Object.assign(new Error('no page'), { status: response.status, retryAfter });
 * });
 * ```
 */
export async function retry<T>(
  task: (attempt: number) => Promise<T>,
  options: RetryOptions = {},
): Promise<T> {
  const { retries = 3, onRetry, signal } = options;
  for (let attempt = 1; ; attempt++) {
    try {
      return await task(attempt);
    } catch (error) {
      if (attempt > retries) throw error;
      const wait = waitAfter(attempt, error as RetryHints, options);
      if (wait === undefined) throw error;
      signal?.throwIfAborted(); // there will be no retry to tell of
      onRetry?.(error, wait);
      await sleep(wait, signal && { signal });
    }
  }
}

/**
 * How long to wait after an attempt that failed.
 *
 * @param attempt its number, from 1.
 * @returns milliseconds; undefined when trying again makes no sense.
 */
export function waitAfter(
  attempt: number,
  { status, transient, retryAfter = 0 }: RetryHints,
  { base = 500, cap = 30_000, maxWait = 300_000 }: RetryOptions = {},
): number | undefined {
  if (!(transient ?? (status === undefined || isTransient(status)))) return undefined;
  if (retryAfter > maxWait) return undefined;
  const limit = Math.min(cap, base * 2 ** (attempt - 1));
  return Math.max(retryAfter, Math.random() * limit);
}

/** What may pass, below 500: 202 says that the answer is still being made. */
const TRANSIENT = new Set([202, 408, 425, 429]);

/** Whether a status says that the same request may succeed later. */
export function isTransient(status: number): boolean {
  return TRANSIENT.has(status) || status >= 500;
}

/**
 * The milliseconds that a Retry-After header asks for, in seconds or as a date; of several,
 * which proxies join with a comma, the longest.
 *
 * @param now the time on the server's clock, its Date header. Default: our own clock.
 * @returns undefined for none, and for one that makes no sense.
 */
export function parseRetryAfter(
  header: string | string[] | null | undefined,
  now = Date.now(),
): number | undefined {
  const text = String(header ?? '');
  const seconds = text.matchAll(/(?<=^|,)\s*(\d+(?:\.\d+)?)\s*(?=,|$)/g);
  const waits = [
    ...[...seconds].map(([, value]) => Number(value) * 1000),
    ...httpDates(text, now).map((date) => date - now),
  ];
  return waits.length > 0 ? Math.max(0, ...waits) : undefined;
}
