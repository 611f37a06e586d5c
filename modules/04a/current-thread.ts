/**
 * currentThread() — one function, and whoever calls it learns in which thread it runs.
 *
 * In Python: threading.current_thread() and threading.main_thread().
 * Here: the same. Functions belong to no thread: the one below is called in three of them
 * and answers each time for its caller. And what comes after an await runs in the thread
 * that awaited, not in the one that it waited for.
 */
import { currentThread, mainThread } from '../core/current-thread.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';

// A log like this one needs no name among its arguments, however deep it is called.
function log(message: string): void {
  print(`${currentThread().name}: ${message}`);
}

export function cook(dish: string): boolean {
  log(`cooking ${dish}`);
  log(`${dish} is ready`);
  return currentThread().ident === mainThread().ident;
}

async function main(): Promise<void> {
  log('started');

  const soup = new Thread(import.meta, { target: cook, args: ['soup'] });
  const rice = new Thread(import.meta, { target: cook, args: ['rice'] });
  soup.start();
  rice.start();
  const inMain = [await soup.join(), await rice.join()];
  log(`was either cooked in the main thread? ${inMain.includes(true)}`);

  // A plain call starts no thread: the function runs in the thread that calls it.
  log(`and when main calls cook() itself? ${cook('tea')}`);
}

if (isMain(import.meta)) await main();

// Output:
// MainThread: started
// --- interleaved --- who cooks first is free
// Thread-1 (cook): cooking soup
// Thread-1 (cook): soup is ready
// --- with ---
// Thread-2 (cook): cooking rice
// Thread-2 (cook): rice is ready
// --- end ---
// MainThread: was either cooked in the main thread? false
// MainThread: cooking tea
// MainThread: tea is ready
// MainThread: and when main calls cook() itself? true
