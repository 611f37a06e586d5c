/**
 * The exercises: every starter fails, every solution passes under many chaos seeds, right
 * ones of another make pass, and wrong ones are refused in the right words. Its checks name
 * all files of an exercise.
 *
 *   npm run test:exercises
 *   npm run test:exercises -- --seeds 5 04b/pool
 *   npm run test:exercises -- --shard 1/2   of the other solutions every second one
 *   npm run test:exercises -- --update   keeps the starters as they are, for check.ts --reset
 */
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { print } from '../modules/core/print.ts';
import type { Check } from '../scripts/lib/check.ts';
import { checkExercise, type Finding } from '../scripts/lib/check-exercise.ts';
import { carryOut } from '../scripts/lib/checks.ts';
import { allExercises, type Exercise } from '../scripts/lib/exercises.ts';
import { root } from '../scripts/lib/lessons.ts';
import { mutantsOf } from '../scripts/lib/mutants.ts';
import { stopProgramsOnSignals } from '../scripts/lib/program.ts';
import { countOption, runScript, shardOption } from '../scripts/lib/usage.ts';
import {
  rightSolutions,
  type Variant,
  type WrongSolution,
  wrongSolutions,
} from './variants.ts';

/** So many seeds have to be enough to see through a wrong solution. */
const WRONG_SEEDS = 5;

/** So many at once: each runs several programs, of several threads. */
const JOBS = availableParallelism() + 1;

/** Under at most so many seeds right solutions of another make have to pass. */
const RIGHT_SEEDS = 3;

/** So long their schedules are gone through, in milliseconds. */
const RIGHT_SEARCH_MS = 1_500;

/** So long a schedule that goes wrong may be looked for on a busy machine, in milliseconds. */
const SEARCH_MS = 30_000;

/** An exercise has at least so many of them. */
const LEAST = { right: 3, wrong: 5 };

/** As for checkExercise. */
type Options = { seeds: number; brief?: boolean; searchMs?: number };

