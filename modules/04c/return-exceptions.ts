/**
 * allSettled — every result or error, where Promise.all stops at the first error.
 *
 * In Python: gather(return_exceptions=True) puts the exceptions among the results.
 * Here: Promise.allSettled gives an object for each: {status: 'fulfilled', value} or
 * {status: 'rejected', reason}. So an error cannot be taken for a result.
 *
 * Without it: Promise.all rejects at once with the first error, and the others run on,
 * their results and errors unseen. gather does the same.
 */
import { print } from '../core/print.ts';
import { sleep } from '../core/time.ts';

let completed = 0;

async function task(name: string, ms: number, fails = false): Promise<string> {
  await sleep(ms);
  completed++;
  if (fails) throw new RangeError(`${name} failed`);
  return `${name} completed`;
}

const tasks = () => [
  task('first', 60, true),
  task('second', 120),
  task('third', 90, true),
];

const outcomes = await Promise.allSettled(tasks());
for (const [i, outcome] of outcomes.entries()) {
  if (outcome.status === 'fulfilled') print(`Task ${i} succeeded: ${outcome.value}`);
  else print(`Task ${i} failed: ${outcome.reason.message}`);
}

// All results together, or the errors: what a program usually wants to know.
const values = outcomes.filter((outcome) => outcome.status === 'fulfilled');
const errors = outcomes.filter((outcome) => outcome.status === 'rejected');
print(`Succeeded: ${values.length}, failed: ${errors.length}`);

// Promise.all: the first error in time, one of two; and two tasks are still running.
completed = 0;
const running = tasks();
try {
  print(await Promise.all(running));
} catch (error) {
  print(`Promise.all rejects: ${(error as Error).message}, completed: ${completed} of 3`);
}
await Promise.allSettled(running);
print(`They ran on, completed: ${completed} of 3`);

// Output:
// Task 0 failed: first failed
// Task 1 succeeded: second completed
// Task 2 failed: third failed
// Succeeded: 1, failed: 2
// Promise.all rejects: first failed, completed: 1 of 3
// They ran on, completed: 3 of 3
