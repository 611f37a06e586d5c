/**
 * Runs your solution of an exercise, and says what is right and what comes next.
 *
 *   npx tsx scripts/check.ts --list               all exercises, and how far you are
 *   npx tsx scripts/check.ts 04a/synchronisation  check modules/04a/exercises/synchronisation.ts
 *   npx tsx scripts/check.ts anna.ts bert.ts --as 04a/quiz
 *                                                 check what others wrote
 */
import { existsSync, statSync } from 'node:fs';
import { copyFile, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chalk, glob } from 'zx';
import { print } from '../modules/core/print.ts';
import { ask } from './lib/ask.ts';
import {
  askedBy,
  type CheckOptions,
  checkExercise,
  type Finding,
} from './lib/check-exercise.ts';
import { inOrder } from './lib/checks.ts';
import {
  asJson,
  hang,
  listRow,
  markOf,
  OPEN,
  peopleOf,
  reportOn,
  SOLVED,
  tableHead,
  tableRow,
} from './lib/exercise-report.ts';
import {
  allExercises,
  cardOf,
  checksOf,
  type Exercise,
  selectExercises,
} from './lib/exercises.ts';
import { checkHandIn } from './lib/hand-in.ts';
import { root, titleOf } from './lib/lessons.ts';
import { stopProgramsOnSignals } from './lib/program.ts';
import { clearProgress, showText } from './lib/progress.ts';
import { hashOf, lastChecks, remember } from './lib/solved.ts';
import { countOption, runScript, UsageError } from './lib/usage.ts';
import { checkSaved, type Entry, watch } from './lib/watch.ts';

const help = `Usage: npx tsx scripts/check.ts [options] <exercise ...>
       npx tsx scripts/check.ts [options] <file ...> --as <exercise>

An exercise: its name (04a/synchronisation, or synchronisation), its file, or a module (04a).

  --as NAME    check files, which may be anywhere, as if they were this exercise's starter;
               several of them make a table, such as: class/*/quiz.ts --as 04a/quiz
  --seeds N    where its schedules cannot all be gone through: also run it under N chaos
               seeds, which shake the schedule (default: 3)
  --quick      neither seeds nor schedules: what is right by luck may pass
  --watch      check again whenever the file is saved; on a terminal, keys show hints, the
               solution, and the next exercise
  --hint       show the next hint
  --solution   show the solution, once yours passes
  --give-up    with --solution: show it all the same
  --reset      put the starter back, after asking
  --list       all exercises, and which were solved when they were last checked
  --check      with --list: check them all
  --json       print what was found, or the list, as JSON
  --help       show this`;

/** Options that do not go together. */
const CONFLICTS = [
  ['quick', 'seeds'],
  ['as', 'list'],
  ['as', 'reset'],
  ['json', 'watch'],
  ['json', 'hint'],
  ['json', 'solution'],
  ['json', 'reset'],
] as const;

await runScript(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      as: { type: 'string' },
      seeds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      watch: { type: 'boolean', default: false },
      hint: { type: 'boolean', default: false },
      solution: { type: 'boolean', default: false },
      'give-up': { type: 'boolean', default: false },
      reset: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    print(help);
    return 0;
  }
  stopProgramsOnSignals();
  const seeds = values.quick ? 0 : countOption('seeds', values.seeds, 3);
  for (const [one, other] of CONFLICTS) {
    if (!values[one] || !values[other]) continue;
    throw new UsageError(`--${one} and --${other} do not go together`);
  }
  const { as, json, hint, reset, solution, watch: watching } = values;
  if (values['give-up'] && !solution) {
    throw new UsageError('--give-up goes with --solution');
  }
  const isAll = values.list && positionals.length === 0;
  const words = as === undefined ? positionals : [as];
  const exercises = isAll ? allExercises() : selectExercises(words);
  if (values.list && !values.check) return list(exercises, json);
  const isForOne = hint || reset || solution || watching;
  if (exercises.length > 1 && as === undefined && !isForOne) {
    return checkMany(exercises, seeds, json);
  }
  const exercise = demandOne(exercises);
  if (hint) return showHints(exercise);
  if (reset) return putBack(exercise);
  if (solution && values['give-up']) return showSolution(exercise);
  const [entry, ...others] =
    as === undefined
      ? [starterOf(exercise, seeds)]
      : await handIns(exercise, positionals, seeds);
  if (others.length === 0 && watching) {
    return watch(entry, {
      report: (one, finding) => report(one, finding, seeds),
      hint: (one, which) => showHint(one.exercise, which),
      solution: async (one) => void (await showSolution(one.exercise)),
      list: () => list(allExercises(), false),
      next: (one) => {
        const next = nextOpen(one.exercise);
        return next && starterOf(next, seeds);
      },
    });
  }
  if (others.length === 0) return checkOne(entry, values, seeds);
  if (isForOne) throw new UsageError('--watch and --solution are for one file only');
  return checkClass([entry, ...others], json);
});

