/** Whether a lesson turns red when its point is taken away. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readOutputBlock } from '../scripts/lib/golden.ts';
import { allModules, type Lesson, root } from '../scripts/lib/lessons.ts';
import type { Mutant } from '../scripts/lib/mutants.ts';
import { type Run, runProgram } from '../scripts/lib/program.ts';
import type { Runtime } from '../scripts/lib/runtimes.ts';
import { typeErrorsIn } from '../scripts/lib/type-check.ts';
import { complaintsAbout } from '../scripts/lib/verify.ts';
import { ChangedCopy, filesIn } from './changed-copy.ts';

/** A mutant has to be red each time, and not with luck. */
const RUNS = 3;
const LIMIT = 90_000;

/**
 * What is wrong with a lesson in a copy of its own, as it is: one that did not run there at
 * all would catch every mutant.
 */
export async function complaintsAsItIs(
  lesson: Lesson,
  runtime: Runtime,
): Promise<string> {
  using copy = copyFor(lesson);
  const run = await runIn(copy, lesson, runtime, LIMIT);
  return complaintsOf(lesson, run, runtime);
}

/**
 * Why a mutant is not caught; empty when it is.
 *
 * @param options.limit how long a run may take, in milliseconds: a mutant that hangs is no
 *   proof. Default: 90,000.
 * @param options.runs how often it runs; each time it must be red. Default: 3.
 * @throws {Error} when the diff does not fit the lesson.
 */
export async function whyItIsNotCaught(
  lesson: Lesson,
  { what, diff }: Pick<Mutant, 'what' | 'diff'>,
  runtime: Runtime,
  { limit = LIMIT, runs: count = RUNS }: { limit?: number; runs?: number } = {},
): Promise<string> {
  if (!/^\w/.test(what)) return 'It does not begin with what is taken away.';
  for (const file of filesIn(diff)) {
    const own = ['modules', 'solutions'].some((top) =>
      file.startsWith(`${top}/${lesson.module}/`),
    );
    if (!own) return `It changes ${file}, which is not the lesson's own.`;
  }
  using copy = copyFor(lesson);
  copy.change(diff);
  const golden = (folder: string) =>
    JSON.stringify(readOutputBlock(readFileSync(join(folder, lesson.file), 'utf8')));
  if (golden(copy.folder) !== golden(root)) return 'It changes the Output block.';
  const runs = Array.from({ length: count }, () => runIn(copy, lesson, runtime, limit));
  for (const [i, run] of (await Promise.all(runs)).entries()) {
    const which = `Run ${i + 1} of ${count}`;
    if (run.timedOut) return `${which} ${run.problem}, and proves nothing. ${what}`;
    if (complaintsOf(lesson, run, runtime)) continue;
    const isTyped =
      !lesson.module.startsWith('03') || (await hasTheRightTypes(copy, lesson));
    return isTyped ? `${which} passed. ${what}` : '';
  }
  return '';
}

/** Its own module; what it imports from core and from others stays as it is. */
function copyFor({ module, file }: Lesson): ChangedCopy {
  const own = [`modules/${module}`];
  if (file.startsWith('solutions/')) own.push(`solutions/${module}`);
  const others = ['core', ...allModules()].filter((other) => other !== module);
  return new ChangedCopy(
    '.',
    own,
    others.map((other) => `modules/${other}`),
  );
}

function runIn(
  { folder }: ChangedCopy,
  { file }: Lesson,
  { command }: Runtime,
  limit: number,
): Promise<Run> {
  return runProgram([...command, join(folder, file)], { limit });
}

function complaintsOf({ file }: Lesson, run: Run, { names }: Runtime): string {
  const golden = readOutputBlock(readFileSync(resolve(root, file), 'utf8'));
  return complaintsAbout(run, golden, { runtime: names });
}

async function hasTheRightTypes(
  { folder }: ChangedCopy,
  { file }: Lesson,
): Promise<boolean> {
  return (await typeErrorsIn(join(folder, file))).length === 0;
}
