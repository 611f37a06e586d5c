/** Records as JSON lines on stdout, for the next program of a pipe. */
import { writeLine } from '../../core/print.ts';
import { OutputError } from './export.ts';
import type { Fields } from './formats.ts';

/** @throws {OutputError} when stdout cannot be written, on a full disk. */
export function printRecords(records: Fields[]): void {
  try {
    for (const record of records) writeLine(1, safe(JSON.stringify(record)));
  } catch (error) {
    throw new OutputError(`Cannot write to stdout: ${(error as Error).message}`);
  }
}

/** JSON escapes most of what a terminal would obey; these mean the same escaped. */
function safe(json: string): string {
  return json.replace(
    /[\x7f-\x9f]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
