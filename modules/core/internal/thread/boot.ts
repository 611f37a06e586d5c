/** The first file of every new thread: runs its task and sends the outcome back. */
import { parentPort, workerData } from 'node:worker_threads';
import { Thread } from '../../thread.ts';
import { portsIn } from '../message/copyable.ts';
import { runTask } from '../message/run.ts';

// Not awaited at top level: a module that waits for this one would wait for ever.
void runTask(workerData, Thread, (outcome) => {
  parentPort?.postMessage(outcome, portsIn(outcome));
});
