import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CacheFolder } from './cache-folder.ts';
import { renameIn } from './imports.ts';

/** A line that is to be replaced and is not there. */
export class LineMissingError extends Error {
  override name = 'LineMissingError';
}

/** A program with some of its lines replaced, which is there until the end of the block. */
export class ChangedProgram implements Disposable {
  readonly file: string;
  /** For what else is about it. */
  readonly folder: string;
  readonly #place: CacheFolder;

  /**
   * @param file the program, which stays as it is; what it imports is found from there.
   * @param lines what is replaced, each with what stands there instead.
   * @throws {LineMissingError} when one is not there.
   */
  constructor(file: string, lines: Record<string, string>) {
    let source = readFileSync(file, 'utf8');
    for (const [line, instead] of Object.entries(lines)) {
      if (!source.includes(line)) throw new LineMissingError(line);
      source = source.replace(line, () => instead);
    }
    this.#place = new CacheFolder('changed');
    this.folder = this.#place.path;
    this.file = join(this.folder, basename(file));
    const fromHome = (specifier: string) =>
      pathToFileURL(resolve(dirname(file), specifier)).href;
    writeFileSync(this.file, renameIn(source, fromHome));
  }

  [Symbol.dispose](): void {
    this.#place[Symbol.dispose]();
  }
}
