/**
 * Data races: two accesses of one number, one of them a write, that nothing orders. What
 * orders are the starts of the threads, the primitives, and Atomics: whoever reads what
 * another one has written there comes after all that the other did before.
 */
import type { Control } from './control.ts';
import { ACCESS_WORDS, ACCESSES, head } from './layout.ts';
import type { Region } from './memory.ts';
import { access } from './steps.ts';

/** How far each thread is known to have come: a vector clock. */
type Clock = number[];

/** The last accesses of a number: of each thread, at which of its own moments. */
interface Accesses {
  reads: Clock;
  writes: Clock;
}

/** The first race in what the threads have logged, in words. */
export function raceIn(
  control: Control,
  regions: readonly Region[],
  names: readonly string[],
): string | undefined {
  const count = names.length;
  const zero = () => new Array<number>(count).fill(0);
  const clocks = names.map((_, t) => zero().map((_, u) => (t === u ? 1 : 0)));
  const words = new Map<number, Clock>();
  const numbers = new Map<number, Accesses>();
  const { words: log } = control;
  for (let i = 0; i < control.get(head.accesses); i++) {
    const at = ACCESSES + i * ACCESS_WORDS;
    const [t, how, region, index] = log.subarray(
      at,
      at + ACCESS_WORDS,
    ) as unknown as Access;
    const clock = clocks[t] as Clock;
    const key = region * 2 ** 20 + index;
    if (how === access.read || how === access.write) {
      const last = numbers.get(key) ?? { reads: zero(), writes: zero() };
      numbers.set(key, last);
      const other =
        laterThan(last.writes, clock) ??
        (how === access.write && laterThan(last.reads, clock));
      if (typeof other === 'number') {
        const verb = how === access.write ? 'writes' : 'reads';
        const before = (last.writes[other] ?? 0) > (clock[other] ?? 0) ? 'wrote' : 'read';
        return `data race: ${names[t]} ${verb} ${nameOf(regions, region, index)}, which ${names[other]} ${before}, and nothing orders the two`;
      }
      (how === access.read ? last.reads : last.writes)[t] = clock[t] as number;
      continue;
    }
    const word = words.get(key) ?? zero();
    words.set(key, word);
    if (how !== access.release) join(clock, word);
    if (how !== access.acquire) {
      join(word, clock);
      clock[t] = (clock[t] as number) + 1;
    }
  }
  return undefined;
}

type Access = [thread: number, how: number, region: number, index: number];

/** A thread whose access is not known to have come before. */
function laterThan(accesses: Clock, clock: Clock): number | undefined {
  const other = accesses.findIndex((at, t) => at > (clock[t] as number));
  return other < 0 ? undefined : other;
}

function join(clock: Clock, other: Clock): void {
  for (const [t, at] of other.entries()) clock[t] = Math.max(clock[t] as number, at);
}

function nameOf(regions: readonly Region[], region: number, index: number): string {
  const { name = '', kind } = regions[region] ?? {};
  const short = kind === 'numbers' ? name.replace(/\.cells$/, '') : name;
  const isOne = kind === 'numbers' && regions[region]?.words.length === 1;
  return isOne ? short : `${short}[${index}]`;
}
