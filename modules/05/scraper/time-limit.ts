/**
 * A signal that aborts after so long. Not AbortSignal.timeout(): on Deno, one that is
 * listened to keeps the program alive.
 */
export function timeLimit(ms: number): Disposable & { signal: AbortSignal } {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), ms);
  return { signal: controller.signal, [Symbol.dispose]: () => clearTimeout(timer) };
}
