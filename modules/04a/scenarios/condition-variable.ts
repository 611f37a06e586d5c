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
