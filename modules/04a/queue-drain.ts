/**
 * Emptying a queue — take until it says that it is empty, do not ask first.
 *
 * In Python: often `while not q.empty(): q.get()`. But the answer of empty() is old when you
 * read it: somebody else may take the last item, and then get() waits for ever.
 * Here: the same trap, built so that it snaps every time. The cure is get_nowait(), here
 * getNowait(), which asks and takes in one step.
 *
 * Nor does empty mean finished: a producer may still be at work, and a reader that asks
 * empty() stops too early. Only the producer's side can say so, here with shutdown().
 */
import { Barrier } from '../core/barrier.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { Queue, QueueEmptyError, QueueShutDownError } from '../core/queue.ts';
import { Thread } from '../core/thread.ts';
import { sleep, stopwatch } from '../core/time.ts';

// Both have looked before either takes. The timeout is there only so that the one who
// comes too late can tell.
export function lookThenTake(queue: Queue<string>, bothHaveLooked: Barrier): string {
  const empty = queue.empty();
  bothHaveLooked.wait();
  const watch = stopwatch();
  try {
    if (!empty) return `empty: ${empty}, got ${queue.get({ timeout: 300 })}`;
    return 'empty';
  } catch (error) {
    if (!(error instanceof QueueEmptyError)) throw error;
    return `empty: ${empty}, got nothing in ${watch}`;
  }
}

// For a queue that nobody fills any more.
export function drain(queue: Queue<string>, together: Barrier): string[] {
  together.wait();
  const got: string[] = [];
  try {
    for (;;) got.push(queue.getNowait());
  } catch (error) {
    if (!(error instanceof QueueEmptyError)) throw error;
    return got;
  }
}

// For a queue that somebody still fills: it waits when the queue is empty, and ends when
// the queue is empty and shut down.
export function takeAll(queue: Queue<string>, together: Barrier): string[] {
  together.wait();
  const got: string[] = [];
  try {
    for (;;) got.push(queue.get({ timeout: 10_000 })); // nobody waits so long
  } catch (error) {
    if (!(error instanceof QueueShutDownError)) throw error;
    return got;
  }
}

async function main(): Promise<void> {
  const queue = new Queue<string>();
  const together = new Barrier(2, { timeout: 10_000 });

  queue.put('last item');
  print('Look, then take:');
  for (const answer of (await inTwoThreads(lookThenTake, queue, together)).sort()) {
    print(`  ${answer}`);
  }

  const items = ['a', 'b', 'c', 'd', 'e', 'f'];
  for (const item of items) queue.put(item);
  const drained = await inTwoThreads(drain, queue, together);
  print('Drained by two, together:', drained.flat().sort());

  // Both are there before there is anything, and do not take that for the end.
  const withMain = new Barrier(3, { timeout: 10_000 });
  const taking = inTwoThreads(takeAll, queue, withMain);
  await withMain.waitAsync();
  const ended = await Promise.race([
    taking.then(() => true),
    sleep(100).then(() => false),
  ]);
  print(`Empty: ${queue.empty()}, ended: ${ended}`);
  for (const item of items) queue.put(item);
  queue.shutdown();
  print('Taken by two, together:', (await taking).flat().sort());
}

function inTwoThreads<R>(
  target: (queue: Queue<string>, together: Barrier) => R,
  ...args: [Queue<string>, Barrier]
): Promise<Awaited<R>[]> {
  const threads = [1, 2].map(() => new Thread(import.meta, { target, args }));
  for (const thread of threads) thread.start();
  return Promise.all(threads.map((thread) => thread.join()));
}

if (isMain(import.meta)) await main();

// Output:
// Look, then take:
//   empty: false, got last item
//   empty: false, got nothing in <0.3 s or more>
// Drained by two, together: ['a', 'b', 'c', 'd', 'e', 'f']
// Empty: true, ended: false
// Taken by two, together: ['a', 'b', 'c', 'd', 'e', 'f']
