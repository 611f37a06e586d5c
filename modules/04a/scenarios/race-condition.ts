/** The lesson's race in its smallest form, without a Barrier that makes it happen. */
import { type Scenario, watched } from '../../core/explore.ts';

interface Shared {
  counter: Int32Array;
}

export function addOne({ counter }: Shared): void {
  const seen = counter[0] ?? 0;
  counter[0] = seen + 1;
}

export const goal = 'lose an update';

export const scenario: Scenario<Shared> = {
  make: () => ({ counter: watched(new Int32Array(new SharedArrayBuffer(4))) }),
  threads: [addOne, addOne],
  check: ({ shared }) => shared.counter[0] === 2,
  outcome: ({ shared }) => `counter: ${shared.counter[0]}`,
};
