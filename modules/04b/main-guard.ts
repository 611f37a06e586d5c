/**
 * The main guard — a child imports this file too, and must not start children in turn.
 *
 * In Python: `if __name__ == "__main__":`. A spawned child imports the main module to find
 * its function there. Without the guard it would come to the line that starts a child,
 * and so on; Python notices and raises a RuntimeError.
 * Here: the same. The child starts with a file of the core and imports this one, so all
 * that stands at its top level runs in the child as well; what stands behind isMain() does
 * not. Threads and pool workers import it in the same way.
 */
import { isMainThread } from 'node:worker_threads';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Process } from '../core/process.ts';
import { Thread } from '../core/thread.ts';

// Where this file is imported: the program itself is neither of the two others.
const where = isMain(import.meta)
  ? 'the program'
  : isMainThread
    ? 'a child process'
    : 'a thread';

// The top level of a module should only define things. This line shows why.
print(`Importing the file in ${where}, isMain: ${isMain(import.meta)}`);

export function whereAmI(): string {
  return where;
}

async function main(): Promise<void> {
  const child = new Process(import.meta, { target: whereAmI });
  child.start();
  print(`The function ran in ${await child.join()}`);

  const thread = new Thread(import.meta, { target: whereAmI });
  thread.start();
  print(`The function ran in ${await thread.join()}`);
}

// Started once, by the one process whose program this is.
if (isMain(import.meta)) await main();

// Output:
// Importing the file in the program, isMain: true
// Importing the file in a child process, isMain: false
// The function ran in a child process
// Importing the file in a thread, isMain: false
// The function ran in a thread
