import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Check } from './check.ts';
import {
  compare,
  GoldenError,
  readGolden,
  readOutputBlock,
  writeOutputBlock,
} from './golden.ts';
import type { Reading } from './golden-parse.ts';
import { update } from './golden-update.ts';
import { type Lesson, root } from './lessons.ts';
import { type Run, runProgram } from './program.ts';
import type { Runtime } from './runtimes.ts';

/**
 * Runs a lesson as a person would, and compares what it prints with its Output block.
 *
 * @param options.timing also checks that durations are not too long. Default: false.
 * @param options.limit after how many milliseconds it is killed. Default: 180,000, or 60,000
 *   in which it prints nothing.
 */
export async function verifyLesson(
  lesson: Lesson,
  runtime: Runtime,
  { timing = false, limit }: { timing?: boolean; limit?: number | undefined } = {},
): Promise<Check> {
  const reading = { timing, runtime: runtime.names };
  return orSayWhere(lesson, async (file) => {
    const expected = readGolden(readFileSync(file, 'utf8'), reading);
    const run = await runProgram([...runtime.command, file], { limit });
    const report = complaintsAbout(run, expected, reading);
    return {
      name: lesson.name,
      ms: run.ms,
      passed: +!report,
      failed: +!!report,
      report,
      output: run.stdout,
    };
  });
}

/** A check that fails, in one line, where the file is missing or its block makes no sense. */
async function orSayWhere(
  { name, file }: Lesson,
  check: (path: string) => Promise<Check>,
): Promise<Check> {
  const base = { name, ms: 0, passed: 0, failed: 1, output: '' };
  const path = resolve(root, file);
  if (!existsSync(path)) return { ...base, report: `There is no ${file}.` };
  try {
    return await check(path);
  } catch (error) {
    if (!(error instanceof GoldenError)) throw error;
    const report = `${file}:${error.line}: malformed Output block: ${error.problem}`;
    return { ...base, report };
  }
}

/** What is wrong with a run, in words and a diff; empty when nothing is. */
export function complaintsAbout(
  run: Run,
  expected: string[] | undefined,
  reading: Reading = {},
): string {
  const complaints = [
    !expected && "It has no '// Output:' block as its last comment.",
    run.problem && `It ${run.problem}.`,
    run.stderr && `It printed on stderr:\n${run.stderr.trimEnd()}`,
    expected && difference(expected, run.stdout, reading),
  ];
  return complaints.filter(Boolean).join('\n');
}

function difference(expected: string[], actual: string, reading: Reading): string {
  try {
    return compare(expected, actual, reading).diff;
  } catch (error) {
    if (error instanceof GoldenError)
      return `Its Output block is malformed: ${error.message}`;
    throw error;
  }
}

/**
 * Runs a lesson and rewrites its Output block, where that differs, from what it printed.
 *
 * @returns what was changed, in words; a run that fails changes nothing.
 */
export async function updateLesson(lesson: Lesson, runtime: Runtime): Promise<Check> {
  const reading = { runtime: runtime.names };
  return orSayWhere(lesson, async (file) => {
    const source = readFileSync(file, 'utf8');
    const isEmpty = readOutputBlock(source)?.join('').trim() === '';
    const expected = isEmpty ? [] : (readGolden(source, reading) ?? []);
    const run = await runProgram([...runtime.command, file]);
    const problem =
      run.problem ?? (run.stderr && `printed on stderr:\n${run.stderr.trimEnd()}`);
    const base = { name: lesson.name, ms: run.ms, output: run.stdout };
    if (problem) return { ...base, passed: 0, failed: 1, report: `It ${problem}` };

    const { lines, changes } = update(expected, run.stdout, reading);
    if (changes.length > 0) writeFileSync(file, writeOutputBlock(source, lines));
    return { ...base, passed: 1, failed: 0, report: changes.join('\n') };
  });
}
