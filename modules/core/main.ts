import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  getEnvironmentData,
  isMainThread,
  setEnvironmentData,
} from 'node:worker_threads';

/** Why nothing can be started. @internal */
export const NO_URL =
  'import.meta.url is missing: compile or bundle to ES modules (esbuild: --format=esm)';

/** The environment variable of a process that is a child of the program's. @internal */
export const CHILD = 'CHILD_PROCESS_OF_THE_PROGRAM';

// Taken out at once: what this process starts in its turn is none. Noted where other copies
// of this file, in the same bundle, look as well.
if (process.send && process.env[CHILD]) {
  delete process.env[CHILD];
  setEnvironmentData(CHILD, true);
}

/** Whether this process is a child of the program's. @internal */
export function isChild(): boolean {
  return getEnvironmentData(CHILD) === true;
}

/**
 * Tells whether a module is the program itself, and not imported by it: threads and pool
 * workers import the lesson's file to find their function in it.
 *
 * Python: `if __name__ == "__main__":`.
 *
 * @param meta the module's own `import.meta`.
 * @returns true in the main thread of the process whose entry file the module is.
 * @throws {TypeError} where a module has no URL, as in a bundle in CommonJS's form.
 *
 * @example
 * ```ts
 * import { isMain } from '../core/main.ts';
 *
 * if (isMain(import.meta)) console.log('Started as a program');
 * ```
 */
export function isMain(meta: ImportMeta): boolean {
  if (!meta.url) throw new TypeError(NO_URL);
  if (!isMainThread || isChild()) return false;
  if ('main' in meta && typeof meta.main === 'boolean') return meta.main;
  if (!meta.url.startsWith('file:')) return false;
  // Not all that bundle or load modules say it.
  const file = meta.filename ?? fileURLToPath(meta.url);
  return startedFiles(process.argv[1] ?? '', extname(file)).has(file);
}

/** What may have been started: Node tells it as it was typed, `dist/app` or `dist`. */
function startedFiles(typed: string, extension: string): Set<string> {
  const files = [typed, typed + extension, join(typed, `index${extension}`)];
  try {
    // A folder's package.json may name another file.
    files.push(createRequire(import.meta.url).resolve(resolve(typed)));
  } catch {}
  return new Set(
    files.filter((file) => existsSync(file)).map((file) => realpathSync(file)),
  );
}
