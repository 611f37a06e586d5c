/** The first file of every new process: runs its task and sends the outcome back. */

import { demandCopyable } from '../message/copyable.ts';
import { packError } from '../message/packed-error.ts';
import { loadTask, type Task } from '../message/task.ts';
import type { Outcome } from '../thread/ending.ts';

function send(outcome: Outcome): Promise<void> {
  return new Promise((sent) => {
    process.send?.(outcome, undefined, undefined, () => sent());
  });
}

/** Also for errors after the target's end: a forgotten promise, a late timer. */
async function fail(error: unknown): Promise<never> {
  // Bun may be about to end: it waits for nothing any more.
  process.exitCode = 1;
  // Deno loses what is not yet sent when the process exits.
  await send({ error: packError(error) });
  process.exit();
}

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
// The parent is gone: nobody waits for this work any more.
process.on('disconnect', () => process.exit(1));

process.once('message', async (task: Task) => {
  try {
    const { exported, args } = await loadTask(task);
    const result = await exported(...args);
    demandCopyable(result, `Cannot return the result of '${task.exportName}'`);
    await send({ result });
    // From here on the process lives only as long as the target left work behind.
    process.channel?.unref();
  } catch (error) {
    await fail(error);
  }
});
