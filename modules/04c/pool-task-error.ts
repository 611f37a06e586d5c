/**
 * An error in a pooled task — it comes out where the result is awaited.
 *
 * In Python: future.result() raises what the task raised; whoever never asks for the
 * result never hears of the error.
 * Here: the promise of pool.run rejects. The worker lives on and takes the next task; the
 * other tasks do not notice. And nobody can overlook it: a rejection that is not handled
 * makes the program fail (unhandled-rejection).
 *
 * '10' / 2 is a TypeError in Python, and 5 here: it is for the compiler to object.
 * Data from outside has no types, so the task checks it before it computes with it.
 */
import { Piscina } from 'piscina';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { workerOptions } from '../core/worker-file.ts';

export function half(value: unknown): number {
  if (typeof value !== 'number') {
    throw new TypeError(`Cannot halve '${value}', which is a ${typeof value}`);
  }
  return value / 2;
}

async function main(): Promise<void> {
  await using pool = new Piscina<unknown, number>({
    filename: import.meta.url,
    name: 'half',
    minThreads: 2,
    maxThreads: 2,
    ...workerOptions,
  });
  const inputs: unknown[] = JSON.parse('[10, "10", 30]');
  const workers = String(pool.threads.map(({ threadId }) => threadId));

  // One at a time, where each is awaited: the errors are told apart by their input.
  for (const input of inputs) {
    try {
      print(`Half of ${input}: ${await pool.run(input)}`);
    } catch (error) {
      print(`Caught: ${error}`);
      print(`  A TypeError on this side too: ${error instanceof TypeError}`);
    }
  }

  // All together: Promise.all tells the first error only, allSettled every outcome.
  const tasks = inputs.map((input) => pool.run(input));
  print('All:', await Promise.all(tasks).catch((error) => error.message));
  const outcomes = await Promise.allSettled(tasks);
  print(
    'Each:',
    outcomes.map(({ status }) => status),
  );

  // Two rounds with an error in each: no worker was lost over it.
  print(`Tasks that the workers did: ${pool.completed}`);
  const workersNow = String(pool.threads.map(({ threadId }) => threadId));
  print(`Workers: ${pool.threads.length}, the same as before: ${workersNow === workers}`);
}

if (isMain(import.meta)) await main();

// Output:
// Half of 10: 5
// Caught: TypeError: Cannot halve '10', which is a string
//   A TypeError on this side too: true
// Half of 30: 15
// All: Cannot halve '10', which is a string
// Each: ['fulfilled', 'rejected', 'fulfilled']
// Tasks that the workers did: 6
// Workers: 2, the same as before: true
