/** What is wanted of the pages, as it was said on the command line. */
import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from './command-line.ts';
import { checkSelector } from './elements.ts';
import type { Wanted } from './reading.ts';
import { parseField } from './select-fields.ts';

interface Words {
  select?: string | undefined;
  field: string[];
  extractor?: string | undefined;
  out?: string | undefined;
}

/** @throws {UsageError} when it makes no sense. */
export function wantedOf(words: Words): Pick<Wanted, 'select' | 'extractor'> {
  const { select, field, extractor, out } = words;
  if (extractor !== undefined) {
    if (select !== undefined || field.length > 0) {
      throw new UsageError('--extractor takes the place of --select and --field');
    }
    if (!existsSync(extractor)) throw new UsageError(`There is no file ${extractor}`);
    if (out !== undefined && extname(out).toLowerCase() === '.csv') {
      throw new UsageError(
        '--extractor writes .jsonl and .json: CSV has to know its columns',
      );
    }
    return { extractor: pathToFileURL(resolve(extractor)).href };
  }
  if ((select === undefined) !== (field.length === 0)) {
    throw new UsageError(
      '--select and --field want each other: what a record is, and has',
    );
  }
  if (select === undefined) return {};
  const fields = field.map(fieldOf);
  for (const [i, { name }] of fields.entries()) {
    if (name === 'page') throw new UsageError("--field: 'page' is the page's URL");
    if (fields.findIndex((other) => other.name === name) < i) {
      throw new UsageError(`--field: '${name}' is given twice`);
    }
  }
  return { select: { records: selector('select', select), fields } };
}

/** @throws {UsageError} unless it is a selector. */
export function selector(option: string, text: string): string {
  try {
    checkSelector(text);
    return text;
  } catch (error) {
    throw new UsageError(
      `--${option} takes a selector, received '${text}': ${(error as Error).message}`,
    );
  }
}

function fieldOf(text: string): ReturnType<typeof parseField> {
  try {
    return parseField(text);
  } catch (error) {
    throw new UsageError(`--field '${text}': ${(error as Error).message}`);
  }
}
