/**
 * The course at a glance: every lesson, what it shows, and what Python calls it.
 *
 *   npm start                     all of it; on a terminal, pick a lesson and run it
 *   npm start queue               the lessons about queues
 *   npm start multiprocessing.Pool
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { $, chalk, question } from 'zx';
import { print } from '../modules/core/print.ts';
import { allLessons, type Lesson, root, selectLessons, titleOf } from './lib/lessons.ts';
import { findRuntime } from './lib/runtimes.ts';
import { runScript, UsageError } from './lib/usage.ts';

const help = `Usage: npm start -- [options] [word ...]

Lists the lessons that have all the words in their name, their row or their header;
without words all lessons. On a terminal it then asks for one, and runs it.

  --json   print the list as JSON
  --help   show this`;

await runScript(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    print(help);
    return 0;
  }
  const lessons = allLessons().filter(
    (lesson) => lesson.number !== '' && mentions(lesson, positionals),
  );
  if (lessons.length === 0) {
    throw new UsageError(
      `No lesson mentions '${positionals.join(' ')}': try fewer words`,
    );
  }
  if (values.json) {
    print(JSON.stringify(lessons, undefined, 2));
    return 0;
  }
  printCourse(lessons);
  return process.stdin.isTTY && process.stdout.isTTY ? pickAndRun() : 0;
});

/** Whether a lesson's name, row or header has all the words, as a person writes them. */
function mentions(lesson: Lesson, words: string[]): boolean {
  const source = readFileSync(resolve(root, lesson.file), 'utf8');
  const header = source.slice(0, source.indexOf('*/'));
  const row = Object.values(lesson).join(' ');
  const text = `${row} ${header}`.toLowerCase();
  return words.every((word) => text.includes(word.toLowerCase()));
}

function printCourse(lessons: Lesson[]): void {
  const table = lessons.map(({ module, number, name, shows, python }) => {
    const cells = [number, name.slice(module.length + 1), shows, python];
    return { module, cells: cells.map((cell) => cell.replaceAll('`', '')) };
  });
  const widths = [0, 1, 2].map((column) =>
    Math.max(...table.map(({ cells }) => cells[column]?.length ?? 0)),
  );
  let above = '';
  for (const { module, cells } of table) {
    if (module !== above) print(`${above && '\n'}${chalk.bold(titleOf(module))}`);
    above = module;
    const [number, topic, shows, python] = cells.map((cell, column) =>
      cell.padEnd(widths[column] ?? 0),
    );
    print(`  ${number}  ${chalk.cyan(topic)}  ${shows}  ${chalk.dim(python)}`.trimEnd());
  }
}

/** Asks for a lesson until it gets one, and runs it as `npx tsx` would. */
async function pickAndRun(): Promise<number> {
  for (;;) {
    const answer = await question('\nRun which one? A name or number; Enter for none: ');
    if (answer.trim() === '') return 0;
    try {
      const [lesson] = await selectLessons([answer.trim()]);
      if (!lesson) return 0;
      print(chalk.dim(`npx tsx ${lesson.file}`));
      const command = [...findRuntime('node').command, resolve(root, lesson.file)];
      const { exitCode } = await $({ stdio: 'inherit', nothrow: true })`${command}`;
      return exitCode ?? 1;
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      print(error.message);
    }
  }
}
