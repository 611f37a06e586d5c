import { existsSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { ChangedProgram, LineMissingError } from './changed-program.ts';
import { staysQuiet, type Traced, tracedRun } from './checked-run.ts';
import { type Advice, howItEnded } from './ending.ts';
import {
  checksOf,
  checksUrl,
  type Ending,
  type Exercise,
  type Requirement,
} from './exercises.ts';
import { readOutputBlock } from './golden.ts';
import { root } from './lessons.ts';
import type { Report } from './schedules/harness.ts';
import { exploreProgram } from './schedules/program.ts';
import { type TypeProblem, typeErrorsIn } from './type-check.ts';
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
  missing?: Missing | undefined;
  /** The chaos seed that has brought it out; undefined for a plain run. */
  seed?: number | undefined;
  /** What came of its schedules, where something is said of them. */
  explored?: (Report & { size: string }) | undefined;
}

/** What is not right. */
export interface Missing extends Advice {
  says: string;
  /** Why it matters. */
  why?: string | undefined;
}

export interface CheckOptions {
  seeds?: number;
  brief?: boolean;
  searchMs?: number;
  signal?: AbortSignal | undefined;
  onProgress?: ((text: string) => void) | undefined;
}

type Verdict = Judged & Omit<Missing, 'seen'>;

/** How long schedules are gone through, in milliseconds, unless a fault is found before. */
const SEARCH_MS = 4_000;

/** So many seeds run at once. */
const AT_ONCE = 3;

const ENDS = 'The program runs to its end';
const QUIET = 'It does its work when it is run, and nothing when it is imported';
const PRINTS = 'It prints what it should';
const TYPES = 'Its types are right';
const MEND = 'Mend that line; an editor underlines it.';
const GUARD =
  'Write: if (isMain(import.meta)) await main(); and nothing else at the top level.';

/** All that is asked of a program, as each {@link Finding} lists it. */
export async function askedBy(exercise: Exercise): Promise<string[]> {
  const checks = await checksOf(exercise);
  return [
    ENDS,
    ...checks.requirements.map(({ says }) => says),
    PRINTS,
    ...(isGuarded(exercise) ? [QUIET] : []),
    TYPES,
    ...(checks.explored ? [checks.explored.says] : []),
  ];
}

/**
 * Runs a program as it is, with other values where it asks for them, and through all the
 * schedules of its threads, or, where that cannot be, under chaos seeds; and says what is
 * right, and what is not.
 *
 * @param exercise what the program is meant to solve.
 * @param file the program, from the project's root.
 * @param options.seeds how many chaos seeds; with 0, neither seeds nor schedules. Default: 3.
 * @param options.brief lets the plain run be enough where it fails. Default: false.
 * @param options.searchMs how long its schedules are gone through, in milliseconds.
 * @param options.signal stops it: rejects with its reason.
 * @param options.onProgress is told what is done next: "run 2 of 4".
 */
export async function checkExercise(
  exercise: Exercise,
  file: string,
  {
    seeds = 3,
    brief = false,
    searchMs = SEARCH_MS,
    signal,
    onProgress,
  }: CheckOptions = {},
): Promise<Finding> {
  if (!existsSync(resolve(root, file))) {
    return notRun(exercise, {
      seen: 'there is no file',
      next: 'Save it there; --reset puts the starter back.',
    });
  }
  const { requirements, explored: ending } = await checksOf(exercise);
  const asked = { file, requirements, golden: goldenOf(exercise) };
  const search = () =>
    ending && seeds > 0
      ? exploreSchedules(exercise, file, ending, { searchMs, signal })
      : undefined;
  onProgress?.(`run 1 of ${seeds + 1}`);
  // The schedules take longest: they are begun first, where they are wanted in any case.
  const begun = brief ? undefined : search();
  begun?.catch(() => {}); // It is told below.
  const plain = await tracedRun(file, { signal });
  const ended = howItEnded(plain.run, file);
  const runs = ended === undefined;
  onProgress?.('other values, and its types');
  const trials = new Map<string, Trial>();
  const isEnough = brief && (await settle(asked, plain, { trials, signal }));
  const [, quiet, types, explored] = await Promise.all([
    runs && !isEnough ? runTrials(asked, { trials, signal }) : undefined,
    runs && !isEnough && isGuarded(exercise) ? staysQuiet(file, signal) : undefined,
    isEnough ? [] : typeErrorsIn(resolve(root, file), { lenient: true, signal }),
    begun ?? (isEnough ? undefined : search()),
  ]);
  const always: Verdict[] = [
    ...(isGuarded(exercise) ? [{ says: QUIET, next: GUARD, seen: quiet }] : []),
    { says: TYPES, next: MEND, seen: isEnough ? undefined : (describe(types) ?? true) },
  ];
  const verdicts = judgeRun(asked, plain, trials);
  if (ended) verdicts[0] = { says: ENDS, ...withTypes(ended, types) };
  if (ending) {
    const isRight = !firstMissing([...verdicts, ...always]);
    always.push(scheduleVerdict(ending, explored, isRight));
  }

  const isProved = explored?.explored?.preemptions !== undefined;
  const isOpen = !isProved && !firstMissing([...verdicts, ...always]);
  const shaken = isOpen
    ? await shake(asked, trials, { seeds, signal, onProgress })
    : undefined;
  const all = [...(shaken?.verdicts ?? verdicts), ...always];
  return {
    judged: all.map(({ says, seen }) => ({ says, seen })),
    missing: firstMissing(all),
    seed: shaken?.seed,
    explored,
  };
}

