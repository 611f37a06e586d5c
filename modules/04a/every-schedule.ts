/**
 * Every schedule — how many ways there are for two threads to take turns, and where each
 * of them ends.
 *
 * In Python: nothing of the kind. One runs the program a thousand times and hopes to see
 * the unlucky moment; `counter += 1` does not even show its race, because CPython happens
 * not to switch there.
 * Here: explore() runs real threads one step at a time, and tries every order of their
 * steps. Two threads add one to a counter, twice each: four reads and four writes, in 70
 * orders. Six of these are right, those in which nobody comes between a read and the write
 * that goes with it. Under a lock nobody can, and so all are right.
 */
import { explore, type Outcome, type Scenario } from '../core/explore.ts';
import { Lock } from '../core/lock.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { SharedValue } from '../core/shared.ts';

interface Shared {
  counter: SharedValue;
  lock: Lock;
}

export function addTwice({ counter }: Shared): void {
  for (let i = 0; i < 2; i++) {
    const seen = counter.value;
    counter.value = seen + 1;
  }
}

export function addTwiceLocked({ counter, lock }: Shared): void {
  for (let i = 0; i < 2; i++) {
    using _held = lock.hold();
    const seen = counter.value;
    counter.value = seen + 1;
  }
}

// What all schedules begin with, and what is asked of each at its end.
export const scenario: Scenario<Shared> = {
  make: () => ({ counter: new SharedValue(Int32Array), lock: new Lock('lock') }),
  threads: [addTwice, addTwice],
  check: ({ shared }) => shared.counter.value === 4,
  outcome: ({ shared }) => `counter is ${shared.counter.value}`,
};

// To count all of them: go on after the first that goes wrong, however often a thread is
// held up, and though two that read and write at once are a data race in any case.
const options = { all: true, preemptions: Number.POSITIVE_INFINITY, races: false };

async function main(): Promise<void> {
  const bare = await explore(import.meta, { ...scenario, ...options });
  print(`Without a lock: ${bare.schedules} schedules`);
  tell(bare.outcomes);

  // The simplest one that goes wrong: with as few switches as it takes.
  print('One that goes wrong:');
  for (const { thread, text } of bare.failure?.trace.steps ?? []) {
    print(`  ${thread} ${text}`);
  }

  const threads = [addTwiceLocked, addTwiceLocked];
  const locked = await explore(import.meta, { ...scenario, threads, ...options });
  print(`With a lock, which is taken and given back in steps, too: ${locked.schedules}`);
  tell(locked.outcomes);
  print(`That is all of them: ${bare.complete && locked.complete}`);
}

function tell(outcomes: Outcome[]): void {
  for (const { outcome, count, isFailure } of outcomes) {
    print(`  ${outcome} in ${count}, ${isFailure ? 'wrong' : 'right'}`);
  }
}

if (isMain(import.meta)) await main();

// Output:
// Without a lock: 70 schedules
//   counter is 2 in 32, wrong
//   counter is 3 in 32, wrong
//   counter is 4 in 6, right
// One that goes wrong:
//   Worker-1 reads counter: 0
//   Worker-1 writes counter: 0 → 1
//   Worker-1 reads counter: 1
//   Worker-2 reads counter: 1
//   Worker-2 writes counter: 1 → 2
//   Worker-2 reads counter: 2
//   Worker-2 writes counter: 2 → 3
//   Worker-1 writes counter: 3 → 2
// With a lock, which is taken and given back in steps, too: 288
//   counter is 4 in 288, right
// That is all of them: true
