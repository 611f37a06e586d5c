/** The first file of every new thread: runs its task and sends the outcome back. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Outcome } from './ending.ts';
import { packError } from './errors.ts';
import { portsIn, runTask } from './task.ts';
import { Thread, type ThreadStart } from './thread.ts';

const start: ThreadStart = workerData;

function send(outcome: Outcome): void {
  parentPort?.postMessage(outcome, portsIn(outcome));
}

/** Also for errors after the target's end: a forgotten promise, a late timer. */
function fail(error: unknown): never {
  send({ error: packError(error) });
  process.exit(1);
}

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

// Not awaited: a lesson that imports this file's modules would wait for it in turn.
void runTask(start.task, (Class) => Thread.adopt(Class as never, start))
  .then((result) => send({ result }))
  .catch(fail);
