/**
 * Why not in a notebook? — what a worker runs has to stand in a file that it can import.
 *
 * In Python: a notebook's cells are evaluated one after the other, in one process, and what
 * they define stands in no file. A spawned worker looks for the function in the main module,
 * and does not find it. (Some notebooks get away with it: on Linux, before Python 3.14,
 * a child is forked and has a copy of everything. On Windows and macOS it fails.)
 * Here: the same. The cells below are evaluated as a notebook does, and the second one fails.
 *
 * The way out is a script: definitions are exported, so that workers can find them; names
 * that were lying around in the notebook are imported; and what starts the workers stands
 * behind a main guard, since each worker imports the script, too, from its first line to its
 * last. Without the guard every worker would start workers.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isMainThread } from 'node:worker_threads';
import { isMain } from '../../modules/core/main.ts';
import { print } from '../../modules/core/print.ts';
import { Thread } from '../../modules/core/thread.ts';
import { sleepSync } from '../../modules/core/time.ts';
import { workerOptions } from '../../modules/core/worker-file.ts';

const definition = `function sumSquares(n) {
  sleepSync(20);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += i * i;
  return sum;
}`;
const action = `print('Sums:', await inWorkers(meta, sumSquares, [1000, 2000]));`;

// What lay around in the notebook, for a script to import.
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

function toScript(): string {
  return `
    import { inWorkers, isMain, print, sleepSync } from '${import.meta.url}';
    const meta = import.meta;
    export ${definition}
    if (isMain(meta)) {
      ${action}
    }`;
}

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

// Output:
// In the notebook: TypeError: Cannot run 'sumSquares': <text> does not export it under that name; write 'export' before it
// Sums: [332833500, 2664667000]
// The script has ended, with exit code 0
