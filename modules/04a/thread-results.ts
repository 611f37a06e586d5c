/**
 * Thread results — join() brings what the function returned, or throws what it threw.
 *
 * In Python: a Thread throws its function's return value away, so the course hands a
 * queue to each thread. When the function raises, the traceback is printed, join() returns
 * as if nothing had happened, and the program ends with exit code 0.
 * Here: join() gives the result, in the order in which you join, and throws the error, so
 * that it can be caught where the result was wanted. The error keeps its class, message,
 * stack, cause and own fields. An error that nobody joins is printed at the end, and the
 * exit code is 1.
 */
import { registerError } from '../core/errors.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';

export function square(n: number): number {
  return n * n;
}

// Errors are sent as data. Registering tells the core which class to make of it again;
// JavaScript's own classes need no registration.
export class OrderError extends Error {
  readonly order: number;

  constructor(order: number, options?: ErrorOptions) {
    super(`Cannot ship order ${order}`, options);
    this.order = order;
  }
}
registerError(OrderError);

export function ship(order: number): string {
  try {
    throw new RangeError('out of stock');
  } catch (cause) {
    throw new OrderError(order, { cause });
  }
}

async function main(): Promise<void> {
  // All are started before the first join, so they run at the same time.
  const threads = [3, 4].map(
    (n) => new Thread(import.meta, { target: square, args: [n] }),
  );
  for (const thread of threads) thread.start();
  const results = await Promise.all(threads.map((thread) => thread.join()));
  print('Results:', results);

  const shipping = new Thread(import.meta, { target: ship, args: [17] });
  shipping.start();
  try {
    print(`Shipped: ${await shipping.join()}`);
  } catch (error) {
    if (!(error instanceof OrderError)) throw error;
    print(`Caught: ${error.message}`);
    print(`Its own field, order: ${error.order}`);
    print(`Its cause: ${error.cause}`);
    print(`Its stack names the function: ${error.stack?.includes('ship')}`);
  }

  // The thread has ended, its outcome stays: join() may be called again.
  print(`Joined once more: ${await threads[0]?.join()}`);
}

if (isMain(import.meta)) await main();

// Output:
// Results: [9, 16]
// Caught: Cannot ship order 17
// Its own field, order: 17
// Its cause: RangeError: out of stock
// Its stack names the function: true
// Joined once more: 9
