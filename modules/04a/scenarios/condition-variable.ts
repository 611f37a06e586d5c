/** A baker and a customer, two loaves, and a shelf with room for one. */
import { Condition } from '../../core/condition.ts';
import { type Scenario, watched } from '../../core/explore.ts';
import { RLock } from '../../core/rlock.ts';

interface Shared {
  changed: Condition;
  shelf: Int32Array;
}

export function bake({ changed, shelf }: Shared): void {
  for (let i = 0; i < 2; i++) {
    using _held = changed.hold();
    changed.waitFor(() => shelf[0] === 0);
    shelf[0] = Number(shelf[0]) + 1;
    changed.notify();
  }
}

export function buy({ changed, shelf }: Shared): void {
  for (let i = 0; i < 2; i++) {
    using _held = changed.hold();
    changed.waitFor(() => shelf[0] === 1);
    shelf[0] = Number(shelf[0]) - 1;
    changed.notify();
  }
}

export function bakeOne({ changed, shelf }: Shared): void {
  using _held = changed.hold();
  shelf[0] = 1;
  changed.notify();
}

/** Looks before it has the lock: what is called out until it waits, it does not hear. */
export function buyInHaste({ changed, shelf }: Shared): void {
  if (shelf[0] === 0) {
    using _held = changed.hold();
    changed.wait();
  }
  shelf[0] = 0;
}

export const goal = 'lose a signal';

export const scenario: Scenario<Shared> = {
  make: () => ({
    changed: new Condition(new RLock('lock')),
    shelf: watched(new Int32Array(new SharedArrayBuffer(4))),
  }),
  threads: [bake, buy],
  always: ({ shelf: [loaves = 0] }) => loaves === 0 || loaves === 1,
  check: ({ shared }) => shared.shelf[0] === 0,
  outcome: ({ shared }) => `left on the shelf: ${shared.shelf[0]}`,
};

export const broken: typeof scenario = { ...scenario, threads: [bakeOne, buyInHaste] };
