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
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { print } from '../modules/core/print.ts';
import { type Check, carryOut, defaultJobs } from '../scripts/lib/checks.ts';
import { type Lesson, root, selectLessons } from '../scripts/lib/lessons.ts';
import { stopProgramsOnSignals } from '../scripts/lib/program.ts';
import { findRuntime, quickNode, type Runtime } from '../scripts/lib/runtimes.ts';
import { countOption, runScript } from '../scripts/lib/usage.ts';
import { complaintsAsItIs, whyItIsNotCaught } from './lesson-mutants.ts';

const MUTANTS = 'test/fixtures/mutants';

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
      ...strays.map((stray) => async () => result(stray, 0, 'There is no such lesson.')),
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
    return [async () => result(lesson.name, 0, 'It has no mutant.')];
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

async function passesAsItIs(lesson: Lesson, runtime: Runtime): Promise<Check> {
  const start = performance.now();
  const complaints = await complaintsAsItIs(lesson, runtime);
  return result(`${lesson.name}, as it is`, start, complaints);
}

async function isCaught(lesson: Lesson, file: string, runtime: Runtime): Promise<Check> {
  const start = performance.now();
  const diff = readFileSync(resolve(root, MUTANTS, file), 'utf8');
  const why = await whyItIsNotCaught(lesson, diff, runtime).catch(
    (error: Error) => `The diff is no good: ${error.message}`,
  );
  const name = `${file.replace(/\.diff$/, '')} ${why ? 'STAYED GREEN' : 'caught'}`;
  return result(name, start, why);
}

function result(name: string, start: number, report: string): Check {
  return {
    name,
    ms: start && performance.now() - start,
    passed: Number(!report),
    failed: Number(!!report),
    report,
    output: '',
  };
}
