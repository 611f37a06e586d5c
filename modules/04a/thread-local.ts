/**
 * Thread-local storage — the same name, a value of its own in each thread.
 *
 * In Python: data = threading.local(), and each thread has its own data.counter.
 * Here: a ThreadLocal, and each thread has its own `local.own`. It is for what is passed
 * as an argument: a module variable is each thread's own already. (A plain object
 * would be copied with what main has in it, once more with each message.) In Python it is
 * the other way round: all is shared, and threading.local makes the exception.
 *
 * Own to a thread means common to its async tasks. What one task wants for itself, such as
 * the request it works on, belongs in Node's AsyncLocalStorage.
 */
import { Barrier } from '../core/barrier.ts';
import { ThreadLocal } from '../core/local.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';

const THREADS = 3;

type Mine = { name?: string; counter?: number };

export function count(name: string, local: ThreadLocal<Mine>, together: Barrier): Mine {
  local.own.name = name;
  for (let i = 0; i < 3; i++) {
    together.wait(); // all three count before any of them counts on
    countOne(local);
  }
  together.wait();
  return local.own;
}

// It is not told which thread runs it, and finds that thread's values all the same.
function countOne(local: ThreadLocal<Mine>): void {
  const mine = local.own;
  mine.counter = (mine.counter ?? 0) + 1;
  print(`${mine.name}: counter = ${mine.counter}`);
}

async function main(): Promise<void> {
  const local = new ThreadLocal<Mine>();
  local.own.name = 'main';
  local.own.counter = 10; // no thread begins with these
  const together = new Barrier(THREADS, { timeout: 10_000 });

  const threads = Array.from(
    { length: THREADS },
    (_, n) =>
      new Thread(import.meta, {
        target: count,
        args: [`Thread-${n + 1}`, local, together],
      }),
  );
  for (const thread of threads) thread.start();
  for (const thread of threads) print('At the end, in the thread:', await thread.join());
  print('At the end, in main:', local.own);
}

if (isMain(import.meta)) await main();

// Output:
// --- any order ---
// Thread-1: counter = 1
// Thread-2: counter = 1
// Thread-3: counter = 1
// --- end ---
// --- any order ---
// Thread-1: counter = 2
// Thread-2: counter = 2
// Thread-3: counter = 2
// --- end ---
// --- any order ---
// Thread-1: counter = 3
// Thread-2: counter = 3
// Thread-3: counter = 3
// --- end ---
// At the end, in the thread: {name: 'Thread-1', counter: 3}
// At the end, in the thread: {name: 'Thread-2', counter: 3}
// At the end, in the thread: {name: 'Thread-3', counter: 3}
// At the end, in main: {name: 'main', counter: 10}
