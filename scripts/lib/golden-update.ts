/** Rewrites an Output block so that it fits a run. */
import { compare, linesOf } from './golden.ts';
import {
  type Alignment,
  align,
  type Change,
  everyLine,
  type Printed,
} from './golden-diff.ts';
import {
  escapeLine,
  GoldenError,
  judge,
  type Known,
  type Line,
  parse,
  type Reading,
} from './golden-parse.ts';
import { follow } from './golden-search.ts';

/**
 * The block that fits a run: lines, placeholders and groups stay where they still match.
 *
 * @returns the new lines, and in words what became of the old ones.
 * @throws GoldenError when the old block is malformed: there may be something to save.
 */
export function update(
  expected: string[],
  actual: string,
  reading: Reading = {},
): { lines: string[]; changes: string[] } {
  const lines = linesOf(actual);
  const copy = lines.map(escapeLine);
  if (actual.trim() === '') {
    return { lines: expected, changes: ['kept the block: the program printed nothing'] };
  }
  if (expected.every((line) => line.trim() === '')) {
    return { lines: copy, changes: ['wrote the output into the empty block'] };
  }
  const run = follow(parse(expected, reading), lines);
  if (run.outcome === 'matched') return { lines: expected, changes: [] };
  const edited = edit(expected, align(run.furthest, lines));
  if (holds(edited.lines, actual, reading)) return edited;
  const flat = flatten(align(run.start, lines));
  if (holds(flat.lines, actual, reading)) {
    const warning = 'dropped the groups, which no longer fit: mark again what is free';
    return { lines: flat.lines, changes: [...flat.changes, warning] };
  }
  return { lines: copy, changes: ['replaced the whole block: nothing of it could stay'] };
}

function holds(expected: string[], actual: string, reading: Reading): boolean {
  try {
    return compare(expected, actual, reading).ok;
  } catch (error) {
    if (error instanceof GoldenError) return false;
    throw error;
  }
}

// In place: what changed within a group stays in that group.
function edit(expected: string[], { changes, known }: Alignment) {
  // What stands in place of each line of the block; the first is what stands above all.
  const places = [[], ...expected.map((raw) => [raw])];
  let last: number | undefined;
  for (const { missing, extra, kept } of changes) {
    const next = missing[0] ?? kept?.line;
    last ??= next ? above(next, changes) : expected.length;
    for (const { number } of missing) places[number] = [];
    for (const printed of extra) {
      last = printed.instead?.number ?? last;
      places[last]?.push(renew(printed, known));
    }
    last = kept?.line.number;
  }
  return { lines: places.flat(), changes: wordsFor(changes, known) };
}

// The place above a line, or above its group if none of that was printed before.
function above({ number, group }: Line, changes: Change[]): number {
  const left = changes.flatMap(({ missing, kept }) =>
    [...missing, kept?.line ?? []].flat(),
  );
  const isWhole = group && everyLine([group]).every((line) => left.includes(line));
  return (isWhole ? group.number : number) - 1;
}

// Without the groups, in the order of this run.
function flatten({ changes, known }: Alignment) {
  const lines = changes.flatMap(({ extra, kept }) => [
    ...extra.map((printed) => renew(printed, known)),
    ...(kept ? [kept.line.raw] : []),
  ]);
  return { lines, changes: wordsFor(changes, known) };
}

// The printed line, with those placeholders of the line it replaces that still hold. A
// duration stays one: its digits would differ in the next run.
function renew({ text, instead }: Printed, known: Known): string {
  const verdicts = instead ? judge(instead, text, known) : [];
  if (!instead || verdicts.length === 0) return escapeLine(text);
  const renewed = verdicts.map(({ placeholder, value, wrong }) => {
    if (!wrong) return placeholder.source;
    const seconds = /^(\d+(?:\.\d+)?) ?s$/.exec(value)?.[1];
    return seconds ? `<${Number(seconds).toFixed(1)} s or more>` : escapeLine(value);
  });
  return instead.pieces.map((piece, i) => piece + (renewed[i] ?? '')).join('');
}

function wordsFor(changes: Change[], known: Known): string[] {
  return changes.flatMap(({ missing, extra }) => [
    ...missing.flatMap((line) => {
      const gone = !extra.some(({ instead }) => instead === line);
      return gone ? [`line ${line.number}: "${line.raw}" is gone`] : [];
    }),
    ...extra.flatMap((printed) => {
      const { text, instead } = printed;
      const renewed = renew(printed, known);
      if (!instead) return `new line: "${text}"`;
      if (renewed === instead.raw) return [];
      return `line ${instead.number}: "${instead.raw}" became "${renewed}"`;
    }),
  ]);
}
