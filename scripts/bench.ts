/**
 * What things cost on this machine: every benchmark of scripts/bench, in one table.
 *
 *   npm run bench               all of them, some minutes
 *   npm run bench locks queue   these
 */
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chalk, glob } from 'zx';
import { print, writeLine } from '../modules/core/print.ts';
import { type Figure, heading, machine, row } from './lib/bench.ts';
import { root } from './lib/lessons.ts';
import { runProgram, stopProgramsOnSignals } from './lib/program.ts';
import { clearProgress, tick } from './lib/progress.ts';
import { findRuntime } from './lib/runtimes.ts';
import { runScript, UsageError } from './lib/usage.ts';

const help = `Usage: npm run bench -- [options] [benchmark ...]

Each figure stands above what nothing can beat here (its limit), and above what others
reach at the same task. The ratio says how many times theirs the figure is. Python is
measured where there is a python3. A figure is printed as soon as it is known, the first
one within seconds; all take some minutes, and Ctrl-C ends them.

  --json   print a line of JSON for each figure (npm run -s bench -- --json)
  --help   show this`;

/** A benchmark that runs longer than this, in milliseconds, is killed. */
const LIMIT = 10 * 60_000;

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
  const benchmarks = await select(positionals);
  stopProgramsOnSignals();
  const { json } = values;
  if (!json) print(`${machine()}\n\n${heading}`);
  const open = new Set(benchmarks);
  // Ctrl-C: what was measured has been printed.
  process.on('exit', () => {
    if (open.size === 0) return;
    clearProgress();
    writeLine(2, `Stopped; not finished: ${[...open].join(', ')}`);
  });
  let failed = 0;
  for (const benchmark of benchmarks) {
    if (!json) print(chalk.bold(benchmark));
    const number = `${benchmark}, ${benchmarks.length - open.size + 1} of ${benchmarks.length}`;
    const problem = await run(benchmark, number, json);
    if (problem) writeLine(2, chalk.red(`${benchmark} ${problem}`));
    failed += Number(problem !== undefined);
    open.delete(benchmark);
  }
  return failed === 0 ? 0 : 1;
});

async function select(words: string[]): Promise<string[]> {
  const files = await glob('scripts/bench/*.ts', { cwd: root });
  const names = files.map((file) => basename(file, '.ts')).sort();
  for (const word of words) {
    if (names.includes(word)) continue;
    throw new UsageError(
      `There is no benchmark '${word}'. There are: ${names.join(', ')}`,
    );
  }
  return words.length > 0 ? [...new Set(words)] : names;
}

/**
 * Runs a benchmark in a process of its own, so that none warms up or slows another, and
 * prints each figure as soon as it is known.
 *
 * @param label what it is called as long as it runs.
 * @returns what went wrong.
 */
async function run(
  benchmark: string,
  label: string,
  json: boolean,
): Promise<string | undefined> {
  const file = resolve(root, 'scripts/bench', `${benchmark}.ts`);
  const command = [...findRuntime('node').command, file, '--json'];
  let figures = 0;
  using _progress = tick((seconds) => `${label}: ${seconds} s, ${figures} figures`);
  const onLine = (line: string) => {
    clearProgress();
    // What it has to say besides, such as what this machine lacks.
    if (!line.startsWith('{')) return writeLine(2, chalk.dim(line));
    const figure: Figure = JSON.parse(line);
    const whole = { machine: machine(), benchmark, ...figure };
    print(json ? JSON.stringify(whole) : row(figure));
    figures++;
  };
  const { stderr, problem } = await runProgram(command, { limit: LIMIT, onLine });
  return problem && `${problem}: ${stderr.trim()}`;
}
