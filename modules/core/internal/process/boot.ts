/** The first file of every new process: runs its task and sends the outcome back. */
import { Process } from '../../process.ts';
import { runTask } from '../message/run.ts';
import type { Outcome, Start } from '../thread/activity.ts';

// The parent is gone: nobody waits for this work any more.
process.on('disconnect', () => process.exit(1));

process.once('message', (start: Start) => runTask(start, Process, send));

/** Keeps the process alive meanwhile: Deno loses what is not yet sent when it exits. */
async function send(outcome: Outcome): Promise<void> {
  process.channel?.ref();
  await new Promise((sent) => process.send?.(outcome, undefined, undefined, sent));
  process.channel?.unref();
}
