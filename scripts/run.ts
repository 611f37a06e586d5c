/**
 * Runs lessons and checks what they print against their Output blocks.
 *
 *   npx tsx scripts/run.ts                       all lessons and solutions
 *   npx tsx scripts/run.ts 04b/pool 04b.3 05     by name, number or module
 *   npx tsx scripts/run.ts semaphore             by a name that no other has
 *   npx tsx scripts/run.ts 'modules/04?/p*.ts'   by path or glob
 */
import { parseArgs } from 'node:util';
import { print } from '../modules/core/print.ts';
import type { Check } from './lib/check.ts';
import { carryOut, defaultJobs } from './lib/checks.ts';
import {
  allLessons,
  type Lesson,
  nextAfter,
  problemsOf,
  renumberTables,
  selectLessons,
  signposts,
} from './lib/lessons.ts';
import { mutantsOf } from './lib/mutants.ts';
import { stopProgramsOnSignals } from './lib/program.ts';
import { findRuntime } from './lib/runtimes.ts';
import { countOption, runScript } from './lib/usage.ts';
import { updateLesson, verifyLesson } from './lib/verify.ts';

const help = `Usage: npx tsx scripts/run.ts [options] [lesson ...]

A lesson: its name (04b/pool, or pool where no other has it), number (04b.7), module (04b),
path, or a glob of paths; none for all.

  --runtime R   node (the default), deno, bun, or the path of a node
  --repeat N    run each N times, and show failures that are alike once
  --jobs N      how many run at once (default: ${defaultJobs})
  --timing      also check that durations are not too long; wants --jobs 1
  --update      rewrite the Output blocks from what the lessons print
  --renumber    run nothing: number the rows of all modules' tables in their order, and
                the links to lessons that are called by their numbers
  --verbose     show what the lessons print
  --help        show this`;

await runScript(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      runtime: { type: 'string', default: 'node' },
      repeat: { type: 'string' },
      jobs: { type: 'string' },
      timing: { type: 'boolean', default: false },
      update: { type: 'boolean', default: false },
      renumber: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    print(help);
    return 0;
  }
  if (values.renumber) {
    const changed = renumberTables();
    print(
      changed.length > 0 ? changed.join('\n') : 'All rows are numbered in their order',
    );
    return 0;
  }
  const lessons = await selectLessons(positionals);
  const runtime = findRuntime(values.runtime);
  const repeat = countOption('repeat', values.repeat, 1);
  const jobs = countOption('jobs', values.jobs, values.timing ? 1 : defaultJobs);

  stopProgramsOnSignals();
  const check = values.update ? updateLesson : verifyLesson;
  const { passed, failed } = await carryOut(
    lessons.map((lesson) => () => check(lesson, runtime, { timing: values.timing })),
    // An update writes the file: once is enough.
    { jobs, repeat: values.update ? 1 : repeat, verbose: values.verbose },
  );
  const tables = await carryOut(wrongTables(lessons));
  const [lesson, ...others] = lessons;
  const isOne = lesson && others.length === 0 && failed === 0;
  if (isOne) printMutants(lesson);
  print(`${passed} passed, ${failed + tables.failed} failed`);
  if (isOne && repeat === 1) {
    for (const line of signposts(lesson, nextAfter(lesson))) print(line);
  }
  return failed + tables.failed === 0 ? 0 : 1;
});

/** So that a learner sees what the green rests on. */
function printMutants(lesson: Lesson): void {
  const mutants = mutantsOf(lesson);
  if (mutants.length > 0) print('Each of these changes would fail it:');
  for (const { what } of mutants) print(`  ${what}`);
}

/** Of modules that are run as a whole: what is not in the table would not be missed. */
function wrongTables(lessons: Lesson[]): (() => Promise<Check>)[] {
  const left = allLessons().filter(
    ({ name }) => !lessons.some((one) => one.name === name),
  );
  const whole = new Set(lessons.map(({ module }) => module));
  for (const { module, number } of left) if (number) whole.delete(module);
  return [...whole]
    .map((module) => ({
      name: `modules/${module}/README.md`,
      problems: problemsOf(module),
    }))
    .filter(({ problems }) => problems.length > 0)
    .map(({ name, problems }) => async () => {
      const report = problems.join('\n');
      return { name, ms: 0, passed: 0, failed: 1, report, output: '' };
    });
}
