/**
 * What is missing and what stands there instead, as a unified diff, and in words why.
 * Internal to the goldens.
 */
import {
  type Item,
  judge,
  type Known,
  type Line,
  match,
  nothingKnown,
} from './golden-parse.ts';
import { type Rest, type Run, STEPS, type State } from './golden-search.ts';

/** So many lines from the first difference on are compared and shown. */
const WINDOW = 500;
const CONTEXT = 3;
/** So many sentences tell why; the diff shows the rest. */
const SENTENCES = 20;

/** What is missing and what stands there instead, up to the next line that matches. */
export interface Change {
  missing: Line[];
  extra: Printed[];
  kept?: Printed & { line: Line };
}

export interface Printed {
  text: string;
  /** Counts the printed lines from 1. */
  number: number;
  /** The missing line that most likely turned into this one. */
  instead?: Line | undefined;
}

export interface Alignment {
  /** So many lines at the top match before the changes begin. */
  matched: number;
  /** So many lines, expected or printed, lie below the window. */
  hidden: number;
  changes: Change[];
  known: Known;
}

/** Puts what was still expected beside what was still printed: a longest common run. */
export function align({ rest, at, known }: State, lines: string[]): Alignment {
  const printed = lines.slice(at);
  const arranged = arrange(rest, printed.slice(0, WINDOW));
  const [expected, texts] = [arranged.slice(0, WINDOW), printed.slice(0, WINDOW)];
  const hidden = arranged.length - expected.length + printed.length - texts.length;
  // The most lines that can match from expected line i and text j on.
  const table = [...expected, ''].map(() => new Uint16Array(texts.length + 1));
  const most = (i: number, j: number) => table[i]?.[j] ?? 0;
  for (const [i, line] of [...expected.entries()].reverse()) {
    const row = table[i] as Uint16Array;
    for (let j = texts.length - 1; j >= 0; j--) {
      row[j] = match(line, texts[j] ?? '', known)
        ? 1 + most(i + 1, j + 1)
        : Math.max(most(i + 1, j), most(i, j + 1));
    }
  }

  let change: Change = { missing: [], extra: [] };
  const changes = [change];
  for (let [i, j] = [0, 0]; i < expected.length || j < texts.length; ) {
    const [line, text] = [expected[i], texts[j]];
    const number = at + j + 1;
    // Lines that match by themselves may still contradict each other about a name.
    const learned = line && text !== undefined && match(line, text, known);
    if (learned) {
      change.kept = { line, text, number };
      change = { missing: [], extra: [] };
      changes.push(change);
      known = learned;
      i++;
      j++;
    } else if (line && (text === undefined || most(i + 1, j) >= most(i, j + 1))) {
      change.missing.push(line);
      i++;
    } else {
      change.extra.push({ text: text ?? '', number });
      j++;
    }
  }
  for (const { missing, extra } of changes) pairUp(missing, extra, known);
  return { matched: at, hidden, changes, known };
}

// Lines whose text around the placeholders is the same belong together, the others in turn.
function pairUp(missing: Line[], extra: Printed[], known: Known): void {
  const alone = missing.filter((line) => {
    const twin = extra.find(
      ({ text, instead }) => !instead && judge(line, text, known).length,
    );
    if (twin) twin.instead = line;
    return !twin;
  });
  for (const printed of extra) printed.instead ??= alone.shift();
}

// The lines still expected, groups in the order that comes closest to what was printed.
function arrange(rest: Rest, texts: string[]): Line[] {
  const arranged: Line[] = [];
  for (let cell = rest; cell; cell = cell.tail) {
    const { head } = cell;
    if (head.type === 'line') arranged.push(head);
    else if (head.type === 'times') {
      const body = arrange(head.body, texts);
      const begun = texts.filter((text) => body[0] && match(body[0], text, nothingKnown));
      const times = Math.min(Math.max(begun.length, head.min), head.max, WINDOW);
      for (let n = 0; n < times; n++) arranged.push(...body);
    } else {
      const parts = head.parts.map((part) => arrange(part, texts));
      arranged.push(...weave(parts, texts));
    }
  }
  return arranged;
}

// Each text takes its line, and what must come before it, from the part that is nearest.
function weave(parts: Line[][], texts: string[]): Line[] {
  const left = parts.map((part) => [...part]);
  const woven = texts.flatMap((text) => {
    const places = left.map((part) =>
      part.findIndex((line) => match(line, text, nothingKnown)),
    );
    const nearest = Math.min(...places.filter((place) => place >= 0));
    return left[places.indexOf(nearest)]?.splice(0, nearest + 1) ?? [];
  });
  return [...woven, ...left.flat()];
}

