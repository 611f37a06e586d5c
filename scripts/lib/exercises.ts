import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readOutputBlock } from './golden.ts';
import { allLessons, type Lesson, root } from './lessons.ts';
import { type Run, runProgram } from './program.ts';
import { findRuntime } from './runtimes.ts';
import type { Report } from './schedules/harness.ts';
import { exploreProgram } from './schedules/program.ts';
import type { End } from './schedules/threads.ts';
import { type Trace, traced } from './trace.ts';
import { complaintsAbout } from './verify.ts';

/** Something that a learner's program has to do, seen in what it did. */
export interface Requirement {
  /** What has to be so: "At most two workers are inside at once". */
  says: string;
  /** True when it is so; otherwise what was seen instead: "there were 5". */
  holds: (seen: { trace: Trace; run: Run }) => true | string;
  /** What to do about it. */
  next: string;
}

/** What scripts/checks/<module>/<topic>.ts exports. */
export interface Checks {
  hints: string[];
  requirements: Requirement[];
  /** For what can be said of each schedule of the program's first threads. */
  explored?: Ending;
}

/** What has to be so at the end of each schedule. */
export interface Ending {
  /** "The total is the sum of all tasks". */
  says: string;
  /** True when it is so; otherwise what was seen instead. */
  holds: (end: End) => true | string;
  /**
   * Lines of the starter, each with what stands there instead while schedules are gone
   * through: fewer rounds have fewer schedules, and the same faults.
   */
  smaller: Record<string, string>;
  /** What is smaller: "two workers and three tasks". */
  size: string;
}

/** An exercise: a starter for the learner, a solution, and what is checked. */
export interface Exercise {
  /** `04a/synchronisation` */
  name: string;
  /** From the project's root. */
  starter: string;
  solution: Lesson;
}

/** All exercises, module by module. */
export function allExercises(): Exercise[] {
  return allLessons()
    .filter(({ name }) => name.startsWith('solutions/'))
    .map((solution) => {
      const name = solution.name.slice('solutions/'.length);
      const [module, topic] = name.split('/');
      return { name, solution, starter: `modules/${module}/exercises/${topic}.ts` };
    });
}

export async function checksOf(exercise: Exercise): Promise<Checks> {
  return (await import(checksUrl(exercise))).default;
}

function checksUrl({ name }: Exercise): string {
  return new URL(`../checks/${name}.ts`, import.meta.url).href;
}

/** How a check went. */
export interface Finding {
  /** What is right. */
  met: string[];
  /** What is not, and what was seen instead; undefined when all is right. */
  missing?: { says: string; seen: string; next: string };
  /** The chaos seed that has brought it out; undefined for the plain run. */
  seed?: number | undefined;
  /** What came of its schedules, where something is said of them. */
  explored?: Report & { size: string };
}

/** Writes down what the core does not see. */
const HARNESS = new URL('./harness.mjs', import.meta.url).href;

/** How long an exercise may run, in milliseconds. */
const LIMIT = 30_000;

/** How long schedules are gone through, in milliseconds; and when there is a fault already. */
const SEARCH_MS = 10_000;
const SEARCH_ON_MS = 5_000;

/**
 * Runs a program as it is, then through all the schedules of its threads, or, where that
 * cannot be, under chaos seeds; and says what is right, or what is the first thing that is
 * not.
 *
 * @param exercise what the program is meant to solve.
 * @param file the program, from the project's root.
 * @param options.seeds how many chaos seeds; with 0, only the plain run. Default: 3.
 */
export async function checkExercise(
  exercise: Exercise,
  file: string,
  { seeds = 3 } = {},
): Promise<Finding> {
  const solution = readFileSync(resolve(root, exercise.solution.file), 'utf8');
  const golden = readOutputBlock(solution);
  const { requirements, explored: ending } = await checksOf(exercise);
  let finding = await checkRun(file, golden, requirements, 0);
  if (seeds === 0) return finding;
  if (ending) {
    const { size, smaller, says } = ending;
    const report = await exploreProgram(resolve(root, file), {
      checks: checksUrl(exercise),
      smaller,
      ms: finding.missing ? SEARCH_ON_MS : SEARCH_MS,
    });
    finding.explored = { ...report, size };
    const { failure, preemptions } = report.explored ?? {};
    if (failure && !finding.missing) {
      const next = 'Read the schedule, and think of what should not come in between.';
      finding.missing = { says, seen: failure.message, next };
    }
    if (preemptions !== undefined && !finding.missing) finding.met.push(says);
    if (preemptions !== undefined || failure) return finding;
  }
  const { explored } = finding;
  for (let seed = 1; seed <= seeds && !finding.missing; seed++) {
    finding = await checkRun(file, golden, requirements, seed);
  }
  return explored ? { ...finding, explored } : finding;
}

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
  const finding: Finding = { met: [], ...(seed > 0 ? { seed } : {}) };
  const onStderr = run.stderr && `printed on stderr:\n${run.stderr.trimEnd()}`;
  const ended = [run.problem, onStderr].filter(Boolean).join(' and ');
  if (ended) {
    const missing = { says: 'The program runs to its end', seen: `it ${ended}` };
    return {
      ...finding,
      missing: { ...missing, next: 'Read the message from its top.' },
    };
  }
  for (const { says, holds, next } of requirements) {
    const seen = holds({ trace, run });
    if (seen !== true) return { ...finding, missing: { says, seen, next } };
    finding.met.push(says);
  }
  const difference = complaintsAbout(run, golden);
  const says = 'It prints what it should';
  if (!difference) return { ...finding, met: [...finding.met, says] };
  const next = 'Compare the lines with - (expected) and + (printed).';
  return { ...finding, missing: { says, seen: difference, next } };
}

/** The exercise that a person names, by its name or its starter's path. */
export function findExercise(word: string): Exercise | undefined {
  const path = resolve(word);
  return allExercises().find(
    ({ name, starter }) => name === word || resolve(root, starter) === path,
  );
}

/** Whether there is a starter yet: every exercise has one, which a test sees to. */
export function hasStarter({ starter }: Exercise): boolean {
  return existsSync(resolve(root, starter));
}
