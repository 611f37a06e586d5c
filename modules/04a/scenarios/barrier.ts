/** Two runners, two laps; none is in lap 2 while the other one is still in lap 1. */
import { Barrier } from '../../core/barrier.ts';
import type { Scenario } from '../../core/explore.ts';

interface Shared {
  barrier: Barrier;
  /** How many laps were finished, by both together. */
  laps: Int32Array;
}

/** Returns how many laps were finished when it began its second one. */
export function run({ barrier, laps }: Shared): number {
  Atomics.add(laps, 0, 1);
  barrier.wait();
  const finished = Atomics.load(laps, 0);
  Atomics.add(laps, 0, 1);
  barrier.wait();
  return finished;
}

export function runOn({ laps }: Shared): number {
  Atomics.add(laps, 0, 1);
  const finished = Atomics.load(laps, 0);
  Atomics.add(laps, 0, 1);
  return finished;
}

export const goal = 'begin lap 2 while the other one is in lap 1';

export const scenario: Scenario<Shared, [number, number]> = {
  make: () => ({
    barrier: new Barrier(2),
    laps: new Int32Array(new SharedArrayBuffer(4)),
  }),
  threads: [run, run],
  check: ({ shared, results }) =>
    shared.laps[0] === 4 && results.every((finished) => finished >= 2),
  outcome: ({ results }) => `finished before lap 2: ${results.join(' and ')}`,
};

export const broken: typeof scenario = { ...scenario, threads: [runOn, runOn] };
