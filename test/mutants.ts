/**
 * Whether the goldens prove what the lessons say: each lesson, and each solution, has small
 * diffs in test/fixtures/mutants that take its point away, and must turn red with each.
 *
 *   npm run test:mutants
 *   npm run test:mutants -- 04a/semaphore 04b   only those of some lessons
 *   npm run test:mutants -- --runtime bun 04a   on another runtime
 *
 * A mutant runs three times, and is caught when all three runs fail: by the golden, an
 * error, or a check, and not because time was up. Those of 03a to 03c may also fail in the
 * type check, as much of what these lessons show happens there.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { print } from '../modules/core/print.ts';
import { type Check, carryOut, defaultJobs } from '../scripts/lib/checks.ts';
import { readOutputBlock } from '../scripts/lib/golden.ts';
import { type Lesson, root, selectLessons } from '../scripts/lib/lessons.ts';
import { type Run, runProgram, stopProgramsOnSignals } from '../scripts/lib/program.ts';
import { findRuntime, quickNode, type Runtime } from '../scripts/lib/runtimes.ts';
import { countOption, runScript } from '../scripts/lib/usage.ts';
import { complaintsAbout } from '../scripts/lib/verify.ts';
import { ChangedCopy } from './changed-copy.ts';

const MUTANTS = 'test/fixtures/mutants';
const RUNS = 3;
/** How long a run may take, in milliseconds: a mutant that hangs is no proof. */
const LIMIT = 30_000;

await runScript(async () => {
  stopProgramsOnSignals();
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      runtime: { type: 'string', default: 'node' },
      jobs: { type: 'string' },
    },
  });
  const lessons = await selectLessons(positionals);
  const runtime = values.runtime === 'node' ? quickNode() : findRuntime(values.runtime);
  const strays = positionals.length > 0 ? [] : straysBeside(lessons);
  const { passed, failed } = await carryOut(
    [
      ...strays.map((stray) => async () => result(stray, 'There is no such lesson.')),
      ...lessons.flatMap((lesson) => checksFor(lesson, runtime)),
    ],
    { jobs: countOption('jobs', values.jobs, defaultJobs) },
  );
  print(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

function checksFor(lesson: Lesson, runtime: Runtime): (() => Promise<Check>)[] {
  const diffs = mutantsOf(lesson);
  if (diffs.length === 0) {
    return [async () => result(lesson.name, 'It has no mutant.')];
  }
  return [
    () => passesAsItIs(lesson, runtime),
    ...diffs.map((diff) => () => isCaught(lesson, diff, runtime)),
  ];
}

/** The diffs to a lesson, in `04a/semaphore.no-limit.diff` and the like. */
function mutantsOf({ module, file }: Lesson): string[] {
  const topic = file.replace(/.*\/|\.ts$/g, '');
  return filesIn(module).filter((name) => name.startsWith(`${module}/${topic}.`));
}

function filesIn(module: string): string[] {
  const folder = resolve(root, MUTANTS, module);
  return existsSync(folder) ? readdirSync(folder).map((name) => `${module}/${name}`) : [];
}

/** Diffs to what is no lesson: their names, or those of the lessons, have changed. */
function straysBeside(lessons: Lesson[]): string[] {
  const modules = [...new Set(lessons.map(({ module }) => module))];
  const known = new Set(lessons.flatMap(mutantsOf));
  return modules.flatMap(filesIn).filter((name) => !known.has(name));
}

/** A copy that did not run at all would catch every mutant. */
async function passesAsItIs(lesson: Lesson, runtime: Runtime): Promise<Check> {
  using copy = copyFor(lesson);
  const run = await runIn(copy, lesson, runtime);
  return result(`${lesson.name}, as it is`, complaintsOf(lesson, run, runtime), run.ms);
}

async function isCaught(lesson: Lesson, diff: string, runtime: Runtime): Promise<Check> {
  const start = performance.now();
  const report = await complaintAbout(lesson, diff, runtime).catch(
    (error: Error) => `The diff is no good: ${error.message}`,
  );
  const name = `${diff.replace(/\.diff$/, '')} ${report ? 'STAYED GREEN' : 'caught'}`;
  return result(name, report, performance.now() - start);
}

/** Why a mutant is not caught; empty when it is. */
async function complaintAbout(
  lesson: Lesson,
  diff: string,
  runtime: Runtime,
): Promise<string> {
  const text = readFileSync(resolve(root, MUTANTS, diff), 'utf8');
  const [what = ''] = text.split('\n', 1);
  if (!what || what.startsWith('---'))
    return 'It does not begin with what is taken away.';
  using copy = copyFor(lesson);
  for (const file of copy.change(text)) {
    const own = ['modules', 'solutions'].some((top) =>
      file.startsWith(`${top}/${lesson.module}/`),
    );
    if (!own) return `It changes ${file}, which is not the lesson's own.`;
  }
  const golden = (folder: string) =>
    JSON.stringify(readOutputBlock(readFileSync(join(folder, lesson.file), 'utf8')));
  if (golden(copy.folder) !== golden(root)) return 'It changes the Output block.';
  for (let i = 1; i <= RUNS; i++) {
    const run = await runIn(copy, lesson, runtime);
    if (run.timedOut) return `In run ${i} it ${run.problem}, and proves nothing. ${what}`;
    if (complaintsOf(lesson, run, runtime)) continue;
    if (lesson.module.startsWith('03') && !(await hasTheRightTypes(copy, lesson)))
      return '';
    return `Run ${i} passed. ${what}`;
  }
  return '';
}

/** All modules: what a lesson imports lies in its own, in core, and in others' folders. */
function copyFor({ module, file }: Lesson): ChangedCopy {
  const isSolution = file.startsWith('solutions/');
  return new ChangedCopy('.', [
    'modules',
    ...(isSolution ? [`solutions/${module}`] : []),
  ]);
}

function runIn({ folder }: ChangedCopy, { file }: Lesson, { command }: Runtime) {
  return runProgram([...command, join(folder, file)], { limit: LIMIT });
}

function complaintsOf({ file }: Lesson, run: Run, { names }: Runtime): string {
  const golden = readOutputBlock(readFileSync(resolve(root, file), 'utf8'));
  return complaintsAbout(run, golden, { runtime: names });
}

async function hasTheRightTypes(
  { folder }: ChangedCopy,
  { file }: Lesson,
): Promise<boolean> {
  const project = join(folder, 'tsconfig.json');
  const settings = { extends: resolve(root, 'tsconfig.json'), include: [file] };
  writeFileSync(project, JSON.stringify(settings));
  const tsc = resolve(root, 'node_modules/typescript/bin/tsc');
  const { stdout, problem } = await runProgram(
    [process.execPath, tsc, '--project', project],
    { limit: LIMIT },
  );
  if (problem && !stdout.includes('error TS')) throw new Error(`tsc ${problem}`);
  return !problem;
}

function result(name: string, report: string, ms = 0): Check {
  return {
    name,
    ms,
    passed: Number(!report),
    failed: Number(!!report),
    report,
    output: '',
  };
}
