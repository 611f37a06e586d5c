/**
 * Exercise — why a notebook is a poor place for workers.
 *
 * The two cells below are evaluated as a notebook does it, and the second one fails: it wants
 * two workers to run a function that stands in no file. Run this file, and read why. Then make
 * a script of the two cells, the text of a file. Make it so that
 *
 * 1. the script runs as a program of its own, and ends well: it imports what lay around in the
 *    notebook (print, sleepSync, inWorkers and meta, the import.meta of the script);
 * 2. its workers run the definition, one for each sum: they import the script, which exports
 *    it;
 * 3. the workers do not run the action: it stands behind a main guard, or they would start
 *    workers in turn;
 * 4. the script does what stands in the two cells: also when something else stands there.
 *
 * How hard: easy, about 15 minutes.
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

// The checker also tries others: leave these two cells, and inWorkers(), as they are.
const definition = `function sumSquares(n) {
  sleepSync(20);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += i * i;
  return sum;
}`;
const action = `print('Sums:', await inWorkers(meta, sumSquares, [1000, 2000]));`;

// What lies around in the notebook, for the script to import.
export { isMain, print, sleepSync };

/** A worker for each input. Like Python's, it refuses to be called while a worker starts. */
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