function demandOne([one, ...others]: Exercise[]): Exercise {
  if (one && others.length === 0) return one;
  throw new UsageError('Name one exercise; --list shows all of them');
}

function starterOf(exercise: Exercise, seeds: number): Entry {
  const { starter } = exercise;
  const check = async (options?: CheckOptions) => {
    const hash = hashOf(exercise);
    const finding = await checkExercise(exercise, starter, { ...options, seeds });
    // What was saved meanwhile is another text.
    if (hash === hashOf(exercise)) remember(exercise, finding, hash);
    return finding;
  };
  return { exercise, file: starter, path: resolve(root, starter), check };
}

/** The files that a person names, or globs of them, where a shell has left these alone. */
async function handIns(
  exercise: Exercise,
  words: string[],
  seeds: number,
): Promise<[Entry, ...Entry[]]> {
  const files = (await Promise.all(words.map(filesNamed))).flat();
  const [one, ...others] = files.map((file) => ({
    exercise,
    file,
    path: resolve(file),
    check: (options?: CheckOptions) => checkHandIn(exercise, file, { ...options, seeds }),
  }));
  if (!one) throw new UsageError('Name the files that --as is about');
  return [one, ...others];
}

async function filesNamed(word: string): Promise<string[]> {
  if (existsSync(word)) {
    if (statSync(word).isFile()) return [word];
    throw new UsageError(`'${word}' is no file: name the files in it`);
  }
  const files = await glob(word);
  if (files.length === 0) throw new UsageError(`There is no file '${word}'`);
  return files.sort();
}

/** Prints what is right, what is missing, and the next step. */
async function checkOne(
  entry: Entry,
  { json, solution }: { json: boolean; solution: boolean },
  seeds: number,
): Promise<number> {
  const { exercise, file } = entry;
  if (!json) print(chalk.bold(file));
  const { finding } = await checkSaved(entry, () => print('Saved meanwhile: once more'));
  const solved = !finding.missing;
  if (json) printJson([asJson(exercise, file, finding)]);
  else report(entry, finding, seeds);
  if (solution && solved) return showSolution(exercise);
  if (solution) print(`Not shown yet: --solution --give-up shows it all the same`);
  return Number(!solved);
}

function report({ exercise, file }: Entry, finding: Finding, seeds: number): void {
  print(reportOn(finding, exercise, file, seeds));
  if (!finding.missing) print('Compare with the solution: --solution');
}

/** The exercise after one, in order and round about, that was not solved when last checked. */
function nextOpen({ name }: Exercise): Exercise | undefined {
  const all = allExercises();
  const at = all.findIndex((exercise) => exercise.name === name);
  const last = lastChecks();
  const isOpen = (one: Exercise) => markOf(last[one.name], hashOf(one)) !== SOLVED;
  return [...all.slice(at + 1), ...all.slice(0, at)].find(isOpen);
}

/** A line for each exercise. Who fails at once needs no schedules to be told so. */
async function checkMany(
  exercises: Exercise[],
  seeds: number,
  json: boolean,
): Promise<number> {
  const tasks = exercises.map(
    (exercise) => () => starterOf(exercise, seeds).check({ brief: true }),
  );
  const reports: object[] = [];
  let module = '';
  let solved = 0;
  for await (const [i, finding] of withProgress(tasks)) {
    const exercise = exercises[i] as Exercise;
    const { missing } = finding;
    solved += Number(!missing);
    reports.push(asJson(exercise, exercise.starter, finding));
    if (json) continue;
    if (module !== exercise.module) print(chalk.bold(titleOf(exercise.module)));
    module = exercise.module;
    print(listRow(exercise, missing ? OPEN : SOLVED, missing ? missing.says : 'solved'));
  }
  if (json) printJson(reports);
  else print(`${solved} of ${exercises.length} solved`);
  return Number(solved < exercises.length);
}