/** Runs a program under chaos seeds, until one of them brings something out. */
async function shake(
  asked: Asked,
  trials: Map<string, Trial>,
  { seeds = 0, signal, onProgress }: CheckOptions,
): Promise<{ verdicts: Verdict[]; seed: number } | undefined> {
  for (let first = 1; first <= seeds; first += AT_ONCE) {
    onProgress?.(`run ${first + 1} of ${seeds + 1}`);
    const some = Array.from({ length: Math.min(AT_ONCE, seeds + 1 - first) });
    const runs = await Promise.all(
      some.map((_, i) => tracedRun(asked.file, { seed: first + i, signal })),
    );
    const found = runs.map((run, i) => ({
      verdicts: judgeRun(asked, run, trials),
      seed: first + i,
    }));
    const bad = found.find(({ verdicts }) => firstMissing(verdicts));
    if (bad) return bad;
  }
  return undefined;
}

/** What is found of a program that cannot even be started. */
export async function notRun(exercise: Exercise, advice: Advice): Promise<Finding> {
  const asked = await askedBy(exercise);
  return {
    judged: asked.map((says) => ({
      says,
      seen: says === ENDS ? advice.seen : undefined,
    })),
    missing: { says: ENDS, ...advice },
  };
}

/** Whether something is missing before what only other values can tell. */
function isSettled(verdicts: Verdict[]): boolean {
  const open = verdicts.find(({ seen }) => seen !== true);
  return typeof open?.seen === 'string';
}

function firstMissing(verdicts: Verdict[]): Missing | undefined {
  const missing = verdicts.find(({ seen }) => typeof seen === 'string');
  return missing as Missing | undefined;
}

interface Asked {
  file: string;
  requirements: Requirement[];
  golden: string[] | undefined;
}

/** What can be said of one run. */
function judgeRun(
  { file, requirements, golden }: Asked,
  { run, trace }: Traced,
  trials = new Map<string, Trial>(),
): Verdict[] {
  const ended = howItEnded(run, file);
  const verdicts: Verdict[] = [{ says: ENDS, ...(ended ?? { seen: true, next: '' }) }];
  for (const { says, why, next, holds, with: lines } of requirements) {
    const lacks = verdicts.some(({ seen }) => seen !== true);
    const trial = lines ? trials.get(keyOf(lines)) : { run, trace };
    const seen = ended || !trial ? undefined : judge(trial, holds, lacks);
    verdicts.push({ says, why, next, seen });
  }
  const next = 'Compare the lines with - (expected) and + (printed).';
  const seen = ended ? undefined : differences(complaintsAbout(run, golden)) || true;
  verdicts.push({ says: PRINTS, next, seen });
  return verdicts;
}

/** The lines that differ, and what is said of them: not what stands around them. */
function differences(diff: string): string {
  const isAround = (line: string) => /^( |@@|--- |\+\+\+ )/.test(line);
  const lines = diff.split('\n').filter((line) => !isAround(line));
  return lines.length > 1 ? `\n${lines.join('\n')}` : lines.join('');
}

