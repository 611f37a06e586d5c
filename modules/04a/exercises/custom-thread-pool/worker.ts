/** The threads of the exercise custom-thread-pool: part of it, and to be left as it is. */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { revive } from '../../../core/revive.ts';
import { Thread } from '../../../core/thread.ts';

/**
 * Functions cannot be sent: a thread imports the module, and finds it by its name. So the
 * target of `pool.run(meta, { target, args })` is `{ url: meta.url, name: target.name, args }`.
 */
export interface Task {
  url: string;
  name: string;
  args: unknown[];
}

/** What a worker says: that it begins a task, or how the task has ended. */
export type Report = 'begun' | { result: unknown } | { error: unknown };

/**
 * Starts a thread that does what it is sent, one task after the other.
 *
 * @returns the thread, and the port to it: `port.postMessage(task)` sends a {@link Task},
 *   `port.postMessage('end')` lets it end by itself, and
 *   `port.on('message', (report: Report) => …)` hears what it says.
 */
export function startWorker(): {
  thread: Thread<void, [MessagePort]>;
  port: MessagePort;
} {
  const { port1: port, port2 } = new MessageChannel();
  const thread = new Thread(import.meta, { target: serve, args: [port2] });
  thread.start();
  return { thread: thread as Thread<void, [MessagePort]>, port };
}

/** What the thread does. */
export function serve(port: MessagePort): Promise<void> {
  const report = (what: Report) => port.postMessage(what);
  return new Promise((end) => {
    port.on('message', async (task: Task | 'end') => {
      if (task === 'end') {
        port.close();
        return end();
      }
      try {
        const module = await import(task.url);
        const args = revive(task.args);
        report('begun');
        report({ result: await module[task.name](...args) });
      } catch (error) {
        report({ error });
      }
    });
  });
}
