/**
 * Finding a deadlock — a rare one, found by going through all schedules.
 *
 * In Python: the dining philosophers hang, some day, and nobody can say when.
 * Here: three of them share three forks; each takes the one on the left, then the one on
 * the right. All is well unless each gets a first fork before any gets a second one, and
 * that takes so little time that a plain run seldom ends there. explore() does not wait for
 * bad luck: it goes through all the orders in which the forks can be taken, and shows the
 * simplest that ends in a circle. The locks see the circle themselves, and refuse to close
 * it; of locks that do not, it would say that all are stuck.
 *
 * The cure is that of lock-ordering: nobody takes a fork after one with a higher number.
 * That no deadlock is left is then not a hope: it has been seen in every schedule.
 */
import { explore, type Scenario } from '../core/explore.ts';
import { Lock } from '../core/lock.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';

interface Table {
  fork_1: Lock;
  fork_2: Lock;
  fork_3: Lock;
}

function eat(first: Lock, second: Lock): void {
  using _first = first.hold();
  using _second = second.hold();
}

export function ada({ fork_1, fork_2 }: Table): void {
  eat(fork_1, fork_2);
}

export function bob({ fork_2, fork_3 }: Table): void {
  eat(fork_2, fork_3);
}

export function cleo({ fork_3, fork_1 }: Table): void {
  eat(fork_3, fork_1);
}

export function cleoInOrder({ fork_1, fork_3 }: Table): void {
  eat(fork_1, fork_3);
}

export const scenario: Scenario<Table> = {
  make: () => ({
    fork_1: new Lock('fork_1'),
    fork_2: new Lock('fork_2'),
    fork_3: new Lock('fork_3'),
  }),
  threads: [ada, bob, cleo],
  outcome: () => 'all have eaten',
};

// All schedules, however often a thread is held up; also those after the first failure.
const options = { all: true, preemptions: Number.POSITIVE_INFINITY };

async function main(): Promise<void> {
  const left = await explore(import.meta, { ...scenario, ...options });
  const wrong = left.outcomes.filter(({ isFailure }) => isFailure);
  const count = wrong.reduce((sum, outcome) => sum + outcome.count, 0);
  print(`Left fork first: ${left.schedules} schedules, a deadlock in ${count}`);

  print('The simplest of them:');
  for (const { thread, text } of left.failure?.trace.steps ?? []) {
    print(`  ${thread} ${text}`);
  }
  print(left.failure?.message);

  const threads = [ada, bob, cleoInOrder];
  const inOrder = await explore(import.meta, { ...scenario, threads, ...options });
  print(
    `Lower fork first: ${inOrder.schedules} schedules, all of them: ${inOrder.complete}`,
  );
  print(`A deadlock: ${inOrder.failure ? 'yes' : 'none'}`);
}

if (isMain(import.meta)) await main();

// Output:
// Left fork first: 2262 schedules, a deadlock in 48
// The simplest of them:
//   Worker-1 takes fork_1
//   Worker-3 takes fork_3
//   Worker-3 waits for fork_1
//   Worker-2 takes fork_2
//   Worker-2 waits for fork_3
//   Worker-1 gets DeadlockError from fork_2
//   Worker-1 releases fork_1
//   Worker-1 throws DeadlockError
//   Worker-3 takes fork_1
// Worker-1 threw DeadlockError: Deadlock: Worker-1 holds fork_1, waits for fork_2; Worker-2 holds fork_2, waits for fork_3; Worker-3 holds fork_3, waits for fork_1
// Lower fork first: 2407 schedules, all of them: true
// A deadlock: none
