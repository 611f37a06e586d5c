/**
 * Goldens: the Output block at the end of a lesson, and whether a run keeps its word.
 * Text in, verdict and diff out. The grammar of the block is golden-parse.ts, the search for
 * a match golden-search.ts, what a failure shows golden-diff.ts.
 */
import { align, reasons, unifiedDiff } from './golden-diff.ts';
import { GoldenError, parse, type Reading } from './golden-parse.ts';
import { follow } from './golden-search.ts';

export { GoldenError } from './golden-parse.ts';

export interface Verdict {
  ok: boolean;
  /** Empty when ok: a unified diff, then a line for each thing that failed and why. */
  diff: string;
}

const HEADING = '// Output:';

/**
 * The lines of the Output block, which ends the file, without their `//` and one space.
 * Undefined when there is no block.
 *
 * @throws GoldenError when something follows the block, or its heading is misspelt.
 */
export function readOutputBlock(source: string): string[] | undefined {
  const { block } = locate(source);
  return block?.map((line) => line.replace(/^\/\/ ?/, '').replace(/\r?\n$/, ''));
}

/**
 * The lines of the Output block, once they are known to make sense.
 *
 * @throws GoldenError for the first thing in it that makes none; its line is the file's.
 */
export function readGolden(source: string, reading: Reading = {}): string[] | undefined {
  const lines = readOutputBlock(source);
  try {
    if (lines) parse(lines, reading);
  } catch (error) {
    if (!(error instanceof GoldenError)) throw error;
    const above = locate(source).before.split('\n').length;
    throw new GoldenError(above + error.line, error.problem, 'file');
  }
  return lines;
}

/** Replaces the Output block; a source that has none gets one. */
export function writeOutputBlock(source: string, lines: string[]): string {
  const newline = source.includes('\r\n') ? '\r\n' : '\n';
  const { before, block } = locate(source);
  const gap = block || before.trim() === '' ? '' : newline;
  const code = block ? before : before.trimEnd() + gap + gap;
  const comment = [HEADING, ...lines.map((line) => `// ${line}`.trimEnd())];
  return code + comment.map((line) => line + newline).join('');
}

function locate(source: string): { before: string; block?: string[] } {
  const lines = source.split(/(?<=\n)/);
  const end = lines.findLastIndex((line) => line.trim() !== '') + 1;
  const top = lines.slice(0, end).findLastIndex((line) => !line.startsWith('//')) + 1;
  const heading = lines.findIndex(
    (line, i) => i >= top && /^\/\/ *output *:/i.test(line),
  );
  const isHeading = (line = '') => line.trimEnd() === HEADING;
  if (isHeading(lines[heading])) {
    const before = lines.slice(0, heading).join('');
    return { before, block: lines.slice(heading + 1, end) };
  }
  const refuse = (line: number, why: string) => new GoldenError(line + 1, why, 'file');
  if (heading >= 0) throw refuse(heading, `write "${HEADING}" alone on its line`);
  const stray = lines.findLastIndex(isHeading);
  const below = lines.slice(stray, end);
  if (stray >= 0 && below.every((line) => /^(\/\/.*)?\s*$/.test(line))) {
    const blank = stray + below.findIndex((line) => line.trim() === '');
    const advice = 'write "//" for an empty line that the program prints';
    throw refuse(blank, `a blank line ends the block here: ${advice}`);
  }
  if (stray >= 0) throw refuse(stray, 'the Output block must end the file');
  return { before: source };
}

/**
 * Whether the output of a run is what the block says.
 *
 * @param reading on which runtime, and whether durations must not be much longer than
 *   stated, either.
 * @throws GoldenError when the block itself is malformed.
 */
export function compare(
  expected: string[],
  actual: string,
  reading: Reading = {},
): Verdict {
  const lines = linesOf(actual);
  const items = parse(expected, reading);
  const run = follow(items, lines);
  const silent = actual.trim() === '';
  if (run.outcome === 'matched' && !silent) return { ok: true, diff: '' };
  const alignment = align(silent ? run.start : run.furthest, lines);
  const why = silent
    ? ['the program printed nothing']
    : reasons(run, alignment, items, lines);
  return { ok: false, diff: [...unifiedDiff(alignment, lines), ...why].join('\n') };
}

// A line ends where JavaScript ends a comment: whatever is printed fits into a block.
export function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/).map((line) => line.trimEnd());
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
