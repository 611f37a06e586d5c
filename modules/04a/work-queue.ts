/**
 * A work queue — a team of threads works off a list, and who is free takes the next task.
 *
 * In Python: threads that loop over q.get(). The course's loop, `while not q.empty()`,
 * can hang in get() when another thread was faster: see queue-drain.
 * Here: the queue is shut down after the last task, and each worker ends when it is empty.
 * Results come back through a second queue.
 *
 * Nobody divides the list beforehand. So one long task holds up one worker and no other
 * task: here it takes, by construction, until all the others are done.
 */
import { Barrier } from '../core/barrier.ts';
import { isMain } from '../core/main.ts';
import { print } from '../core/print.ts';
import { type Queue, QueueShutDownError } from '../core/queue.ts';
import { Semaphore } from '../core/semaphore.ts';
import { Thread } from '../core/thread.ts';

const WORKERS = ['W1', 'W2', 'W3'];
const LONG = '/long';
const PAGES = [LONG, '/a', '/b', '/c', '/d', '/e', '/f'];

type Result = { page: string; worker: string; together: number };

export function work(
  worker: string,
  tasks: Queue<string>,
  results: Queue<Result>,
  process: (page: string) => number,
): void {
  try {
    for (;;) {
      const page = tasks.get();
      results.put({ page, worker, together: process(page) });
    }
  } catch (error) {
    if (!(error instanceof QueueShutDownError)) throw error;
  }
}
