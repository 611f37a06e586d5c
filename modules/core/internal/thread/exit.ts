/**
 * What a thread does at its end, in one place and in a stated order. None of it runs when
 * the thread is terminated from outside.
 */

/** The steps, in their order. */
export const step = {
  refuseStarts: 0,
  killDaemons: 1,
  reportErrors: 2,
  removeSockets: 3,
  endTrace: 4,
  // The last two: locks are marked while their owner still has its seat.
  abandonLocks: 5,
  leaveSeat: 6,
};

const actions = Object.values(step).map((): (() => void)[] => []);
process.on('exit', () => {
  for (const action of actions.flat()) action();
});

/** Does what ends a thread for the others, where one worker lives several lives. */
export function endLife(): void {
  for (const which of [step.abandonLocks, step.leaveSeat]) {
    for (const action of actions[which] ?? []) action();
  }
}

/** Adds an action to a step; those of one step are done in the order of adding. */
export function atExit(which: number, action: () => void): void {
  actions[which]?.push(action);
}
