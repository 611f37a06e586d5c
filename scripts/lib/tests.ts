import { relative, resolve } from 'node:path';
import { glob } from 'zx';
import type { Check } from './check.ts';
import { allLessons, type Lesson, root } from './lessons.ts';
import { runProgram } from './program.ts';
import type { Runtime } from './runtimes.ts';
import { UsageError } from './usage.ts';

/** A file of tests none of which ends for so long, in milliseconds, is killed: one hangs. */
const SILENCE = 180_000;

/** A file of tests that runs longer than this, in milliseconds, is killed in any case. */
const LIMIT = 600_000;

interface TestOptions {
  limit?: number;
  silence?: number;
  env?: Record<string, string>;
}

/**
 * The files of tests below a folder of test/, from the project's root.
 *
 * @param options.folder Default: all but those of the tools, which start two dozen programs.
 * @param options.slow those too that take seconds of a core: processes by the dozen,
 *   databases, deaths, stress. Default: false.
 */
export function testFiles({ folder = '!(tools)', slow = false } = {}): string[] {
  const ignore = slow ? [] : ['**/*.slow.test.ts'];
  return glob.sync(`test/${folder}/*.test.ts`, { cwd: root, ignore }).sort();
}

/** `core/queue`, of the file `test/core/queue.test.ts`. */
export function testName(file: string): string {
  return file.replace(/^test\/|(\.slow)?\.test\.ts$/g, '');
}

/**
 * The files of tests, slow or not, and the lessons that a person names: by how their path,
 * or a part of it, begins (`04a`, `04a/lock`, `golden`, `test/core`), lessons by number, too.
 *
 * @throws {UsageError} for a word that names none.
 */
export function named(words: string[]): { tests: string[]; lessons: Lesson[] } {
  const tests = testFiles({ folder: '*', slow: true });
  const lessons = allLessons();
  const names = (word: string, file: string) => `/${file}`.includes(`/${word}`);
  const isLesson = (word: string, { file, number }: Lesson) =>
    names(word, file) || number === word;
  for (const word of words) {
    if (tests.some((file) => names(word, file))) continue;
    if (lessons.some((lesson) => isLesson(word, lesson))) continue;
    throw new UsageError(
      `No test and no lesson begins with '${word}': name 04a/lock, for one, or golden`,
    );
  }
  return {
    tests: tests.filter((file) => words.some((word) => names(word, file))),
    lessons: lessons.filter((lesson) => words.some((word) => isLesson(word, lesson))),
  };
}

/**
 * Runs a file of uvu tests in a process of its own, and counts them by uvu's summary.
 *
 * @param options.limit after how many milliseconds it is killed. Default: 600,000.
 * @param options.silence after how many in which no test ends. Default: 180,000.
 * @param options.env more environment variables.
 */
export async function runTests(
  file: string,
  { command }: Runtime,
  { limit = LIMIT, silence = SILENCE, env = {} }: TestOptions = {},
): Promise<Check> {
  const options = { limit, silence, env };
  const run = await runProgram([...command, resolve(root, file)], options);
  const count = (what: string) =>
    Number(new RegExp(`^ *${what}: +(\\d+)`, 'm').exec(run.stdout)?.[1] ?? 0);
  const [total, passed] = [count('Total'), count('Passed')];
  const broken = total - passed;
  const complaints = [
    run.problem && `It ${run.problem}.`,
    total === 0 && 'It ran no test.',
    (run.problem || broken > 0) && `${run.stdout}${run.stderr}`.trim(),
  ].filter(Boolean);
  return {
    name: relative('test', file),
    ms: run.ms,
    passed,
    failed: Math.max(broken, complaints.length > 0 ? 1 : 0),
    report: complaints.join('\n'),
    output: run.stdout,
  };
}
