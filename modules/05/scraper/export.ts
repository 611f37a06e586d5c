/**
 * Writes records to a file as they come, in a form that is whole after each of them: a
 * program that is killed leaves no half line behind, and a JSON file that can be read.
 */
import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { extname } from 'node:path';

/** A record; all records of a file have the same keys. */
export type Fields = Record<string, string | number | string[] | undefined>;

/** What a file consists of, around its records. */
interface Format {
  head: string;
  /** The text of a record; `first` is the first of the file. */
  record(fields: Fields, first: boolean): string;
  tail: string;
}

const FORMATS: Record<string, (columns: string[]) => Format> = {
  '.jsonl': () => ({
    head: '',
    record: (fields) => `${JSON.stringify(fields)}\n`,
    tail: '',
  }),
  '.json': () => ({
    head: '[',
    record: (fields, first) => `${first ? '' : ','}\n${JSON.stringify(fields)}`,
    tail: '\n]\n',
  }),
  '.csv': (columns) => ({
    head: csvLine(columns),
    record: (fields) => csvLine(columns.map((column) => fields[column])),
    tail: '',
  }),
};

/** What file names may end in. */
export const formats = Object.keys(FORMATS);

/**
 * A file of records, as JSON lines, a JSON array, or CSV.
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
  readonly #file: number;
  readonly #format: Format;
  #length: number;
  #empty: boolean;

  /**
   * @param options.columns the keys of the records; only CSV needs them.
   * @param options.length goes on after that many bytes, an earlier {@link length}, and
   *   drops what stands behind them. Default: starts anew.
   * @param options.format `.jsonl`, `.json` or `.csv`. Default: the ending of the path.
   * @throws {RangeError} for another one, for a file that cannot be written, and for one
   *   that is shorter than that.
   */
  constructor(
    path: string,
    options: { columns?: string[]; length?: number | undefined; format?: string } = {},
  ) {
    const { columns = [], length, format = extname(path).toLowerCase() } = options;
    const known = FORMATS[format];
    if (!known) {
      throw new RangeError(`Cannot write ${path}: use ${formats.join(', ')}`);
    }
    this.#format = known(columns);
    this.#file = open(path, length === undefined ? 'w' : 'r+');
    if (length !== undefined && fstatSync(this.#file).size < length) {
      closeSync(this.#file);
      throw new RangeError(`Cannot go on with ${path}: it is shorter than it was`);
    }
    const head = Buffer.from(this.#format.head);
    this.#length = length ?? head.length;
    this.#empty = this.#length === head.length;
    if (length === undefined) this.#writeAt(0, head);
    this.#finish();
  }

  /** How much of the file is records: what an interrupted program has to know to go on. */
  get length(): number {
    return this.#length;
  }

  /** Adds records, all or none, in one write. */
  append(records: Fields[]): void {
    if (records.length === 0) return;
    const { record, tail } = this.#format;
    let text = '';
    for (const fields of records) text += record(fields, this.#empty && text === '');
    const bytes = Buffer.from(text + tail);
    try {
      this.#writeAt(this.#length, bytes);
    } catch (error) {
      this.#finish(); // the disk is full: as it was
      throw error;
    }
    this.#length += bytes.length - tail.length;
    this.#empty = false;
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }

  /** Nothing but the tail behind the records. */
  #finish(): void {
    ftruncateSync(this.#file, this.#length);
    this.#writeAt(this.#length, Buffer.from(this.#format.tail));
  }

  #writeAt(position: number, bytes: Buffer): void {
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(this.#file, bytes, done, bytes.length - done, position + done);
    }
  }
}

function open(path: string, flags: string): number {
  try {
    return openSync(path, flags);
  } catch (error) {
    throw new RangeError(`Cannot write ${path}: ${(error as Error).message}`);
  }
}

function csvLine(values: (string | number | string[] | undefined)[]): string {
  return `${values.map((value) => csvCell(String(value ?? ''))).join(',')}\r\n`;
}

/** RFC 4180: in quotation marks when it has to be. The items of a list are joined by commas. */
function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
