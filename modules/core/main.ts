import { existsSync, realpathSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/**
 * Tells whether a module is the program itself, and not imported by it: threads and pool
 * workers import the lesson's file to find their function in it.
 *
 * Python: `if __name__ == "__main__":`.
 *
 * @param meta the module's own `import.meta`.
 * @returns true in the main thread of the process whose entry file the module is.
 *
 * @example
 * ```ts
 * import { isMain } from '../core/main.ts';
 *
 * if (isMain(import.meta)) console.log('Started as a program');
 * ```
 */
export function isMain(meta: ImportMeta): boolean {
  if (!isMainThread) return false;
  if ('main' in meta && typeof meta.main === 'boolean') return meta.main;
  // Node 20 has no import.meta.main, and tsx leaves argv[1] as it was typed.
  const entry = process.argv[1] ?? '';
  return [entry, `${entry}.ts`].some(
    (path) => existsSync(path) && realpathSync(path) === meta.filename,
  );
}
