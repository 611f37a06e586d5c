/**
 * Exercise — a thread pool of your own.
 *
 * The pool below starts a thread for every task, as many as come, and knows nothing of
 * priorities or time limits. Make it so that
 *
 * 1. it has minThreads to maxThreads threads, which are used again and again: it starts with
 *    the minimum, and grows when a task would have to wait;
 * 2. a thread above the minimum ends when it has had nothing to do for idleTimeout;
 * 3. of the tasks that wait, the one with the highest priority is next, and of equal ones
 *    the first;
 * 4. more than maxWaiting tasks are refused with a QueueFullError: that of core/queue.ts;
 * 5. a task that runs for longer than its timeout is stopped: its promise rejects with the
 *    TimeoutError of core/errors.ts, its thread ends, and the pool goes on with another one;
 * 6. an error of a task rejects its promise, and does no harm to its thread;
 * 7. close() accepts nothing new, waits for all that was accepted, and lets all threads end:
 *    nothing is left behind, not even a timer.
 *
 * In custom-thread-pool/ are the threads (worker.ts), and what is shown of the pool
 * (demonstration.ts): both stay as they are. The words of your errors are yours.
 *
 * How hard: hard, about 90 minutes.
 * Prepared by: 04a/graceful-stop, 04a/lifo-and-priority, 04a/thread-pool.
 * Check it: npx tsx scripts/check.ts 04a/custom-thread-pool   (and with --hint)
 */
import { isMain } from '../../core/main.ts';
import {
  demonstrate,
  type Pool,
  type PoolOptions,
  type RunOptions,
} from './custom-thread-pool/demonstration.ts';
import { startWorker } from './custom-thread-pool/worker.ts';

class ThreadPool implements Pool {
  #running = 0;

  // TODO: keep the options, and start minThreads threads.
  constructor(options: PoolOptions) {
    void options;
  }

  /** How many threads there are now. */
  get threads(): number {
    return this.#running;
  }

  /** How many tasks wait for a thread. */
  get waiting(): number {
    return 0;
  }

  // TODO: send the task to an idle thread, to a new one, or let it wait.
  async run<Args extends unknown[], Result>(
    meta: ImportMeta,
    { target, args }: RunOptions<Args, Result>,
  ): Promise<Awaited<Result>> {
    const { port } = startWorker();
    this.#running++;
    port.postMessage({ url: meta.url, name: target.name, args: args ?? [] });
    return new Promise<Awaited<Result>>((resolve, reject) => {
      port.on('message', (report) => {
        if (report === 'begun') return;
        port.postMessage('end');
        this.#running--;
        if ('error' in report) reject(report.error);
        else resolve(report.result);
      });
    });
  }

  // TODO
  async close(): Promise<void> {}

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

// The checker also tries others: leave these two lines as they are.
const SIZES = { minThreads: 1, maxThreads: 3, maxWaiting: 5 };
const TIMES = { idleTimeout: 100, timeout: 200 };

if (isMain(import.meta)) await demonstrate(ThreadPool, { ...SIZES, ...TIMES });
