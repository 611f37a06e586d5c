/**
 * A thread's ident — a number that no other live thread has.
 *
 * In Python: thread.ident, and threading.get_ident() from inside: a large number such as
 * 140331394647744. It is often called unique; in fact it is used again after its thread's
 * end: five threads, one after another, had two numbers between them.
 * Here: the same promise, with small numbers. The main thread has 1, and a new thread
 * takes the lowest number that is free. So an ident tells apart who is alive now; in a log
 * it may stand for several threads, one after another.
 */
import { Barrier } from '../core/barrier.ts';
import { currentThread, mainThread } from '../core/current-thread.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Thread } from '../core/thread.ts';

export function tellIdent(together: Barrier): number {
  const { ident } = currentThread();
  print(`Thread ${ident} is running`);
  together.wait(); // nobody ends before all are here
  print(`Thread ${ident} is ending`);
  return ident;
}

async function main(): Promise<void> {
  print(`The main thread: ${mainThread().ident}`);

  // Five threads that are alive at the same time: five numbers.
  const together = new Barrier(5);
  const threads = Array.from(
    { length: 5 },
    () => new Thread(import.meta, { target: tellIdent, args: [together] }),
  );
  print(`Before its start, a thread has: ${threads[0]?.ident}`);
  for (const thread of threads) thread.start();
  const idents = await Promise.all(threads.map((thread) => thread.join()));
  print(`Different numbers at the same time: ${new Set(idents).size}`);
  print(
    `Seen from outside they are the same: ${threads.every((t, i) => t.ident === idents[i])}`,
  );

  // Three threads, each started after the end of the one before: one number.
  const alone = new Barrier(1);
  const reused = new Set<number>();
  for (let i = 0; i < 3; i++) {
    const thread = new Thread(import.meta, { target: tellIdent, args: [alone] });
    thread.start();
    reused.add(await thread.join());
  }
  print(`Different numbers one after another: ${reused.size}`);
}

if (isMain(import.meta)) await main();

// Output:
// The main thread: 1
// Before its start, a thread has: undefined
// --- any order ---
// Thread 2 is running
// Thread 3 is running
// Thread 4 is running
// Thread 5 is running
// Thread 6 is running
// --- end ---
// --- any order --- nobody ends before all run
// Thread 2 is ending
// Thread 3 is ending
// Thread 4 is ending
// Thread 5 is ending
// Thread 6 is ending
// --- end ---
// Different numbers at the same time: 5
// Seen from outside they are the same: true
// Thread 2 is running
// Thread 2 is ending
// Thread 2 is running
// Thread 2 is ending
// Thread 2 is running
// Thread 2 is ending
// Different numbers one after another: 1
