/** What a thread and a process have of the flags that the program was started with. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isMain } from '../../modules/core/main.ts';
import { print } from '../../modules/core/print.ts';
import { runProgram } from '../../scripts/lib/program.ts';
import { places, run } from './processes.ts';

/** What a file that was required has left. */
export function required(): unknown {
  return Reflect.get(globalThis, 'required');
}

/** What the programs do. */
export async function tellRequired(): Promise<void> {
  for (const Place of places) {
    const told = await run(import.meta, Place, required).join();
    print(`${Place.name}: ${told}`);
  }
}

const LIMIT = { limit: 60_000 };
const TOLD = (what: string) => places.map(({ name }) => `${name}: ${what}\n`).join('');
// DEPTH ends what would go on for ever.
const CODE = `
  process._rawDebug('runs');
  if (process.env.DEPTH) process.exit();
  process.env.DEPTH = '1';
  import(${JSON.stringify(import.meta.url)}).then(({ tellRequired }) => tellRequired());
  0`;

/** The others have flags of their own. */
const onNode = (run: () => Promise<void>) => async () => {
  if (!process.versions.bun && !process.versions.deno) await run();
};

/** Runs a program that stands in the flags, as this one was started otherwise. */
function runCode(...flags: string[]) {
  return runProgram([process.execPath, ...process.execArgv, ...flags], LIMIT);
}

for (const flags of [
  ['-e', CODE],
  [`--eval=${CODE}`],
  ['-p', CODE],
  ['-p', '-e', CODE],
  ['-pe', CODE],
  ['--input-type=module', '-e', CODE],
  ['--input-type', 'commonjs', '--eval', CODE],
]) {
  const named = flags.join(' ').replace(CODE, '…');
  test(
    `node ${named}: the program's code runs only once`,
    onNode(async () => {
      const { problem, stdout, stderr } = await runCode(...flags);
      assert.is(problem, undefined, stderr);
      assert.is(stdout.replace(/^0\n/m, ''), TOLD('undefined'));
      assert.is(stderr.match(/^runs$/gm)?.length, 1);
    }),
  );
}

for (const [flag, told] of [
  [['-r', './first.cjs'], 'yes'],
  [['--require', './first.cjs'], 'yes'],
  [['--env-file=first.cjs'], 'undefined'],
] as const) {
  test(
    `node ${flag[0]} with a path: the same file for threads and processes`,
    onNode(async () => {
      const folder = mkdtempSync(join(tmpdir(), 'flags-'));
      writeFileSync(join(folder, 'first.cjs'), "globalThis.required = 'yes';");
      const elsewhere = "(process.chdir('/'), tellRequired())";
      const code = CODE.replace('tellRequired()', elsewhere);
      const inFolder = ['bash', '-c', 'cd "$1" && shift && exec "$@"', 'bash', folder];
      try {
        const program = [process.execPath, ...process.execArgv, ...flag];
        const ended = await runProgram([...inFolder, ...program, '-e', code], LIMIT);
        assert.is(ended.problem, undefined, ended.stderr);
        assert.is(ended.stdout, TOLD(told));
      } finally {
        rmSync(folder, { recursive: true });
      }
    }),
  );
}

if (isMain(import.meta)) test.run();
