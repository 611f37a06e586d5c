import { type Probe, tracing } from './trace.ts';

/**
 * The seam through which the primitives can be watched or disturbed; undefined, and then
 * nearly free, when nobody does. Primitives call `probe?.('acquire', this)`.
 */
export let probe: Probe | undefined = both(
  tracing(process.env.LESSON_TRACE),
  chaos(process.env.LESSON_CHAOS),
);

function both(first?: Probe, second?: Probe): Probe | undefined {
  if (!first || !second) return first ?? second;
  return (event, subject) => {
    first(event, subject);
    second(event, subject);
  };
}

/** Installs a probe in this thread, or removes it; returns the one that was there before. */
export function setProbe(listener: Probe | undefined): Probe | undefined {
  const before = probe;
  probe = listener;
  return before;
}

/**
 * Chaos mode: `LESSON_CHAOS=7 npx tsx modules/…` delays about every fourth event a
 * little, by a pseudo-random sequence, so that a program which is right only by luck
 * fails. The same seed gives each thread the same delays again.
 */
function chaos(seed: string | undefined): Probe | undefined {
  if (!seed) return undefined;
  let state = Number.parseInt(seed, 10) | 0;
  const nobodyNotifies = new Int32Array(new SharedArrayBuffer(4));
  return () => {
    // mulberry32: small, and random enough to shake a schedule.
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    const roll = ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
    if (roll < 0.25) Atomics.wait(nobodyNotifies, 0, 0, roll * 4);
  };
}