export function unifiedDiff(
  { matched, hidden, changes }: Alignment,
  lines: string[],
): string[] {
  const rows = lines.slice(0, matched).map((text) => ` ${text}`);
  for (const { missing, extra, kept } of changes) {
    rows.push(
      ...missing.map(({ raw }) => `-${raw}`),
      ...extra.map(({ text }) => `+${text}`),
    );
    if (kept) rows.push(` ${kept.text}`);
  }
  const isChange = (row: string) => !row.startsWith(' ');
  const shown = rows.map((_, i) =>
    rows.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some(isChange),
  );
  const hunks: { before: number; after: number; rows: string[] }[] = [];
  let [before, after] = [1, 1];
  for (const [i, row] of rows.entries()) {
    if (shown[i] && !shown[i - 1]) hunks.push({ before, after, rows: [] });
    if (shown[i]) hunks.at(-1)?.rows.push(row);
    if (!row.startsWith('+')) before++;
    if (!row.startsWith('-')) after++;
  }
  const range = (start: number, rows: string[], other: string) => {
    const count = rows.filter((row) => !row.startsWith(other)).length;
    return `${count ? start : start - 1},${count}`;
  };
  const diff = hunks.flatMap(({ before, after, rows }) => [
    `@@ -${range(before, rows, '+')} +${range(after, rows, '-')} @@`,
    ...rows,
  ]);
  const note = hidden > 0 ? [`… and ${hidden} more lines, not compared`] : [];
  return ['--- expected', '+++ actual', ...diff, ...note];
}

// Why lines differ, as far as that can be told. Numbers count the printed lines, as in the
// diff; only groups are named by their place in the block.
export function reasons(
  { outcome }: Run,
  { changes, known }: Alignment,
  items: Item[],
  lines: string[],
): string[] {
  const all = everyLine(items);
  const kept = changes.flatMap((change) => change.kept ?? []);
  const extra = changes.flatMap((change) => change.extra);
  const where = (name: string) => {
    const mentions = all.filter((line) => line.placeholders.some((p) => p.name === name));
    const number = lines.findIndex((text) =>
      mentions.some((line) => match(line, text, known)),
    );
    return number < 0 ? '' : ` in line ${number + 1}`;
  };
  const placeOf = ({ group }: Line) =>
    `${group?.title} group at line ${group?.number} of the block:`;

  function whyMissing(line: Line): string {
    const moved = extra.find(({ text }) => match(line, text, known));
    const passed = kept.find(
      (other) =>
        moved &&
        line.group?.title === 'interleaved' &&
        other.line.group === line.group &&
        other.line.part === line.part &&
        other.line.number < line.number !== other.number < moved.number,
    );
    if (!moved || !passed) return `${placeOf(line)} "${line.raw}" is missing`;
    const [first, second] =
      moved.number < passed.number ? [moved, passed] : [passed, moved];
    return `${placeOf(line)} "${first.text}" came before "${second.text}"`;
  }

  const repeated = all.filter(({ group }) => group?.type === 'times');
  const tooMany = new Set<Line['group']>();
  const sentences: string[] = [];
  for (const { missing, extra } of changes) {
    const explained = new Set<Line>();
    for (const { text, number, instead } of extra) {
      for (const verdict of instead ? judge(instead, text, known, where) : []) {
        if (!instead || !verdict.wrong) continue;
        sentences.push(`line ${number}: ${verdict.placeholder.source} ${verdict.wrong}`);
        explained.add(instead);
      }
      const again = repeated.find(
        (line) => !tooMany.has(line.group) && match(line, text, known),
      );
      if (again) sentences.push(`${placeOf(again)} "${text}" is one too many`);
      if (again) tooMany.add(again.group);
    }
    const left = missing.filter((line) => line.group && !explained.has(line));
    sentences.push(...left.map(whyMissing));
  }
  const told = [...new Set(sentences)];
  if (told.length > SENTENCES) told.splice(SENTENCES, Infinity, '… and more of the kind');
  if (outcome === 'gave up') {
    told.push(`gave up after ${STEPS} steps: make the lines of the groups less alike`);
  }
  return told;
}

export function everyLine(items: Item[]): Line[] {
  return items.flatMap((item) =>
    item.type === 'line' ? item : everyLine(item.parts.flat()),
  );
}
