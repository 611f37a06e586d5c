/**
 * Whether the goldens prove what the lessons say: each lesson, and each solution, has small
 * diffs in test/fixtures/mutants that take its point away, and must turn red with each.
 *
 *   npm run test:mutants
 *   npm run test:mutants -- 04a/semaphore 04b   only those of some lessons
 *   npm run test:mutants -- --runtime bun 04a   on another runtime
 *   npm run test:mutants -- --runs 1            one run of each, in place of three
 *   npm run test:mutants -- --shard 1/2         every second lesson's
 *
 * A mutant runs three times, and is caught when all three runs fail: by the golden, an
 * error, or a check, and not because time was up. Those of 03a to 03c may also fail in the
 * type check, as much of what these lessons show happens there.
 */
import { parseArgs } from 'node:util';
import { print } from '../modules/core/print.ts';
import type { Check } from '../scripts/lib/check.ts';
import { carryOut, defaultJobs } from '../scripts/lib/checks.ts';
import { type Lesson, selectLessons } from '../scripts/lib/lessons.ts';
import { type Mutant, mutantsIn, mutantsOf } from '../scripts/lib/mutants.ts';
import { stopProgramsOnSignals } from '../scripts/lib/program.ts';
import { findRuntime, quickNode, type Runtime } from '../scripts/lib/runtimes.ts';
import { countOption, runScript, shardOption } from '../scripts/lib/usage.ts';
import { complaintsAsItIs, whyItIsNotCaught } from './lesson-mutants.ts';

await runScript(async () => {
  stopProgramsOnSignals();
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      runtime: { type: 'string', default: 'node' },
      jobs: { type: 'string' },
      runs: { type: 'string' },
      shard: { type: 'string' },
    },
  });
  const runs = countOption('runs', values.runs, 3);
  const isInShard = shardOption(values.shard);
  const lessons = await selectLessons(positionals);
  const runtime = values.runtime === 'node' ? quickNode() : findRuntime(values.runtime);
  const strays = positionals.length > 0 ? [] : straysBeside(lessons);
  const { passed, failed } = await carryOut(
    [
      ...strays.map((stray) => async () => result(stray, 0, 'There is no such lesson.')),
      ...lessons.filter(isInShard).flatMap((lesson) => checksFor(lesson, runtime, runs)),
    ],
    // Each mutant is so many programs at once, many of which wait for what does not come.
    {
      jobs: countOption('jobs', values.jobs, Math.ceil(defaultJobs / Math.min(runs, 2))),
    },
  );
  print(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

function checksFor(
  lesson: Lesson,
  runtime: Runtime,
  runs: number,
): (() => Promise<Check>)[] {
  const mutants = mutantsOf(lesson);
  if (mutants.length === 0) {
    return [async () => result(lesson.name, 0, 'It has no mutant.')];
  }
  return [
    () => passesAsItIs(lesson, runtime),
    ...mutants.map((mutant) => () => isCaught(lesson, mutant, runtime, runs)),
  ];
}

/** The names of those of no lesson: they, or the lessons, have changed theirs. */
function straysBeside(lessons: Lesson[]): string[] {
  const modules = [...new Set(lessons.map(({ module }) => module))];
  const names = (mutants: Mutant[]) => mutants.map(({ name }) => name);
  const known = new Set(names(lessons.flatMap(mutantsOf)));
  return names(modules.flatMap(mutantsIn)).filter((name) => !known.has(name));
}

async function passesAsItIs(lesson: Lesson, runtime: Runtime): Promise<Check> {
  const start = performance.now();
  const complaints = await complaintsAsItIs(lesson, runtime);
  return result(`${lesson.name}, as it is`, start, complaints);
}

async function isCaught(
  lesson: Lesson,
  mutant: Mutant,
  runtime: Runtime,
  runs: number,
): Promise<Check> {
  const start = performance.now();
  const why = await whyItIsNotCaught(lesson, mutant, runtime, { runs }).catch(
    (error: Error) => `The diff is no good: ${error.message}`,
  );
  return result(`${mutant.name} ${why ? 'STAYED GREEN' : 'caught'}`, start, why);
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
