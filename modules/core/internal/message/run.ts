/** The life of a new thread or process: runs its task, and tells how that ended. */
import { isMainThread } from 'node:worker_threads';
import { reviveAll } from '../../revive.ts';
import { probe } from '../sync/probe.ts';
import type { Activity, Outcome, Start } from '../thread/activity.ts';
import { demandCopyable } from './copyable.ts';
import { packError } from './packed-error.ts';
import { loadTarget, runTarget } from './task.ts';

/**
 * @param Base Thread or Process: of an exported subclass, its `run` is the target.
 * @param send tells the one who joins; what it is told last counts.
 */
export async function runTask(
  start: Start,
  Base: new (meta: ImportMeta, start: Start) => Activity,
  send: (outcome: Outcome) => void | Promise<void>,
): Promise<void> {
  const { task } = start;
  const { exportName } = task;
  const { bun, deno } = process.versions;
  let hasReturned = false;
  let hasFailed = false;

  /** Also for errors after the target's end: a forgotten promise, a late timer. */
  const fail = async (error: unknown) => {
    if (hasFailed) return;
    hasFailed = true;
    process.exitCode = 1;
    await send({ error: packError(error, `Cannot pass on what '${exportName}' threw`) });
    process.exit(1);
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);

  const idle = () => {
    const who = `${Base.name} '${start.name}'`;
    const why = 'nothing is left to do that could settle the promise it waits for';
    if (!hasReturned) void fail(new Error(`${who} never returns: ${why}`));
  };
  process.on('beforeExit', idle);
  // Bun tells of rejections one turn later, if there is one.
  if (bun) process.once('beforeExit', () => setTimeout(() => {}));
  // Deno's threads have no such event; there, an exit that was asked for has a code.
  process.on('exit', () => {
    if (deno && process.exitCode === undefined) idle();
  });

  try {
    const exported = await loadTarget(task);
    const args = await reviveAll(task.args, task.modules);
    // From here on a process lives only as long as it has something to do.
    if (isMainThread) process.channel?.unref();
    if (isMainThread) probe?.('call', { kind: 'Task', name: exportName });
    const result = await runTarget(() => {
      if (!(exported.prototype instanceof Base)) return exported(...args);
      const activity: Activity = Reflect.construct(Base, [import.meta, start], exported);
      Object.assign(activity, args[0]).adopt();
      return activity.run();
    });
    if (isMainThread) probe?.('return', { kind: 'Task', name: exportName });
    const complaint = `Cannot return the result of '${exportName}'`;
    demandCopyable(result, complaint, { shared: !isMainThread, methods: true });
    hasReturned = true;
    await send({ result });
  } catch (error) {
    await fail(error);
  }
}
