/**
 * The course at a glance: where to start, and every lesson, what it shows, and what Python
 * calls it.
 *
 *   npm start                     where to start; on a terminal, pick a lesson and run it
 *   npm start 04a                 the lessons of a module
 *   npm start queue               the lessons about queues
 *   npm start multiprocessing.Pool
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { print } from '../modules/core/print.ts';
import { ask } from './lib/ask.ts';
import { foundTable, moduleTable, overview } from './lib/course.ts';
import {
  allLessons,
  allModules,
  type Lesson,
  lessonsOf,
  nearest,
  root,
} from './lib/lessons.ts';
import { pick } from './lib/picker.ts';
import { findRuntime } from './lib/runtimes.ts';
import { search } from './lib/search.ts';
import { runScript, UsageError } from './lib/usage.ts';

const help = `Usage: npm start -- [options] [module | word ...]

Without words, shows where to start and what there is; with the name of a module, its
lessons; with words, the lessons in which each of them begins a word of the name, the row
or the header, the best ones first. On a terminal it then asks for a lesson, shows its
header, runs it, and says what is next.

  --json   print the lessons as JSON
  --help   show this`;

/** Where nobody can tell how wide the paper is, in characters. */
const WIDTH = 80;

await runScript(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      // npm takes options for its own and tells the script about them.
      json: { type: 'boolean', default: process.env.npm_config_json === 'true' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    print(help);
    return 0;
  }
  const width = process.stdout.columns ?? (Number(process.env.COLUMNS) || WIDTH);
  const [module = ''] = positionals;
  const isModule = positionals.length === 1 && allModules().includes(module);
  const lessons = isModule ? lessonsOf(module) : demandLessons(positionals);
  if (values.json) {
    print(JSON.stringify(lessons, undefined, 2));
    return 0;
  }
  if (isModule) print(moduleTable(module, width));
  else print(positionals.length > 0 ? foundTable(lessons, width) : overview(width));
  if (process.stdin.isTTY && process.stdout.isTTY) {
    const shown = positionals.length > 0 ? lessons : [];
    await pick(shown, { width, print, ask, run });
  }
  return 0;
});

/** Those that have all the words; without words all of them. */
function demandLessons(words: string[]): Lesson[] {
  const taught = allLessons().filter(({ number }) => number !== '');
  const found = words.length > 0 ? search(words, taught) : taught;
  if (found.length > 0) return found;
  const unknown = words.filter((word) => search([word], taught).length === 0);
  const near = unknown.flatMap((word) => nearest(word, taught)).map(({ name }) => name);
  const advice =
    near.length > 0
      ? `: did you mean ${near.join(', ')}?`
      : words.length > 1
        ? ': try fewer words'
        : '; npm start shows what there is';
  throw new UsageError(`No lesson mentions '${words.join(' ')}'${advice}`);
}

/** Runs a lesson as `npx tsx` would. */
async function run(lesson: Lesson): Promise<void> {
  const [program = '', ...args] = findRuntime('node').command;
  const file = resolve(root, lesson.file);
  await once(spawn(program, [...args, file], { stdio: 'inherit' }), 'close');
}
