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
import { findRuntime } from './lib/runtimes.ts';
import { runScript, UsageError } from './lib/usage.ts';

const help = `Usage: npm run bench -- [options] [benchmark ...]

Each figure stands above what nothing can beat here (its limit), and above what others
reach at the same task. The ratio says how many times theirs the figure is. Python is
measured where there is a python3.

  --json   print a line of JSON for each figure (npm run -s bench -- --json)
  --help   show this`;

/** A benchmark that runs longer than this, in milliseconds, is killed. */
const LIMIT = 15 * 60_000;

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
  if (!values.json) print(`${machine()}\n\n${heading}`);
  let failed = 0;
  for (const benchmark of benchmarks) {
    if (!values.json) print(chalk.bold(benchmark));
    const { figures, notes, problem } = await run(benchmark);
    for (const figure of figures) {
      const whole = { machine: machine(), benchmark, ...figure };
      print(values.json ? JSON.stringify(whole) : row(figure));
    }
    for (const note of notes) writeLine(2, chalk.dim(note));
    if (problem) writeLine(2, chalk.red(`${benchmark} ${problem}`));
    failed += Number(problem !== undefined);
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
  return words.length > 0 ? words : names;
}

/** Runs a benchmark in a process of its own, so that none warms up or slows another. */
async function run(benchmark: string) {
  const file = resolve(root, 'scripts/bench', `${benchmark}.ts`);
  const command = [...findRuntime('node').command, file, '--json'];
  const { stdout, stderr, problem } = await runProgram(command, { limit: LIMIT });
  const lines = stdout.split('\n').filter((line) => line !== '');
  const isFigure = (line: string) => line.startsWith('{');
  return {
    figures: lines.filter(isFigure).map((line) => JSON.parse(line) as Figure),
    // What it has to say besides, such as what this machine lacks.
    notes: lines.filter((line) => !isFigure(line)),
    problem: problem && `${problem}: ${stderr.trim()}`,
  };
}
