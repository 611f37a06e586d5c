/**
 * Exercise — why a notebook is a poor place for workers.
 *
 * The two cells below are evaluated as a notebook does it, and the second one fails: it wants
 * two workers to run a function that stands in no file. Run this file, and read why. Then make
 * a script of the two cells, the text of a file that
 *
 * 1. imports what lay around in the notebook: print, sleepSync, inWorkers and meta, which is
 *    the import.meta of the script;
 * 2. exports the definition, so that the workers find it: they import the script;
 * 3. has the action behind a main guard, so that they do not start workers in turn.
 *
 * It is saved, and run as a program of its own, whose two workers compute the sums.
 *
 * Prepared by: 04b/start-join, 04b/main-guard.
 * Check it: npx tsx scripts/check.ts 04b/notebook-question   (and with --hint)
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isMainThread } from 'node:worker_threads';
import { isMain } from '../../core/main.ts';
import { print } from '../../core/print.ts';
import { Thread } from '../../core/thread.ts';
import { sleepSync } from '../../core/time.ts';
import { workerOptions } from '../../core/worker-file.ts';

/** Two cells of a notebook. Leave them as they are. */
const definition = `function sumSquares(n) {
  sleepSync(20);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += i * i;
  return sum;
}`;
const action = `print('Sums:', await inWorkers(meta, sumSquares, [1000, 2000]));`;

// What lies around in the notebook, for the script to import.
export { isMain, print, sleepSync };

/**
 * A worker for each input. Like Python's, it refuses to be called while a worker starts. Leave
 * it as it is.
 */
export async function inWorkers(
  meta: ImportMeta,
  target: (n: number) => number,
  inputs: number[],
): Promise<number[]> {
  if (!isMainThread) throw new Error('A worker starts workers: is there no main guard?');
  const workers = inputs.map((n) => new Thread(meta, { target, args: [n] }));
  for (const worker of workers) worker.start();
  return Promise.all(workers.map((worker) => worker.join()));
}

/** Evaluates cells as a notebook does: their text becomes functions, but no file. */
async function inNotebook(...cells: string[]): Promise<void> {
  const names = { print, sleepSync, inWorkers, meta: import.meta };
  const text = `return (async () => {\n${cells.join('\n')}\n})();`;
  await new Function(...Object.keys(names), text)(...Object.values(names));
}

/** The notebook as a script: the text of a file that runs by itself. */
function toScript(): string {
  const _notebook = import.meta.url; // the address of this file, from which to import
  // TODO: import inWorkers, isMain, print and sleepSync; say what meta is; export the
  // definition; put the action behind the guard.
  return `${definition}\n${action}`;
}

/** Saves the script, runs it as a program, and removes it. Leave it as it is. */
async function asScript(text: string): Promise<void> {
  const folder = await mkdtemp(`${tmpdir()}/notebook-`);
  await writeFile(`${folder}/script.mjs`, text);
  const [code] = await once(fork(`${folder}/script.mjs`, [], workerOptions), 'exit');
  print(`The script has ended, with exit code ${code}`);
  await rm(folder, { recursive: true });
}

async function main(): Promise<void> {
  await inNotebook(definition, action).catch((error: Error) => {
    print(`In the notebook: ${error}`);
  });
  await asScript(toScript());
}

if (isMain(import.meta)) await main();
