/** Three jobs, two permits; the place counts its visitors itself. */
import type { Scenario } from '../../core/explore.ts';
import { Semaphore } from '../../core/semaphore.ts';

interface Shared {
  semaphore: Semaphore;
  inside: Int32Array;
}

/** Returns how many were inside. */
export function job({ semaphore, inside }: Shared): number {
  using _permit = semaphore.hold();
  const together = Atomics.add(inside, 0, 1) + 1;
  Atomics.sub(inside, 0, 1);
  return together;
}

export const goal = 'let three in at once';

export const scenario: Scenario<Shared, [number, number, number]> = {
  make: () => ({
    semaphore: new Semaphore(2),
    inside: new Int32Array(new SharedArrayBuffer(4)),
  }),
  threads: [job, job, job],
  check: ({ results }) => Math.max(...results) <= 2,
  outcome: ({ results }) => `most inside at once: ${Math.max(...results)}`,
};
