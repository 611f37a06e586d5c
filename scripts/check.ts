/**
 * Runs your solution of an exercise, and says what is right and what comes next.
 *
 *   npx tsx scripts/check.ts --list               all exercises, and how far you are
 *   npx tsx scripts/check.ts 04a/synchronisation  check modules/04a/exercises/synchronisation.ts
 */
import { watch } from 'node:fs';
import { copyFile, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { $, chalk, question } from 'zx';
import { print } from '../modules/core/print.ts';
import {
  allExercises,
  checkExercise,
  checksOf,
  type Exercise,
  type Finding,
  findExercise,
} from './lib/exercises.ts';
import { root } from './lib/lessons.ts';
import { stopProgramsOnSignals } from './lib/program.ts';
import { countOption, runScript, UsageError } from './lib/usage.ts';

const help = `Usage: npx tsx scripts/check.ts [options] <exercise>

An exercise: its name (04a/synchronisation) or its file.

  --seeds N    where its schedules cannot all be gone through: also run it under N chaos
               seeds, which shake the schedule (default: 3)
  --watch      check again whenever the file is saved
  --hint       show the next hint
  --solution   show the solution, once yours passes
  --give-up    with --solution: show it all the same
  --reset      put the starter back, after asking
  --list       all exercises, each checked: what is done, what is open
  --help       show this`;

await runScript(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seeds: { type: 'string' },
      watch: { type: 'boolean', default: false },
      hint: { type: 'boolean', default: false },
      solution: { type: 'boolean', default: false },
      'give-up': { type: 'boolean', default: false },
      reset: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    print(help);
    return 0;
  }
  stopProgramsOnSignals();
  if (values.list) return list();
  const exercise = demandExercise(positionals);
  const seeds = countOption('seeds', values.seeds, 3);
  if (values.hint) return showHints(exercise);
  if (values.reset) return reset(exercise);
  if (values.solution && values['give-up']) return showSolution(exercise);
  const passed = await check(exercise, seeds);
  if (values.solution) return passed ? showSolution(exercise) : 1;
  return values.watch ? checkOnSave(exercise, seeds) : Number(!passed);
});

function demandExercise([word, ...rest]: string[]): Exercise {
  if (!word || rest.length > 0) {
    throw new UsageError('Name one exercise; --list shows all of them');
  }
  const exercise = findExercise(word);
  if (!exercise) {
    throw new UsageError(`There is no exercise '${word}'; --list shows all of them`);
  }
  return exercise;
}

/** Prints what is right, what is missing, and the next step; true when all is right. */
async function check(exercise: Exercise, seeds: number): Promise<boolean> {
  print(chalk.bold(exercise.starter));
  const { met, missing, seed, explored } = await checkExercise(
    exercise,
    exercise.starter,
    { seeds },
  );
  for (const says of met) print(`${chalk.green('✓')} ${says}`);
  if (!missing) {
    print(`Solved: ${howOften(explored, seeds)}.`);
    print(`Compare with the solution: --solution`);
    return true;
  }
  print(`${chalk.red('✗')} ${missing.says}: ${missing.seen}`);
  if (seed !== undefined) {
    const again = `LESSON_CHAOS=${seed} npx tsx ${exercise.starter}`;
    print(`  It passed before, by luck: this schedule brings it out. Again: ${again}`);
  }
  const failure = explored?.explored?.failure;
  if (failure) {
    print(`  The simplest schedule that goes wrong, with ${explored?.size}:\n`);
    print(`${failure.trace}\n`);
  }
  print(`${chalk.bold('Next:')} ${missing.next}`);
  return false;
}

function howOften(found: Finding['explored'], seeds: number): string {
  const times = `right ${seeds + 1} times, ${seeds} of them with a shaken schedule`;
  if (!found || seeds === 0) return times;
  const { explored, reason = 'there are too many', size } = found;
  if (explored?.preemptions === undefined)
    return `${times}; not in all schedules: ${reason}`;
  const { schedules, preemptions, threads, of } = explored;
  const count = schedules.toLocaleString('en');
  const some = threads < of ? `its first ${threads} threads, ` : '';
  const often = ['never', 'at most once', 'at most twice'][preemptions];
  return `right in all ${count} schedules of ${some}${size}, in which a thread is ${often} held up`;
}

async function list(): Promise<number> {
  const exercises = allExercises();
  let solved = 0;
  for (const exercise of exercises) {
    const { missing } = await checkExercise(exercise, exercise.starter, { seeds: 0 });
    solved += Number(!missing);
    const mark = missing ? chalk.dim('·') : chalk.green('✓');
    print(`${mark} ${exercise.name}${missing ? chalk.dim(`  ${missing.says}`) : ''}`);
  }
  print(`${solved} of ${exercises.length} solved`);
  return 0;
}

/** Each hint for itself, so that one can stop reading. */
async function showHints(exercise: Exercise): Promise<number> {
  const { hints } = await checksOf(exercise);
  for (const [i, hint] of hints.entries()) {
    print(`Hint ${i + 1} of ${hints.length}: ${hint}`);
    const more = i + 1 < hints.length;
    if (more && process.stdin.isTTY) await question('Enter for the next one ');
  }
  return 0;
}

async function showSolution({ solution }: Exercise): Promise<number> {
  print(await readFile(resolve(root, solution.file), 'utf8'));
  return 0;
}

/** Progress lives in the learner's files and nowhere else: a reset loses work. */
async function reset({ starter }: Exercise): Promise<number> {
  const file = resolve(root, starter);
  if (!process.stdin.isTTY) {
    throw new UsageError(
      '--reset asks first, and there is nobody to ask: use a terminal',
    );
  }
  const answer = await question(`Throw away what you wrote in ${starter}? [y/N] `);
  if (answer.trim().toLowerCase() !== 'y') return 1;
  await copyFile(file, `${file}.old`);
  await $({ cwd: root, quiet: true })`git checkout -- ${starter}`;
  print(`The starter is back. What you had is in ${starter}.old`);
  return 0;
}

async function checkOnSave(exercise: Exercise, seeds: number): Promise<never> {
  const file = resolve(root, exercise.starter);
  for (;;) {
    await saved(file);
    print('');
    await check(exercise, seeds);
  }
}

function saved(file: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(file, () => {
      watcher.close();
      // Editors save in several steps.
      setTimeout(resolve, 100);
    });
  });
}
