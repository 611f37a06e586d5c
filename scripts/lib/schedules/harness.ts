/**
 * Loaded before a program: lets it run as it is, notes what its main thread does with its
 * threads, and takes these through their schedules when the program is over. What has come
 * of it is written to a file.
 */
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import type { Demands, Explored } from './threads.ts';

/** What the file holds: what was found, or why nothing was. */
export interface Report {
  explored?: Explored;
  reason?: string;
}

/** After so many milliseconds a program that has not ended is taken for one that hangs. */
const MAX_RUN_MS = 30_000;

const { EXPLORE_FILE, EXPLORE_CHECKS, EXPLORE_MS } = process.env;

if (isMainThread && EXPLORE_FILE && EXPLORE_CHECKS) {
  // Only here: a thread that is explored must not load the core before it is made ready.
  const { record } = await import('./record.ts');
  const { exploreThreads } = await import('./threads.ts');
  const recording = record();
  let isOver = false;
  const explore = async (hasFailed: boolean): Promise<Report> => {
    const checks: { explored?: Pick<Demands, 'holds'> } = (await import(EXPLORE_CHECKS))
      .default;
    const { explored } = checks;
    if (!explored) return { reason: 'nothing is said of its schedules' };
    const { holds } = explored;
    // A thread that goes on would change what the explored ones share.
    await Promise.all(recording.started.map(({ thread }) => thread.terminate()));
    return {
      explored: await exploreThreads(recording, {
        holds,
        hasFailed,
        ms: Number(EXPLORE_MS),
      }),
    };
  };
  const over = async (hasFailed: boolean) => {
    if (isOver) return;
    isOver = true;
    const failed = (error: Error): Report => ({ reason: error.message });
    const report = await explore(hasFailed).catch(failed);
    writeFileSync(EXPLORE_FILE, JSON.stringify(report));
    process.exit(0);
  };
  process.on('uncaughtException', () => over(true));
  process.on('unhandledRejection', () => over(true));
  process.on('beforeExit', () => over(false));
  setTimeout(() => over(true), MAX_RUN_MS).unref();
}
