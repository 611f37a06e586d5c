import { resolve } from 'node:path';
import { type Lesson, root } from '../lessons.ts';
import { runProgram } from '../program.ts';
import { quickNode } from '../runtimes.ts';
import { traced } from '../trace.ts';
import { UsageError } from '../usage.ts';
import type { Timeline } from './model.ts';
import { timelineOf } from './timeline.ts';

/** Writes down what the core does not see. */
const POOL_TASKS = new URL('./pool-tasks.mjs', import.meta.url).href;

/** A lesson runs well, and has nothing of which there are pictures. */
export class NothingToDraw extends UsageError {}

/**
 * Runs a lesson with tracing on.
 *
 * @returns its timeline, and what went wrong with it in words, if something did.
 * @throws {NothingToDraw} when it uses nothing that can be traced.
 */
export async function record(
  lesson: Lesson,
): Promise<{ timeline: Timeline; problem: string | undefined }> {
  const { NODE_OPTIONS = '' } = process.env;
  const command = [...quickNode().command, resolve(root, lesson.file)];
  const { result: run, trace } = await traced((env) =>
    runProgram(command, {
      env: { ...env, NODE_OPTIONS: `${NODE_OPTIONS} --import ${POOL_TASKS}` },
    }),
  );
  if (trace.threads.length === 0) {
    const nothing = `There is nothing to draw of ${lesson.name}: it`;
    if (run.problem) throw new UsageError(`${nothing} ${run.problem}`);
    throw new NothingToDraw(`${nothing} uses no threads, locks, pools or sleeps`);
  }
  const subject = `${lesson.name} ${lesson.shows} ${lesson.python}`;
  const timeline = timelineOf(trace, `${run.stdout}${run.stderr}`, subject);
  return { timeline, problem: run.problem };
}
