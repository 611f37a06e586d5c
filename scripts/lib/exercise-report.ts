/** What check.ts tells of exercises: in lines, in a table, as JSON. */
import { chalk } from 'zx';
import type { Finding, Judged } from './check-exercise.ts';
import { cardOf, type Exercise } from './exercises.ts';
import type { LastCheck } from './solved.ts';
import { wrap } from './wrap.ts';

export const SOLVED = chalk.green('✓');
export const OPEN = chalk.red('✗');
const UNKNOWN = chalk.dim('·');

/** The lines on one program: what is right, what is missing, and the next step. */
export function reportOn(
  { judged, missing, seed, explored }: Finding,
  { starter }: Exercise,
  file: string,
  seeds: number,
): string {
  const end = missing ? judged.findIndex(({ says }) => says === missing.says) : undefined;
  const met = judged.slice(0, end).filter(({ seen }) => seen === true);
  const lines = met.map(({ says }) => `${SOLVED} ${hang(says, 2)}`);
  if (!missing) return [...lines, `Solved: ${howOften(explored, seeds)}.`].join('\n');
  const [seen = '', ...more] = missing.seen.split('\n');
  lines.push(`${OPEN} ${hang(`${missing.says}: ${seen}`.trim(), 2)}`, ...more);
  if (seed !== undefined) {
    const again = file === starter ? `: LESSON_CHAOS=${seed} npx tsx ${file}` : '';
    const luck = `It passed before, by luck: chaos seed ${seed} brings it out${again}`;
    lines.push(`  ${hang(luck, 2)}`);
  }
  const failure = explored?.explored?.failure;
  if (failure) {
    lines.push(`  The simplest schedule that goes wrong, with ${explored?.size}:\n`);
    lines.push(`${failure.trace}\n`);
  }
  if (missing.why) lines.push(`${chalk.bold('Why:')}  ${hang(missing.why, 6)}`);
  return [...lines, `${chalk.bold('Next:')} ${hang(missing.next, 6)}`].join('\n');
}

function howOften(found: Finding['explored'], seeds: number): string {
  const times = `right ${seeds + 1} times, ${seeds} of them with a shaken schedule`;
  if (!found) return times;
  const { explored, reason = 'there are too many', size } = found;
  if (explored?.preemptions === undefined)
    return `${times}; not in all schedules: ${reason}`;
  const { schedules, preemptions, threads, of } = explored;
  const count = schedules.toLocaleString('en');
  const some = threads < of ? `its first ${threads} threads, ` : '';
  const often = ['never', 'at most once', 'at most twice'][preemptions];
  return `right in all ${count} schedules of ${some}${size}, in which a thread is ${often} held up`;
}

/** An exercise in a list: how it was found, how hard it is, and a text. */
export function listRow(exercise: Exercise, mark: string, text: string): string {
  const topic = exercise.name.slice(exercise.module.length + 1);
  const before = `  ${mark} ${topic.padEnd(28)}${cardOf(exercise).level.padEnd(8)}`;
  return before + hang(text, 40);
}

/** How an exercise was found when it was last checked. */
export function markOf(last: LastCheck | undefined, hash: string): string {
  if (!last) return ' ';
  if (last.hash !== hash) return chalk.yellow('?');
  return last.solved ? SOLVED : UNKNOWN;
}

/** A text in lines that fit the terminal; all but the first one are indented. */
export function hang(text: string, indent: number): string {
  const width = (process.stdout.columns || Number.POSITIVE_INFINITY) - indent;
  return wrap(text, width).join(`\n${' '.repeat(indent)}`);
}

/** The numbers that stand above a table's columns, and what they stand for. */
export function tableHead(asked: string[], people: string[]): string {
  const numbered = asked.map((says, i) => `${`${i + 1}`.padStart(2)}  ${hang(says, 4)}`);
  const numbers = asked.map((_, i) => `${i + 1}`.padStart(3)).join('');
  return `${numbered.join('\n')}\n\n${' '.repeat(widthOf(people))}${numbers}`;
}

/** A row of that table. */
export function tableRow(person: string, judged: Judged[], people: string[]): string {
  const cells = judged.map(({ seen }) => `  ${signOf(seen)}`).join('');
  return `${person.padEnd(widthOf(people))}${cells}`;
}

function signOf(seen: Judged['seen']): string {
  return seen === undefined ? UNKNOWN : seen === true ? SOLVED : OPEN;
}

function widthOf(people: string[]): number {
  return Math.max(...people.map(({ length }) => length));
}

/**
 * What tells files apart: `anna` and `bert` for `class/anna/quiz.ts` and
 * `class/bert/quiz.ts`.
 */
export function peopleOf(files: string[]): string[] {
  const paths = files.map((file) => file.split(/[\\/]/));
  const [first = []] = paths;
  const isCommon = (part: (path: string[]) => string | undefined) =>
    paths.every((path) => part(path) === part(first));
  let [start, end] = [0, 0];
  const shortest = Math.min(...paths.map(({ length }) => length));
  while (start < shortest - 1 && isCommon((path) => path[start])) start++;
  while (end < shortest - start - 1 && isCommon((path) => path.at(-1 - end))) end++;
  return paths.map((path) => path.slice(start, path.length - end).join('/'));
}

/** What was found, for other programs. */
export function asJson(exercise: Exercise, file: string, finding: Finding) {
  const { judged, missing, seed } = finding;
  return {
    exercise: exercise.name,
    file,
    solved: !missing,
    // Null where nothing can be said.
    requirements: judged.map(({ says, seen }) => ({
      says,
      met: seen === undefined ? null : seen === true,
      ...(typeof seen === 'string' ? { seen } : {}),
    })),
    ...(missing ? { next: missing.next } : {}),
    ...(seed ? { seed } : {}),
  };
}
