/**
 * A stack and a priority queue — the newest first, or the most urgent first.
 *
 * In Python: queue.LifoQueue and queue.PriorityQueue. There, items of equal priority are
 * compared themselves, which fails for dictionaries; a counter between the two helps.
 * Here: both are Queues in all but the order. Items of equal priority leave in the order
 * in which they came, and the smallest number is the most urgent, as in Python.
 *
 * A stack follows one path to its end before it begins the next (depth first), so much
 * less is waiting at any time than in a queue, which goes level by level. An urgent item
 * overtakes all that wait, but not the one that is being worked on. Mind those at the other
 * end: as long as newer or more urgent items come, their turn does not.
 */
import { Event } from '../core/event.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { LifoQueue, PriorityQueue, Queue } from '../core/queue.ts';
import { Thread } from '../core/thread.ts';

const DEPTH = 3;

// Folders with two folders in each: those that were found wait in the queue.
export function search(found: Queue<string>): { visited: string[]; mostWaiting: number } {
  const visited: string[] = [];
  let mostWaiting = 0;
  found.put('/');
  while (found.qsize() > 0) {
    mostWaiting = Math.max(mostWaiting, found.qsize());
    const folder = found.get();
    visited.push(folder);
    if (folder.length > DEPTH) continue;
    for (const name of ['a', 'b']) found.put(folder + name);
  }
  return { visited, mostWaiting };
}

export function work(jobs: PriorityQueue<string>, busy: Event, goOn: Event): void {
  const [, first] = jobs.get();
  print(`Begins: ${first}`);
  busy.set();
  goOn.wait(); // meanwhile more jobs come
  print(`Done: ${first}`);
  for (const [priority, job] of jobs) print(`Done: ${job}, of priority ${priority}`);
}

async function main(): Promise<void> {
  const queues = { Queue: new Queue<string>(), LifoQueue: new LifoQueue<string>() };
  for (const [name, found] of Object.entries(queues)) {
    const searching = new Thread(import.meta, { target: search, args: [found] });
    searching.start();
    const { visited, mostWaiting } = await searching.join();
    print(`${name}: ${visited.join(' ')}`);
    print(`Most waiting at once: ${mostWaiting} of ${visited.length}`);
  }

  const jobs = new PriorityQueue<string>();
  const [busy, goOn] = [new Event(), new Event()];
  const worker = new Thread(import.meta, { target: work, args: [jobs, busy, goOn] });
  worker.start();
  jobs.put([3, 'report']);
  await busy.waitAsync();
  jobs.put([5, 'backup']);
  jobs.put([3, 'older mail']);
  jobs.put([3, 'newer mail']);
  jobs.put([1, 'alarm']);
  jobs.shutdown();
  goOn.set();
  await worker.join();
}

if (isMain(import.meta)) await main();

// Output:
// Queue: / /a /b /aa /ab /ba /bb /aaa /aab /aba /abb /baa /bab /bba /bbb
// Most waiting at once: 8 of 15
// LifoQueue: / /b /bb /bbb /bba /ba /bab /baa /a /ab /abb /aba /aa /aab /aaa
// Most waiting at once: 4 of 15
// Begins: report
// Done: report
// Done: alarm, of priority 1
// Done: older mail, of priority 3
// Done: newer mail, of priority 3
// Done: backup, of priority 5
