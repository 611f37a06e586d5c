/**
 * Goldens: the Output block at the end of a lesson, and whether a run keeps its promise.
 * Text in, verdict and diff out. The grammar is in golden-parse.ts.
 */
import {
  escapeLine,
  GoldenError,
  type Item,
  judge,
  type Known,
  type Line,
  match,
  nothingKnown,
  parse,
} from './golden-parse.ts';

export { GoldenError } from './golden-parse.ts';

export interface Verdict {
  ok: boolean;
  /** Empty when ok: a unified diff, then a line for each thing that failed and why. */
  diff: string;
}

const HEADING = '// Output:';

/**
 * The expected output of a lesson: the lines under the last `// Output:`, each without
 * its `//` and one space. Undefined when there is none.
 *
 * @throws GoldenError when something follows the block, or its heading is misspelt.
 */
export function readOutputBlock(source: string): string[] | undefined {
  const { block } = locate(source);
  return block?.map((line) => line.trimEnd().replace(/^\/\/ ?/, ''));
}

/** Replaces the Output block of a lesson, or adds one. */
export function writeOutputBlock(source: string, lines: string[]): string {
  const newline = source.includes('\r\n') ? '\r\n' : '\n';
  const { before, block } = locate(source);
  const code = block ? before : `${source.trimEnd()}${newline}${newline}`;
  const comment = [HEADING, ...lines.map((line) => `// ${line}`.trimEnd()), ''];
  return code.trimStart() === '' ? ... 
}
