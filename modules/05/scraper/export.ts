/**
 * Writes records to a file as they come, in a form that is whole after each of them: a
 * program that is killed leaves no half line behind, and a JSON file that can be read.
 */
import type { Hash } from 'node:crypto';
import { closeSync, fstatSync, ftruncateSync } from 'node:fs';
import { extname } from 'node:path';
import { hashOf, openFile, readAt, writeAt } from './files.ts';
import { type Fields, type Format, type FormatOptions, formatOf } from './formats.ts';

/** The file cannot be written, or is not what it should be; the message says why. */
export class OutputError extends Error {}

/** What a file of records has come to. */
export interface Mark {
  /** The bytes of its records. */
  length: number;
  /** SHA-256 of these bytes. */
  digest: string;
}

export interface ExportOptions extends FormatOptions {
  /** Goes on from there, an earlier {@link Export.mark}. Default: starts anew. */
  from?: Mark | undefined;
  /** Drops what stands behind that mark, as a killed program leaves it. Default: false. */
  dropRest?: boolean;
}

/**
 * A file of records, as JSON lines, a JSON array, or CSV, by the ending of its path.
 *
 * Python: the modules `csv` and `json`, or Scrapy's feed exports.
 *
 * @example
 * ```ts
 * import { Export } from './export.ts';
 *
 * using file = new Export('quotes.csv', { columns: ['text', 'tags'] });
 * file.append([{ text: 'Call me Ishmael.', tags: ['beginnings', 'sea'] }]);
 * ```
 */
export class Export implements Disposable {
  readonly #path: string;
  readonly #file: number;
  readonly #format: Format;
  readonly #hash: Hash;
  readonly #empty: number;
  #length: number;

  /**
   * @throws {OutputError} for an ending that it does not know, for a file that cannot be
   *   written, and for one that is not what the mark says, which is left as it is.
   */
  constructor(path: string, options: ExportOptions = {}) {
    const { from, dropRest = false } = options;
    this.#path = path;
    this.#format = this.#attempt(() => formatOf(extname(path), options));
    const head = Buffer.from(this.#format.head);
    this.#empty = head.length;
    this.#length = from?.length ?? 0;
    this.#file = this.#attempt(() => openFile(path, from ? 'r+' : 'w'));
    try {
      this.#hash = hashOf(this.#file, this.#length);
      if (from) this.#check(from, dropRest);
      this.#attempt(() => (from ? this.#finish() : this.#write(head)));
    } catch (error) {
      closeSync(this.#file);
      throw error;
    }
  }

  /** What the file has come to: what an interrupted program has to know to go on. */
  get mark(): Mark {
    return { length: this.#length, digest: this.#hash.copy().digest('hex') };
  }

  /**
   * Adds records, all or none, in one write.
   *
   * @throws {OutputError} when the disk is full, for example.
   */
  append(records: Fields[]): void {
    if (records.length === 0) return;
    const { record } = this.#format;
    const isFirst = this.#length === this.#empty;
    let text = '';
    for (const fields of records) text += record(fields, isFirst && text === '');
    this.#attempt(() => this.#write(Buffer.from(text)));
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }

  /** Writes records and the tail; without room for both, all stays as it was. */
  #write(records: Buffer): void {
    try {
      writeAt(this.#file, this.#length, Buffer.concat([records, this.#tail]));
    } catch (error) {
      try {
        this.#finish();
      } catch {} // the first error says more
      throw error;
    }
    this.#length += records.length;
    this.#hash.update(records);
  }

  /** Nothing but the tail behind the records. */
  #finish(): void {
    ftruncateSync(this.#file, this.#length);
    writeAt(this.#file, this.#length, this.#tail);
  }

  get #tail(): Buffer {
    return Buffer.from(this.#format.tail);
  }

  /** Throws unless the file is what the mark says. */
  #check({ length, digest }: Mark, dropRest: boolean): void {
    const { size } = fstatSync(this.#file);
    const whole = length + this.#tail.length;
    const tail = readAt(this.#file, length, this.#tail.length);
    if (size < (dropRest ? length : whole)) this.#refuse('is shorter than it was');
    if (size > whole && !dropRest) this.#refuse('is longer than it was');
    if (this.mark.digest !== digest || !(dropRest || tail.equals(this.#tail))) {
      this.#refuse('was changed');
    }
    const head = Buffer.from(this.#format.head);
    if (!readAt(this.#file, 0, head.length).equals(head))
      this.#refuse('has other fields');
  }

  #refuse(why: string): never {
    throw new OutputError(`Cannot go on with ${this.#path}: it ${why}`);
  }

  #attempt<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw new OutputError(`Cannot write ${this.#path}: ${(error as Error).message}`);
    }
  }
}
