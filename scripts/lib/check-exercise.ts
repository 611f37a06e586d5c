import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  checksOf,
  checksUrl,
  type Ending,
  type Exercise,
  type Requirement,
} from './exercises.ts';
import { readOutputBlock } from './golden.ts';
import { root } from './lessons.ts';
import { runProgram } from './program.ts';
import { findRuntime } from './runtimes.ts';
import type { Report } from './schedules/harness.ts';
import { exploreProgram } from './schedules/program.ts';
import { traced } from './trace.ts';
import { complaintsAbout } from './verify.ts';

/** One thing that was asked of a program. */
export interface Judged {
  /** "At most two at a time do a task". */
  says: string;
  /** True when it is so, what was seen instead, or undefined where nothing can be said. */
  seen: true | string | undefined;
}

/** How a check went. */
export interface Finding {
  /** All that was asked, in order: also what comes after the first thing that is missing. */
  judged: Judged[];
  /** The first thing that is not right, and what to do; undefined when all is right. */
  missing?: { says: string; seen: string; next: string } | undefined;
  /** The chaos seed that has brought it out; undefined for the plain run. */
  seed?: number | undefined;
  /** What came of its schedules, where something is said of them. */
  explored?: (Report & { size: string }) | undefined;
}

/** Writes down what the core does not see. */
const HARNESS = new URL('./harness.mjs', import.meta.url).href;

/** How long an exercise may run, in milliseconds. */
const LIMIT = 30_000;

/** How long schedules are gone through, in milliseconds; and when there is a fault already. */
const SEARCH_MS = 10_000;
const SEARCH_ON_MS = 5_000;

const ENDS = 'The program runs to its end';
const PRINTS = 'It prints what it should';

/** All that is asked of a program, as each {@link Finding} lists it. */
export async function askedBy(exercise: Exercise): Promise<string[]> {
  const { requirements, explored } = await checksOf(exercise);
  const asked = [ENDS, ...requirements.map(({ says }) => says), PRINTS];
  return explored ? [...asked, explored.says] : asked;
}

/**
 * Runs a program as it is, then through all the schedules of its threads, or, where that
 * cannot be, under chaos seeds; and says what is right, and what is not.
 *
 * @param exercise what the program is meant to solve.
 * @param file the program, from the project's root.
 * @param options.seeds how many chaos seeds; with 0, only the plain run. Default: 3.
 * @param options.brief lets the plain run be enough where it fails. Default: false.
 */
export async function checkExercise(
  exercise: Exercise,
  file: string,
  { seeds = 3, brief = false } = {},
): Promise<Finding> {
  if (!existsSync(resolve(root, file))) {
    return notRun(exercise, {
      seen: 'there is no file',
      next: 'Save it there; --reset puts the starter back.',
    });
  }
  const solution = readFileSync(resolve(root, exercise.solution.file), 'utf8');
  const golden = readOutputBlock(solution);
  const { requirements, explored: ending } = await checksOf(exercise);
  let finding = await checkRun(file, golden, requirements, 0);
  const tries = brief && finding.missing ? 0 : seeds;

  const explored =
    ending && tries > 0
      ? await exploreSchedules(exercise, file, ending, finding)
      : undefined;
  const { failure, preemptions } = explored?.explored ?? {};
  // Where something else is missing, that no fault was found says little.
  const isRight = preemptions !== undefined && !finding.missing;
  const seen = failure?.message ?? (isRight || undefined);
  for (let seed = 1; seed <= tries && !finding.missing && !seen; seed++) {
    finding = await checkRun(file, golden, requirements, seed);
  }
  if (!ending) return finding;
  const { says } = ending;
  const next = 'Read the schedule, and think of what should not come in between.';
  return {
    ...finding,
    judged: [...finding.judged, { says, seen }],
    missing: finding.missing ?? (failure && { says, seen: failure.message, next }),
    explored,
  };
}

/** What is found of a program that cannot even be started. */
export async function notRun(
  exercise: Exercise,
  { seen, next }: { seen: string; next: string },
): Promise<Finding> {
  const asked = await askedBy(exercise);
  return {
    judged: asked.map((says) => ({ says, seen: says === ENDS ? seen : undefined })),
    missing: { says: ENDS, seen, next },
  };
}

async function exploreSchedules(
  exercise: Exercise,
  file: string,
  { smaller, size }: Ending,
  { missing }: Finding,
): Promise<Finding['explored']> {
  const report = await exploreProgram(resolve(root, file), {
    checks: checksUrl(exercise),
    smaller,
    ms: missing ? SEARCH_ON_MS : SEARCH_MS,
  });
  return { ...report, size };
}

/** @param seed 0 for the plain run. */
async function checkRun(
  file: string,
  golden: string[] | undefined,
  requirements: Requirement[],
  seed: number,
): Promise<Finding> {
  const command = [...findRuntime('node').command, resolve(root, file)];
  const env: Record<string, string> = {
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import=${HARNESS}`,
    ...(seed > 0 ? { LESSON_CHAOS: String(seed) } : {}),
  };
  const { result: run, trace } = await traced((folder) =>
    runProgram(command, { limit: LIMIT, env: { ...env, ...folder } }),
  );
  const onStderr = run.stderr && `printed on stderr:\n${run.stderr.trimEnd()}`;
  const ended = [run.problem, onStderr].filter(Boolean).join(' and ');
  const judged: (Judged & { next: string })[] = [
    {
      says: ENDS,
      seen: ended ? `it ${ended}` : true,
      next: 'Read the message from its top.',
    },
  ];
  for (const { says, holds, next } of requirements) {
    const lacks = judged.some(({ seen }) => seen !== true);
    const seen = ended ? undefined : judge(() => holds({ trace, run }), lacks);
    judged.push({ says, seen, next });
  }
  judged.push({
    says: PRINTS,
    seen: ended ? undefined : complaintsAbout(run, golden) || true,
    next: 'Compare the lines with - (expected) and + (printed).',
  });
  const missing = judged.find((one) => typeof one.seen === 'string');
  return {
    judged: judged.map(({ says, seen }) => ({ says, seen })),
    missing: missing as Finding['missing'],
    seed: missing && seed > 0 ? seed : undefined,
  };
}

/** @param lacks whether the program may lack what this is about: then nothing can be said. */
function judge(holds: () => true | string, lacks: boolean): Judged['seen'] {
  try {
    return holds();
  } catch (error) {
    if (!lacks) throw error;
    return undefined;
  }
}
