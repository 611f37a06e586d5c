/** Takes a hand in waits: without their net, and disturbed at the worst moment. */

/** What the core calls NET_MS. */
const NET = 100;

type Words = Int32Array;

/** A wake-up that was not sent must not be made up for by looking again. */
export function dropNet(): void {
  const { wait, waitAsync } = Atomics;
  const unlessNet = (ms?: number) => (ms === NET ? Number.POSITIVE_INFINITY : ms);
  Atomics.wait = ((words: Words, index: number, value: number, ms?: number) =>
    wait(words, index, value, unlessNet(ms))) as typeof wait;
  Atomics.waitAsync = ((words: Words, index: number, value: number, ms?: number) =>
    waitAsync(words, index, value, unlessNet(ms))) as typeof waitAsync;
}

/**
 * Begins a wait, and calls back just after it was woken, so many turns of the microtask
 * queue later: where an abort has to hand the wake-up on.
 *
 * @param begin begins one asynchronous wait before it gives control back.
 */
export function disturb<T>(turns: number, callback: () => void, begin: () => T): T {
  const { waitAsync } = Atomics;
  Atomics.waitAsync = ((words: Words, index: number, value: number, ms?: number) => {
    const result = waitAsync(words, index, value, ms);
    if (result.async) void result.value.then(() => soon(turns, callback));
    return result;
  }) as typeof waitAsync;
  try {
    return begin();
  } finally {
    Atomics.waitAsync = waitAsync;
  }
}

/** Calls back so many turns of the microtask queue later. */
export async function soon(turns: number, callback: () => void): Promise<void> {
  for (let i = 0; i < turns; i++) await undefined;
  callback();
}