/** A table of people and what was asked of them. */
async function checkClass(entries: Entry[], json: boolean): Promise<number> {
  const { exercise } = entries[0] as Entry;
  const people = peopleOf(entries.map(({ file }) => file));
  if (!json) {
    print(`${chalk.bold(exercise.name)}  ${cardOf(exercise).title}\n`);
    print(tableHead(await askedBy(exercise), people));
  }
  const reports: object[] = [];
  let solved = 0;
  for await (const [i, finding] of withProgress(
    entries.map(
      ({ check }) =>
        () =>
          check(),
    ),
  )) {
    const person = people[i] as string;
    solved += Number(!finding.missing);
    const { file } = entries[i] as Entry;
    reports.push({ person, ...asJson(exercise, file, finding) });
    if (!json) print(tableRow(person, finding.judged, people));
  }
  if (json) printJson(reports);
  else print(`\n${solved} of ${entries.length} have solved it`);
  return Number(solved < entries.length);
}

/** The results with their numbers, in order, each as soon as it and those before it are there. */
async function* withProgress<T>(
  tasks: (() => Promise<T>)[],
): AsyncGenerator<[number, T]> {
  let done = 0;
  const show = () => showText(`${done} of ${tasks.length} checked`);
  show();
  for await (const result of inOrder(tasks, availableParallelism())) {
    clearProgress();
    yield [done++, result];
    show();
  }
  clearProgress();
}

/** As they were when they were last checked: nothing is run. */
function list(exercises: Exercise[], json: boolean): number {
  const last = lastChecks();
  if (json) {
    const reports = exercises.map((exercise) => {
      const { solved, at, hash } = last[exercise.name] ?? {};
      // Nothing is known of a file that has changed since.
      const known = hash === hashOf(exercise) ? { solved } : {};
      return { exercise: exercise.name, ...cardOf(exercise), ...known, checked: at };
    });
    printJson(reports);
    return 0;
  }
  const found = exercises.map((exercise) => ({
    exercise,
    mark: markOf(last[exercise.name], hashOf(exercise)),
  }));
  for (const module of new Set(exercises.map(({ module }) => module))) {
    print(chalk.bold(titleOf(module)));
    for (const { exercise, mark } of found) {
      if (exercise.module === module)
        print(listRow(exercise, mark, cardOf(exercise).title));
    }
  }
  const solved = found.filter(({ mark }) => mark === SOLVED).length;
  print(`\n${SOLVED} solved, · not solved, ? changed, when they were last checked`);
  print(`${solved} of ${found.length} solved; --list --check checks them all`);
  return 0;
}

/** Each hint for itself, so that one can stop reading. */
async function showHints(exercise: Exercise): Promise<number> {
  const { hints } = await checksOf(exercise);
  for (const which of hints.keys()) {
    await showHint(exercise, which);
    if (which + 1 === hints.length || !process.stdin.isTTY) continue;
    if ((await ask('Enter for the next one ')) === undefined) break;
  }
  return 0;
}

/** @param which counts from 0. */
async function showHint(exercise: Exercise, which: number): Promise<void> {
  const { hints } = await checksOf(exercise);
  const hint = hints[which];
  const text = `Hint ${which + 1} of ${hints.length}: ${hint}`;
  print(hint ? hang(text, 0) : 'There is no more hint.');
}

async function showSolution({ solution }: Exercise): Promise<number> {
  print(await readFile(resolve(root, solution.file), 'utf8'));
  return 0;
}

/** What a learner wrote is in the starter and nowhere else: it is kept beside it. */
async function putBack({ starter, original }: Exercise): Promise<number> {
  const file = resolve(root, starter);
  if (!existsSync(file)) {
    await copyFile(resolve(root, original), file);
    print('It was gone; the starter is back.');
    return 0;
  }
  if (!process.stdin.isTTY) {
    throw new UsageError(
      '--reset asks first, and there is nobody to ask: use a terminal',
    );
  }
  const answer = await ask(`Put the starter back in the place of ${starter}? [y/N] `);
  if (answer?.trim().toLowerCase() !== 'y') return 1;
  const old = freeName(`${file}.old`);
  await copyFile(file, old);
  await copyFile(resolve(root, original), file);
  print(`The starter is back. What you had is in ${relative(root, old)}`);
  return 0;
}

/** `x.old`, or `x.old-2` where that is taken, and so on. */
function freeName(name: string): string {
  let free = name;
  for (let i = 2; existsSync(free); i++) free = `${name}-${i}`;
  return free;
}

function printJson(value: unknown): void {
  print(JSON.stringify(value, undefined, 2));
}
