import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { applyPatch, parsePatch } from 'diff';
import { CacheFolder } from '../scripts/lib/cache-folder.ts';
import { root } from '../scripts/lib/lessons.ts';

/** The files that a diff changes. */
export function filesIn(diff: string): string[] {
  return patchesIn(diff).map(({ newFileName = '' }) => newFileName);
}

function patchesIn(diff: string) {
  return parsePatch(diff).filter(({ hunks }) => hunks.length > 0);
}

/** A copy of some of the project's files, which is there until the end of the block. */
export class ChangedCopy implements Disposable {
  /** Where it is. */
  readonly folder: string;
  readonly #place = new CacheFolder('changed');

  /**
   * @param source the folder with the files, from the project's root.
   * @param parts the files and folders in it to copy, as far as they are there.
   * @param links those that stay as they are: so they need not be compiled anew.
   */
  constructor(source: string, parts: string[], links: string[] = []) {
    this.folder = realpathSync(this.#place.path);
    for (const part of parts) {
      const from = resolve(root, source, part);
      if (existsSync(from)) cpSync(from, join(this.folder, part), { recursive: true });
    }
    for (const link of links) {
      mkdirSync(dirname(join(this.folder, link)), { recursive: true });
      symlinkSync(resolve(root, source, link), join(this.folder, link));
    }
  }

  /**
   * Makes the changes of a diff, whose names are from the source folder.
   *
   * @throws {Error} when it does not fit, or would change what is only linked.
   */
  change(diff: string): void {
    const patches = patchesIn(diff);
    if (patches.length === 0) throw new Error('it changes nothing');
    const changes = patches.map((patch) => {
      const file = patch.newFileName ?? '';
      const path = join(this.folder, file);
      const text = existsSync(path) && applyPatch(readFileSync(path, 'utf8'), patch);
      if (text === false) throw new Error(`it does not fit ${file} any more`);
      if (realpathSync(path) !== path) throw new Error(`it changes ${file} itself`);
      return { path, text };
    });
    for (const { path, text } of changes) writeFileSync(path, text);
  }

  [Symbol.dispose](): void {
    this.#place[Symbol.dispose]();
  }
}
