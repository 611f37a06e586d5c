/**
 * Thread results — join() brings what the function returned, or throws what it threw.
 *
 * In Python: a Thread throws its function's return value away, so each is handed a queue
 * or a dict for it. When the function raises, the traceback is printed, join() returns as
 * if nothing had happened, and the program ends with exit code 0.
 * Here: join() gives the result, whichever thread ends first, and throws the error, so
 * that it can be caught where the result was wanted. The error keeps its class, message,
 * stack, cause and own fields. An error that nobody joins is printed at the end, and the
 * exit code is 1.
 */
import { registerError } from '../core/errors.ts';
import { Event } from '../core/event.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';

export function square(n: number, mayEnd: Event, done: Event): number {
  // A thread alone would wait here in vain: the other one has to be at work as well.
  if (!mayEnd.wait({ timeout: 10_000 })) throw new Error(`${n} was left alone`);
  print(`Squared ${n}`);
  done.set();
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
  // Both are started before the first join, so they run at the same time. The second one
  // ends first, and still the results come in the order of the joins.
  const [first, second, now] = [new Event(), new Event(), new Event()];
  now.set();
  const threads = [
    new Thread(import.meta, { target: square, args: [3, second, first] }),
    new Thread(import.meta, { target: square, args: [4, now, second] }),
  ];
  for (const thread of threads) thread.start();
  const results = [];
  for (const thread of threads) results.push(await thread.join());
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
// Squared 4
// Squared 3
// Results: [9, 16]
// Caught: Cannot ship order 17
// Its own field, order: 17
// Its cause: RangeError: out of stock
// Its stack names the function: true
// Joined once more: 9
