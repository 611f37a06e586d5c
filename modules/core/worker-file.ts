import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ResourceLimits } from 'node:worker_threads';
import {
  allFlags,
  processFlags,
  stackSizeMb,
  threadFlags,
  tsx,
} from './internal/thread/flags.ts';

/** From here on Node runs TypeScript as it is, `using` included. */
const NODE_WITH_TYPES = 24;

// Before the program's own flags: what these import may be TypeScript.
const preload = preloading();

/**
 * The options that let a Worker, a Piscina pool or a forked process load a TypeScript file
 * on every runtime, as the program itself does: spread them into its own options.
 */
export const workerOptions: { execArgv?: string[]; resourceLimits?: ResourceLimits } = {
  ...((preload || needsFlags()) && { execArgv: [...(preload ?? []), ...threadFlags] }),
  ...(stackSizeMb && { resourceLimits: { stackSizeMb } }),
};

/** Those of a process: it can have flags that a thread cannot. @internal */
export const processOptions: { execArgv: string[] } = {
  execArgv: preload ? [...preload, ...processFlags] : allFlags,
};

/**
 * The file that a worker begins with, by the name that it has where this runs: compiled,
 * `reader.ts` is called `reader.js`.
 *
 * @param url its place beside the file that starts it.
 * @throws {Error} when neither is there, as in a bundle that has taken in one of them only.
 *
 * @example
 * ```ts
 * import { Worker } from 'node:worker_threads';
 * import { workerFile, workerOptions } from '../core/worker-file.ts';
 *
 * const file = workerFile(new URL('./reader.ts', import.meta.url));
 * new Worker(file, workerOptions);
 * ```
 */
export function workerFile(url: URL): URL {
  const compiled = new URL(url.href.replace(/\.([cm]?)ts$/, '.$1js'));
  const found = [url, compiled].find((file) => existsSync(file));
  if (found) return found;
  throw new Error(
    `There is no ${fileURLToPath(compiled)}: in a bundle, a file that a worker begins with has to be an entry of its own, beside the others`,
  );
}

/** Whether threads, which inherit the flags as they were typed, would get the wrong ones. */
function needsFlags(): boolean {
  const { bun, deno } = process.versions;
  return !bun && !deno && allFlags.join('\n') !== process.execArgv.join('\n');
}

/** The flags that load our loader; undefined where none is needed, or it is there. */
function preloading(): string[] | undefined {
  // Deno and Bun run TypeScript as it is, and so does a plain Node that strips types.
  const { bun, deno } = process.versions;
  if (bun || deno) return undefined;
  // In CommonJS's form nothing can be started.
  if (!import.meta.url) return undefined;
  const loader = new URL('./internal/thread/ts-loader.mjs', import.meta.url);
  // Compiled or bundled, it is not there; and threads hand on what they were given.
  const isGiven = process.execArgv.some((flag) => flag.includes('ts-loader.mjs'));
  if (isGiven || !existsSync(loader)) return undefined;
  const found = findTsx();
  if (found === undefined) return undefined;
  const { TSX_TSCONFIG_PATH } = process.env;
  const tsconfig = TSX_TSCONFIG_PATH ?? findUp('tsconfig.json');
  if (tsconfig) loader.searchParams.set('tsconfig', resolve(tsconfig));
  // Last: a tsx of NODE_OPTIONS loads what ends in `.json` as data.
  loader.searchParams.set('tsx', found);
  // Quoted: a path may have an apostrophe in it, also as a URL.
  const quoted = JSON.stringify(loader.href);
  const register = `import m from 'node:module';
    process.setSourceMapsEnabled(true);
    m.registerHooks ? m.registerHooks(await import(${quoted})) : m.register(${quoted});`;
  return ['--import', `data:text/javascript,${encodeURIComponent(register)}`];
}

function findTsx(): string | undefined {
  const ofNodeOptions = /--import[ =]"?([^"]*[\\/]tsx[\\/]dist[\\/]loader\.mjs|tsx\b)/;
  const { NODE_OPTIONS = '' } = process.env;
  const named = tsx ?? ofNodeOptions.exec(NODE_OPTIONS)?.[1];
  if (named?.startsWith('file:')) return fileURLToPath(named);
  if (named && named !== 'tsx') return resolve(named);
  // Others compile what the main thread loads, Vitest for one; its threads are on their own.
  const isNeeded = Number.parseInt(process.versions.node, 10) < NODE_WITH_TYPES;
  if (!named && !isNeeded) return undefined;
  try {
    return createRequire(import.meta.url).resolve('tsx');
  } catch (error) {
    if (named) throw error;
    return undefined;
  }
}

function findUp(name: string, folder = process.cwd()): string | undefined {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  const parent = dirname(folder);
  return parent === folder ? undefined : findUp(name, parent);
}