/** @param lacks whether the program may lack what this is about: then nothing can be said. */
function judge(
  trial: Trial,
  holds: Requirement['holds'],
  lacks: boolean,
): Judged['seen'] {
  if (typeof trial === 'string') return trial;
  try {
    return holds(trial);
  } catch (error) {
    if (!lacks) throw error;
    return undefined;
  }
}

/** A run with other values, or why there was none. */
type Trial = Traced | string;

interface Trying {
  /** By what was changed: each is run once, whatever is asked of it. */
  trials: Map<string, Trial>;
  signal: AbortSignal | undefined;
}

async function runTrials(
  { file, requirements }: Asked,
  { trials, signal }: Trying,
): Promise<void> {
  const changes = requirements.flatMap(({ with: lines }) => (lines ? [lines] : []));
  const open = new Map(changes.map((lines) => [keyOf(lines), lines]));
  const runs = [...open].map(async ([key, lines]) => {
    if (!trials.has(key)) trials.set(key, await runTrial(file, lines, signal));
  });
  await Promise.all(runs);
}

/** Makes one trial after the other, until something is missing; false when nothing is. */
async function settle(
  asked: Asked,
  plain: Traced,
  { trials, signal }: Trying,
): Promise<boolean> {
  for (const { with: lines } of [{ with: undefined }, ...asked.requirements]) {
    if (lines && !trials.has(keyOf(lines))) {
      trials.set(keyOf(lines), await runTrial(asked.file, lines, signal));
    }
    if (isSettled(judgeRun(asked, plain, trials))) return true;
  }
  return false;
}

async function runTrial(
  file: string,
  lines: Record<string, string>,
  signal?: AbortSignal,
): Promise<Trial> {
  try {
    using program = new ChangedProgram(resolve(root, file), lines);
    const trial = await tracedRun(program.file, { signal });
    const ended = howItEnded(trial.run, program.file);
    return ended ? `with ${listOf(lines)} ${ended.seen}` : trial;
  } catch (error) {
    if (!(error instanceof LineMissingError)) throw error;
    return `the line '${error.message}' is no longer there, where other values are tried: put it back`;
  }
}

function keyOf(lines: Record<string, string>): string {
  return JSON.stringify(lines);
}

/** 'const TASKS = 5;', and of more lines than one the first. */
function listOf(lines: Record<string, string>): string {
  const values = Object.values(lines).map((value) => {
    const [first = '', ...more] = value.trim().split('\n');
    return `'${first}${more.length > 0 ? ' …' : ''}'`;
  });
  return values.join(' and ');
}

/** Whether its starter does its work only when it is run. */
function isGuarded({ original }: Exercise): boolean {
  return readFileSync(resolve(root, original), 'utf8').includes('isMain(import.meta)');
}

/** What the compiler says may be why it did not run to its end. */
function withTypes({ seen, next }: Advice, types: TypeProblem[]): Advice {
  const syntax = describe(types.filter(({ isSyntax }) => isSyntax));
  if (syntax) return { seen: syntax, next: MEND };
  const type = describe(types);
  return { seen: type ? `${seen}\n  The compiler says: ${type}` : seen, next };
}

/** "Cannot find name 'permits', at pool.ts:12", and how many there are besides. */
function describe([problem, ...others]: TypeProblem[]): string | undefined {
  if (!problem) return undefined;
  const { message, file, line } = problem;
  const more = others.length > 0 ? `; and ${others.length} more` : '';
  return `${message.replace(/\.$/, '')}, at ${basename(file)}:${line}${more}`;
}

async function exploreSchedules(
  exercise: Exercise,
  file: string,
  { smaller, size }: Ending,
  { searchMs, signal }: { searchMs: number; signal: AbortSignal | undefined },
): Promise<Finding['explored']> {
  const report = await exploreProgram(resolve(root, file), {
    checks: checksUrl(exercise),
    smaller,
    ms: searchMs,
    signal,
  });
  return { ...report, size };
}

/** Where something else is missing, that no fault was found says little. */
function scheduleVerdict(
  { says }: Ending,
  explored: Finding['explored'],
  isRight: boolean,
): Verdict {
  const { failure, preemptions } = explored?.explored ?? {};
  return {
    says,
    next: 'Read the schedule, and think of what should not come in between.',
    seen: failure?.message ?? ((isRight && preemptions !== undefined) || undefined),
  };
}

function goldenOf({ solution }: Exercise): string[] | undefined {
  return readOutputBlock(readFileSync(resolve(root, solution.file), 'utf8'));
}
