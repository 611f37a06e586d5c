/** Two threads, two locks, opposite orders; no Barrier shuts the trap. */
import type { Scenario } from '../../core/explore.ts';
import { Lock } from '../../core/lock.ts';

interface Shared {
  lock_a: Lock;
  lock_b: Lock;
}

export function takeAThenB({ lock_a, lock_b }: Shared): void {
  using _first = lock_a.hold();
  using _second = lock_b.hold();
}

export function takeBThenA({ lock_a, lock_b }: Shared): void {
  using _first = lock_b.hold();
  using _second = lock_a.hold();
}

export const goal = 'deadlock';

export const scenario: Scenario<Shared> = {
  make: () => ({ lock_a: new Lock('lock_a'), lock_b: new Lock('lock_b') }),
  threads: [takeAThenB, takeBThenA],
  outcome: () => 'both are done',
};
