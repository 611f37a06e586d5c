/**
 * Writes records to a file as they come, in a form that is whole after each of them: a
 * program that is killed leaves no half line behind, and a JSON file that can be read.
 */
import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { extname } from 'node:path';

/** What a file consists of, around and between its records. */
interface Format {
  head: string;
  /** One record; `first` is the first of the file. */
  record(fields: Fields, first: boolean): string;
  tail: string;
}

/** A record: the same keys in the same order in all of a file. */
export type Fields = Record<string, string | number | string[]>;

const FORMATS: Record<string, (columns: string[]) => Format> = {
  '.jsonl': () => ({ head: '', record: (fields) => `${JSON.stringify(fields)}\n`, tail: '' }),
  '.json': () => ({
    head: '[',
    record: (fields, first) => `${first ? '' : ','}\n${JSON.stringify(fields)}`,
    tail: '\n]\n',
  }),
  '.csv': (columns) => ({
    head: csvLine(columns),
    record: (fields) => csvLine(columns.map((column) => fields[column] ?? '')),
    tail: '',
  }),
};

/** The endings of file names that an {@link Export} can write. */
export const extensions = Object.keys(FORMATS);

/**
 * Python: the `csv` and `json` modules, or Scrapy's feed exports.
 *
 * @example
 * ```ts
 * import { Export } from './export.ts';
 *
 * using file = new Export('quotes.csv', ['text', 'tags']);
 * file.append([{ text: 'Call me Ishmael.', tags: ['beginnings', 'sea'] }]);
 * ```
 */
export class Export implements Disposable {
  readonly #file: number;
  readonly #format: Format;
  /** How many bytes of records there are, with the head and without the tail. */
  #length: number;
  #empty: boolean;

  /**
   * @param path its ending chooses the format: .jsonl, .json or .csv.
   * @param columns the keys of the records.
   * @param length goes on after so many bytes of an earlier {@link length}, and drops what
   *   stands behind them. Default: starts anew.
   * @throws {RangeError} for another ending, or a file that is shorter than that.
   */
  constructor(path: string, columns: string[], length?: number) {
    const format = FORMATS[extname(path).toLowerCase()];
    if (!format) {
      throw new RangeError(`Cannot write ${path}: its name must end in ${extensions.join(', ')}`);
    }
    this.#format = format(columns);
    const head = Buffer.byteLength(this.#format.head);
    this.#file = openSync(path, length === undefined ? 'w' : 'r+');
    this.#length = length ?? 0;
    if (fstatSync(this.#file).size < this.#length) {
      closeSync(this.#file);
      throw new RangeError(`Cannot go on with ${path}: it is shorter than it was`);
    }
    this.#empty = this.#length <= head;
    this.#write(length === undefined ? this.#format.head : '');
  }

  /** Where the next record goes: what an interrupted program has to know to go on. */
  get length(): number {
    return this.#length;
  }

  /** Adds records, all or none. */
  append(records: Fields[]): void {
    if (records.length === 0) return;
    const text = records.map((record, i) => this.#format.record(record, this.#empty && i === 0));
    this.#write(text.join(''));
    this.#empty = false;
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }

  /** Puts text behind the records, and the tail behind that, in one go. */
  #write(text: string): void {
    const { tail } = this.#format;
    const bytes = Buffer.from(text + tail);
    try {
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(this.#file, bytes, done, undefined, this.#length + done);
      }
    } catch (error) {
      // The disk is full: leave the file as it was.
      ftruncateSync(this.#file, this.#length);
      throw error;
    }
    ftruncateSync(this.#file, this.#length + bytes.length);
    this.#length += bytes.length - Buffer.byteLength(tail);
  }
}

function csvLine(values: (string | number | string[])[]): string {
  return `${values.map((value) => csvCell(String(value))).join(',')}\r\n`;
}

/** RFC 4180: quoted when it has to be; a list is joined by commas. */
function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
