/**
 * A forgotten join() — the program waits for the thread, but the code behind it does not.
 *
 * In Python: without t.join(), the lines after t.start() run before the thread's work, or
 * among it. It is often said that main may exit before the work is done; in fact Python
 * waits at the end for every thread that is not a daemon.
 * Here: the same. The work gets done, but whoever reads the total too early reads nothing.
 * An error of such a thread has nobody to catch it: it is printed at the end of the
 * program, and the exit code is 1, where Python's would be 0.
 */
import { Event } from '../core/event.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';

export function addUp(total: Int32Array, mayBegin: Event): void {
  mayBegin.wait();
  for (let n = 1; n <= 10; n++) total[0] = (total[0] ?? 0) + n;
  print(`Worker: the total is ${total[0]}`);
}

function makeWorker(total: Int32Array, mayBegin: Event) {
  return new Thread(import.meta, { target: addUp, args: [total, mayBegin] });
}

async function main(): Promise<void> {
  // With join() the next line reads the total when it is there.
  const first = new Int32Array(new SharedArrayBuffer(4));
  const free = new Event();
  free.set();
  const joined = makeWorker(first, free);
  joined.start();
  await joined.join();
  print(`Main, with join(): the total is ${first[0]}`);

  // Without it the line after start() reads whatever there is so far. A thread takes time
  // to start, so that is usually nothing; the event makes it nothing every time.
  const second = new Int32Array(new SharedArrayBuffer(4));
  const mayBegin = new Event();
  makeWorker(second, mayBegin).start();
  print(`Main, without join(): the total is ${second[0]}`);
  print('Main: my last line');
  mayBegin.set();
}

if (isMain(import.meta)) await main();

// Output:
// Worker: the total is 55
// Main, with join(): the total is 55
// Main, without join(): the total is 0
// Main: my last line
// Worker: the total is 55
