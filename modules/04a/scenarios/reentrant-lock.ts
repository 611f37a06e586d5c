/** Two threads count down; each takes its lock again inside of itself. */
import { type Scenario, watched } from '../../core/explore.ts';
import { RLock } from '../../core/rlock.ts';

interface Shared {
  rlock: RLock;
  calls: Int32Array;
}

/** Returns how many calls there have been, by all, after its innermost one. */
export function countDown({ rlock, calls }: Shared, n = 2): number {
  using _held = rlock.hold();
  calls[0] = Number(calls[0]) + 1;
  return n > 1 ? countDown({ rlock, calls }, n - 1) : Number(calls[0]);
}

export const goal = 'let a call of the other thread come in between';

export const scenario: Scenario<Shared, [number, number]> = {
  make: () => ({
    rlock: new RLock('rlock'),
    calls: watched(new Int32Array(new SharedArrayBuffer(4))),
  }),
  threads: [countDown, countDown],
  // Nobody comes between the two calls of a thread.
  check: ({ results }) => results.every((calls) => calls === 2 || calls === 4),
  outcome: ({ results }) => `innermost calls: ${results.join(' and ')}`,
};
