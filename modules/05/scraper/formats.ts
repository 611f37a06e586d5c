/** How records are written down: JSON lines, a JSON array, or CSV. */

/** A record; all records of a file have the same keys. */
export type Fields = Record<string, string | number | string[] | undefined>;

/** What a file consists of, around its records. */
export interface Format {
  head: string;
  /** The text of a record; `first` is the first of the file. */
  record(fields: Fields, first: boolean): string;
  tail: string;
}

export interface FormatOptions {
  /** The keys of the records; only CSV needs them. */
  columns?: string[];
  /** CSV: writes cells as they are, also those that a spreadsheet would run. Default: false. */
  csvRaw?: boolean | undefined;
}

const FORMATS: Record<string, (options: FormatOptions) => Format> = {
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
  '.csv': ({ columns = [], csvRaw }) => {
    const line = (values: Fields[string][]) =>
      `${values.map((value) => csvCell(value, csvRaw)).join(',')}\r\n`;
    return {
      head: line(columns),
      record: (fields) => line(columns.map((column) => fields[column])),
      tail: '',
    };
  },
};

/** What file names may end in. */
export const formats = Object.keys(FORMATS);

/** @throws {RangeError} when there is no format for this ending. */
export function formatOf(ending: string, options: FormatOptions): Format {
  const format = FORMATS[ending.toLowerCase()];
  if (!format) throw new RangeError(`use ${formats.join(', ')}`);
  return format(options);
}

/** RFC 4180: in quotation marks when it has to be. The items of a list are joined by commas. */
function csvCell(value: Fields[string], raw = false): string {
  const text = String(value ?? '');
  const cell = !raw && typeof value !== 'number' && runs(text) ? `'${text}` : text;
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/**
 * Whether a spreadsheet would take a text for a formula, which may call programs and send
 * data away. With an apostrophe before it, it is text. A number with a sign is harmless.
 */
function runs(text: string): boolean {
  return (
    /^[\s\p{C}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/u.test(text) &&
    !/^[+-]?[\d.]+$/.test(text)
  );
}
