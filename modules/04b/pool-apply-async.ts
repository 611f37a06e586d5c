/**
 * Pool.apply_async — hand over all tasks first, then wait for the results.
 *
 * In Python: apply_async() returns an AsyncResult at once; get() waits for it, and raises
 * what the task raised. Whoever never calls get() never hears of an error.
 * Here: pool.run() returns a promise at once; await waits for it, and throws what the task
 * threw. A promise that nobody awaits and that fails ends the program: errors are loud.
 * Promise.all gives up at the first error, Promise.allSettled brings every result.
 *
 * An error arrives as its built-in class with its message. Piscina does not carry a class
 * of your own, and on Bun not the cause; the core's pool-map does.
 */
import { Piscina } from 'piscina';
import { Barrier } from '../core/barrier.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { revive } from '../core/revive.ts';
import { workerOptions } from '../core/worker-file.ts';

type Meeting = { n: number; meet: Barrier };

// Two tasks wait for each other: so the two of them are at work at the same time. Each says
// whether it was the first to come, 0, or the second, 1.
export function double(task: Meeting): { doubled: number; place: number } {
  const { n, meet } = revive(task);
  return { place: meet.wait(), doubled: 2 * n };
}

export function invert(n: number): number {
  if (n === 0) throw new RangeError('cannot divide by 0');
  return 1 / n;
}

async function main(): Promise<void> {
  const options = {
    filename: import.meta.url,
    minThreads: 2,
    maxThreads: 2,
    ...workerOptions,
  };
  await using doublers = new Piscina<Meeting, ReturnType<typeof double>>({
    ...options,
    name: 'double',
  });
  await using inverters = new Piscina<number, number>({ ...options, name: 'invert' });

  // One after the other these tasks would never end: the first would wait for the second.
  const meet = new Barrier(2);
  const pending = [1, 2, 3, 4].map((n) => doublers.run({ n, meet }));
  print(`Handed over: ${pending.length}, done: ${doublers.completed}`);
  const results = await Promise.all(pending);
  print(
    'Results:',
    results.map(({ doubled }) => doubled),
  );
  print('At work in pairs:', results.map(({ place }) => place).sort());

  // Of 101 small tasks the one in the middle throws, and all others are done as usual.
  const numbers = Array.from({ length: 101 }, (_, i) => i - 50);
  const outcomes = await Promise.allSettled(numbers.map((n) => inverters.run(n)));
  const failures = outcomes.filter((outcome) => outcome.status === 'rejected');
  print(`Fulfilled: ${outcomes.length - failures.length}, rejected: ${failures.length}`);
  for (const { reason } of failures) {
    print(
      `${reason.name}: ${reason.message}, a RangeError: ${reason instanceof RangeError}`,
    );
  }
  print(`The pool still works: ${await inverters.run(4)}`);
}

if (isMain(import.meta)) await main();

// Output:
// Handed over: 4, done: 0
// Results: [2, 4, 6, 8]
// At work in pairs: [0, 0, 1, 1]
// Fulfilled: 100, rejected: 1
// RangeError: cannot divide by 0, a RangeError: true
// The pool still works: 0.25
