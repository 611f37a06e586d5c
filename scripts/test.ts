/**
 * Everything that has to hold: the unit tests, and every lesson and solution.
 *
 *   npm test
 */
import { relative, resolve } from 'node:path';
import { glob } from 'zx';
import { print } from '../modules/core/print.ts';
import { type Check, carryOut } from './lib/checks.ts';
import { allLessons, root } from './lib/lessons.ts';
import { runProgram, stopProgramsOnSignals } from './lib/program.ts';
import { findRuntime } from './lib/runtimes.ts';
import { runScript } from './lib/usage.ts';
import { verifyLesson } from './lib/verify.ts';

/** A file of tests that runs longer than this, in milliseconds, is killed. */
const LIMIT = 90_000;

await runScript(async () => {
  stopProgramsOnSignals();
  const runtime = findRuntime('node');
  const files = await glob('test/**/*.test.ts', { cwd: root });
  const checks = [
    ...files.sort().map((file) => () => runTests(file, runtime.command)),
    ...allLessons().map((lesson) => () => verifyLesson(lesson, runtime)),
  ];
  const { passed, failed } = await carryOut(checks);
  print(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

/** Runs a file of uvu tests in a process of its own, and counts them by uvu's summary. */
async function runTests(file: string, command: string[]): Promise<Check> {
  const run = await runProgram([...command, resolve(root, file)], { limit: LIMIT });
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
