/** Finding the tone in a sound, and where it is on and off. */

import type { Span } from './morse.ts';
import type { Sound } from './wav.ts';

/**
 * How strong one frequency is in each step of a sound: the Goertzel filter, which is one
 * bin of a Fourier transform.
 *
 * @param step how many samples make a step; its window is twice as long.
 */
export function levels({ samples, rate }: Sound, frequency: number, step: number) {
  const window = 2 * step;
  const count = Math.max(0, Math.floor((samples.length - window) / step) + 1);
  const found = new Float32Array(count);
  const coefficient = 2 * Math.cos((2 * Math.PI * frequency) / rate);
  for (let i = 0; i < count; i++) {
    let [before, last] = [0, 0];
    for (let n = i * step; n < i * step + window; n++) {
      const next = (samples[n] as number) + coefficient * last - before;
      before = last;
      last = next;
    }
    const power = before * before + last * last - coefficient * before * last;
    found[i] = Math.sqrt(Math.max(power, 0)) / window;
  }
  return found;
}

/** The strongest of the frequencies that a telegraph may have, in Hz. */
export function strongestFrequency(sound: Sound, step: number): number {
  let best = { frequency: 0, sum: -1 };
  for (let frequency = 400; frequency <= 1000; frequency += 25) {
    const sum = levels(sound, frequency, step).reduce((a, b) => a + b, 0);
    if (sum > best.sum) best = { frequency, sum };
  }
  return best.frequency;
}

/** The tones and silences in a sound, in steps. */
export function spansIn(sound: Sound): Span[] {
  const step = Math.round(sound.rate / 200); // 5 ms
  const strength = levels(sound, strongestFrequency(sound, step), step);
  // Above half of what is loud it counts as on. What is loud, the loudest tenth says: a
  // single click, louder than the tone, must not.
  const loud = strength.toSorted().at(Math.floor(strength.length * 0.9)) ?? 0;
  const spans: Span[] = [];
  for (const level of strength) {
    const on = level > loud / 2;
    const last = spans.at(-1);
    if (last?.on === on) last.length++;
    else spans.push({ on, length: 1 });
  }
  return spans;
}