await runScript(async () => {
  stopProgramsOnSignals();
  const { values, positionals: words } = parseArgs({
    allowPositionals: true,
    options: {
      seeds: { type: 'string' },
      shard: { type: 'string' },
      update: { type: 'boolean', default: false },
    },
  });
  const seeds = countOption('seeds', values.seeds, 20);
  const exercises = allExercises().filter(
    ({ name }) => words.length === 0 || words.some((word) => name.startsWith(word)),
  );
  if (values.update) {
    for (const { starter, original } of exercises) {
      mkdirSync(dirname(resolve(root, original)), { recursive: true });
      copyFileSync(resolve(root, starter), resolve(root, original));
    }
    return 0;
  }
  const isInShard = shardOption(values.shard);
  const { passed, failed } = await carryOut(
    exercises.flatMap((exercise) => checksFor(exercise, seeds, isInShard)),
    { failuresOnly: true, jobs: JOBS },
  );
  print(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

function checksFor(
  exercise: Exercise,
  seeds: number,
  isInShard: () => boolean,
): (() => Promise<Check>)[] {
  const { name, starter, solution } = exercise;
  const wrongOnes = wrongSolutions(name);
  const rightOnes = rightSolutions(name);
  return [
    () =>
      expect(
        `${name}: the starter does not pass`,
        exercise,
        starter,
        { seeds: 0 },
        isMissing,
      ),
    () => expect(`${name}: the solution`, exercise, solution.file, { seeds }, isRight),
    () => enough('right', rightOnes, name),
    () => enough('wrong', wrongOnes, name),
    () => itsFiles(exercise),
    ...rightOnes
      .filter(isInShard)
      .map((right) => () => expectPass(exercise, right, seeds)),
    ...wrongOnes.filter(isInShard).map((wrong) => () => expectRefusal(exercise, wrong)),
  ];
}

async function enough(
  kind: 'right' | 'wrong',
  { length }: Variant[],
  name: string,
): Promise<Check> {
  const least = LEAST[kind];
  const report = length >= least ? '' : `there are ${length}`;
  return result(`${name}: at least ${least} other ${kind} solutions`, report, 0);
}

/** The starter is the one that a reset brings back; what is asked of it names its files. */
async function itsFiles(exercise: Exercise): Promise<Check> {
  const { name, starter, original, solution } = exercise;
  const read = (file: string) => readFileSync(resolve(root, file), 'utf8');
  const header = read(`scripts/checks/${name}.ts`).split('*/')[0] ?? '';
  const named = [
    starter,
    original,
    solution.file,
    `test/fixtures/right/${name}/`,
    `test/fixtures/wrong/${name}/`,
    `test/fixtures/mutants/${name}.*.diff`,
  ];
  const complaints = [
    ...named
      .filter((file) => !header.includes(file))
      .map((file) => `its checks do not name ${file}`),
    mutantsOf(solution).length === 0 && 'its solution has no mutant',
    read(starter) !== read(original) && `${original} is another one: --update`,
  ].filter(Boolean);
  return result(`${name}: its files`, complaints.join('\n'), 0);
}

async function expectRefusal(exercise: Exercise, wrong: WrongSolution): Promise<Check> {
  const refused = ({ missing, explored }: Finding) => {
    const words = wrong.refusedFor;
    if (!missing || !words.some((one) => describe(missing).includes(one))) {
      return `it should be refused for '${words.join("' or '")}', but: ${describe(missing)}`;
    }
    const { failure } = explored?.explored ?? {};
    if (!wrong.schedule || failure?.trace.includes(wrong.schedule)) return '';
    const seen = failure?.message ?? explored?.reason ?? 'none was found';
    return `it should show a schedule with '${wrong.schedule}', but: ${seen}`;
  };
  const options = {
    seeds: WRONG_SEEDS,
    // Its schedules are gone through where one has to be shown.
    brief: wrong.schedule === undefined,
    searchMs: SEARCH_MS,
  };
  return expectOf(exercise, wrong, options, refused);
}

function expectPass(exercise: Exercise, right: Variant, seeds: number): Promise<Check> {
  const options = { seeds: Math.min(seeds, RIGHT_SEEDS), searchMs: RIGHT_SEARCH_MS };
  return expectOf(exercise, right, options, isRight);
}

async function expectOf(
  exercise: Exercise,
  variant: Variant,
  options: Options,
  complain: (finding: Finding) => string,
): Promise<Check> {
  try {
    using program = variant.write();
    return await expect(variant.name, exercise, program.file, options, complain);
  } catch (error) {
    return result(variant.name, String((error as Error).stack), 0);
  }
}

function isMissing({ missing }: Finding): string {
  return missing ? '' : 'it passes';
}

function isRight({ missing, explored }: Finding): string {
  if (missing) return describe(missing);
  // They are gone through; on a busy machine not all of them, and then seeds have to do.
  if (!explored || explored.explored) return '';
  return `its schedules were not gone through: ${explored.reason}`;
}

function describe(missing: Finding['missing']): string {
  return missing ? `${missing.says}: ${missing.seen}` : 'it passes';
}

/** @param complain says what is wrong with a finding; nothing when it is as expected. */
async function expect(
  name: string,
  exercise: Exercise,
  file: string,
  options: Options,
  complain: (finding: Finding) => string,
): Promise<Check> {
  const start = performance.now();
  const finding = await checkExercise(exercise, file, options);
  const seed = finding.seed === undefined ? '' : `with LESSON_CHAOS=${finding.seed}: `;
  const complaint = complain(finding);
  return result(name, complaint && seed + complaint, performance.now() - start);
}

function result(name: string, report: string, ms: number): Check {
  return {
    name,
    ms,
    passed: Number(!report),
    failed: Number(!!report),
    report,
    output: '',
  };
}
