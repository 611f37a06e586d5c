/**
 * A subclass of Thread — the work in run(), and what it needs in fields.
 *
 * In Python: class Countdown(Thread), with its own __init__ and run().
 * Here: the class is exported, so that the thread finds it, and its fields are copied to
 * the thread at start(). They are copied one way: what run() changes, it changes in its
 * copy. What main should learn, run() returns. Fields named with # cannot be copied: use
 * ordinary ones, or TypeScript's `private`.
 *
 * A function as target does the same with less. A subclass pays when several methods work
 * on the same fields.
 */
import { currentThread } from '../core/current-thread.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';

// The type in the brackets is what run() returns, and so what join() gives.
export class Countdown extends Thread<string> {
  left: number;

  constructor(from: number) {
    super(import.meta, { name: 'Countdown' });
    this.left = from;
  }

  override run(): string {
    while (this.left > 0) this.step();
    return `${currentThread().name} has counted, ${this.left} left`;
  }

  step(): void {
    print(`Counting: ${this.left}`);
    this.left--;
  }
}

async function main(): Promise<void> {
  const countdown = new Countdown(3);
  countdown.start();
  print(await countdown.join());
  print(`The field in main: ${countdown.left}`);

  // Called directly, run() starts no thread: main itself counts, on its own field.
  print(countdown.run());
  print(`The field in main: ${countdown.left}`);
}

if (isMain(import.meta)) await main();

// Output:
// Counting: 3
// Counting: 2
// Counting: 1
// Countdown has counted, 0 left
// The field in main: 3
// Counting: 3
// Counting: 2
// Counting: 1
// MainThread has counted, 0 left
// The field in main: 0
