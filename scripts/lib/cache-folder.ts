import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { glob } from 'zx';
import { root } from './lessons.ts';

/** Where the core's loader keeps what it has compiled. */
const COMPILED = resolve(root, 'node_modules/.cache/ts-loader');

/** Those that are in use: Ctrl-C must not leave them behind. */
const inUse = new Set<string>();
process.on('exit', () => {
  for (const folder of inUse) remove(folder);
});

/**
 * A new folder in .cache, from where node_modules is found, which is there until the end of
 * the block.
 */
export class CacheFolder implements Disposable {
  readonly path: string;

  /** @param prefix what its name begins with. */
  constructor(prefix: string) {
    const cache = resolve(root, '.cache');
    mkdirSync(cache, { recursive: true });
    this.path = mkdtempSync(join(cache, `${prefix}-`));
    inUse.add(this.path);
  }

  [Symbol.dispose](): void {
    remove(this.path);
    inUse.delete(this.path);
  }
}

/** With what the core's loader has compiled of it. */
function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  const compiled = folder.replace(/[\\/:]/g, '+');
  for (const file of glob.sync(`*/${compiled}+*`, { cwd: COMPILED, absolute: true })) {
    rmSync(file, { force: true });
  }
}
