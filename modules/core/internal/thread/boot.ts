/** The first file of every new thread: runs its task and sends the outcome back. */
import { parentPort, workerData } from 'node:worker_threads';
import { Thread, type ThreadStart } from '../../thread.ts';
import { portsIn } from '../message/copyable.ts';
import { packError } from '../message/packed-error.ts';
import { loadTask } from '../message/task.ts';
import type { Outcome } from './ending.ts';

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

async function run(): Promise<unknown> {
  const { exported, args } = await loadTask(start.task);
  if (!(exported.prototype instanceof Thread)) return exported(...args);
  return Thread.adopt(exported, args[0] as object, start).run();
}

// Not awaited at top level: a module that waits for this one would wait for ever.
void run()
  .then((result) => send({ result }))
  .catch(fail);
