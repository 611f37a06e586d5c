/**
 * Goldens: the Output block at the end of a lesson, and whether a run keeps its word.
 * Text in, verdict and diff out. The grammar of the block is golden-parse.ts.
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
/** So many steps may the search take: a few seconds, far more than sensible goldens need. */
const STEPS = 200_000;
/** So many lines from the first difference on are compared and shown. */
const WINDOW = 500;
const CONTEXT = 3;
/** So many sentences tell why; the diff shows the rest. */
const SENTENCES = 20;

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
  if (stray >= 0) throw refuse(stray, 'the Output block must end the file');
  return { before: source };
}

/**
 * Whether the output of a run is what the block says.
 *
 * @param options.timing durations must not be much longer than stated, either.
 * @throws GoldenError when the block itself is malformed.
 */
export function compare(
  expected: string[],
  actual: string,
  { timing = false }: { timing?: boolean } = {},
): Verdict {
  const lines = linesOf(actual);
  const items = parse(expected, timing);
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
function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/).map((line) => line.trimEnd());
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function everyLine(items: Item[]): Line[] {
  return items.flatMap((item) =>
    item.type === 'line' ? item : everyLine(item.parts.flat()),
  );
}

// --- The search ----------------------------------------------------------------------

/** What is still to come, as a list. Equal lists are one object: see `cons`. */
type Rest = Cell | undefined;

interface Cell {
  id: number;
  head: Node;
  tail: Rest;
}

type Node =
  | Line
  | { type: 'interleaved' | 'any order'; parts: Cell[] }
  | { type: 'times'; body: Cell; min: number; max: number };

interface State {
  rest: Rest;
  /** How many of the printed lines are matched. */
  at: number;
  known: Known;
}

interface Run {
  outcome: 'matched' | 'failed' | 'gave up';
  start: State;
  /** The state that has matched most lines, for the diff. */
  furthest: State;
}

/**
 * Looks for a way through the block that takes all lines: depth first, no state twice. A
 * state is what is still to come, the next line, and what is known about the names; so
 * groups may nest, parts may hold equal lines, and names may be used before their capture.
 */
function follow(items: Item[], lines: string[]): Run {
  const cells = new Map<string, Cell>();
  let steps = 0;

  function cons(head: Node, tail: Rest): Cell {
    const key = `${tail?.id} ${keyOf(head)}`;
    const cell = cells.get(key) ?? { id: cells.size, head, tail };
    cells.set(key, cell);
    return cell;
  }

  function append(first: Rest, second: Rest): Rest {
    return first ? cons(first.head, append(first.tail, second)) : second;
  }

  function listOf(items: Item[]): Rest {
    return items.reduceRight<Rest>((tail, item) => cons(nodeOf(item), tail), undefined);
  }

  function nodeOf(item: Item): Node {
    if (item.type === 'line') return item;
    const { type, min, max } = item;
    const parts = item.parts.map(listOf) as Cell[];
    return type === 'times'
      ? { type, body: parts[0] as Cell, min, max }
      : { type, parts };
  }

  function* stepsFrom({ rest, at, known }: State): Generator<State> {
    if (!rest) return;
    const { head, tail } = rest;
    if (head.type === 'line') {
      const text = lines[at];
      const learned = text === undefined ? undefined : match(head, text, known);
      if (learned) yield { rest: tail, at: at + 1, known: learned };
    } else if (head.type === 'times') {
      const { body, min, max } = head;
      if (max > 0) {
        const again = cons({ ...head, min: Math.max(0, min - 1), max: max - 1 }, tail);
        yield { rest: append(body, again), at, known };
      }
      if (min === 0) yield { rest: tail, at, known };
    } else if (head.type === 'any order') {
      const end = at + head.parts.length;
      const open = head.parts.map((part) => part.head as Line);
      for (const learned of permutations(open, lines.slice(at, end), known)) {
        yield { rest: tail, at: end, known: learned };
      }
    } else {
      if (head.parts.length === 0) yield { rest: tail, at, known };
      for (const [i, part] of head.parts.entries()) {
        if (part === head.parts[i - 1]) continue;
        for (const next of stepsFrom({ rest: part, at, known })) {
          // Which part is which matters no more: sorted, equal states are equal lists.
          const parts = head.parts.toSpliced(i, 1, ...(next.rest ? [next.rest] : []));
          parts.sort((a, b) => a.id - b.id);
          yield { ...next, rest: cons({ ...head, parts }, tail) };
        }
      }
    }
  }

  // Lines that teach nothing new about names need only some assignment to texts. The
  // others are tried one by one, in each text.
  function* permutations(
    open: Line[],
    texts: string[],
    known: Known,
    tried = new Set<string>(),
  ): Generator<Known> {
    const line = open.find(({ placeholders }) =>
      placeholders.some(({ name, differs }) =>
        [name ?? [], differs].flat().some((mentioned) => !known.values.has(mentioned)),
      ),
    );
    const state = line ? JSON.stringify([line.number, texts, known.key]) : '';
    if (tried.has(state) || ++steps > STEPS || !assignable(open, texts, known)) return;
    if (!line) {
      yield known;
      return;
    }
    tried.add(state);
    const others = open.toSpliced(open.indexOf(line), 1);
    for (const text of new Set(texts)) {
      const learned = match(line, text, known);
      const left = texts.toSpliced(texts.indexOf(text), 1);
      if (learned) yield* permutations(others, left, learned, tried);
    }
  }

  const start: State = { rest: listOf(items), at: 0, known: nothingKnown };
  let furthest = start;
  const seen = new Set<string>();
  const path = [[start].values() as Iterator<State>];
  for (let top = path[0]; top; top = path.at(-1)) {
    const { value: state, done } = top.next();
    if (steps > STEPS) return { outcome: 'gave up', start, furthest };
    if (done) path.pop();
    else {
      if (state.at > furthest.at) furthest = state;
      const { rest, at, known } = state;
      if (!rest && at === lines.length) return { outcome: 'matched', start, furthest };
      const key = `${rest?.id} ${at} ${known.key}`;
      if (seen.has(key)) continue;
      seen.add(key);
      steps++;
      path.push(stepsFrom(state));
    }
  }
  return { outcome: 'failed', start, furthest };
}

function keyOf(node: Node): string {
  if (node.type === 'line') return `line ${node.raw}`;
  if (node.type === 'times') return `times ${node.min} ${node.max} ${node.body.id}`;
  return `${node.type} ${node.parts.map(({ id }) => id)}`;
}

// Whether each line can have a text of its own: a bipartite matching, by augmenting paths.
function assignable(lines: Line[], texts: string[], known: Known): boolean {
  if (lines.length !== texts.length) return false;
  const owners: Line[] = [];
  const fitting = (line: Line) =>
    texts.flatMap((text, i) => (match(line, text, known) ? [i] : []));
  const choices = new Map(lines.map((line) => [line, fitting(line)]));

  function place(line: Line, tried: Set<number>): boolean {
    const choice = choices.get(line) ?? [];
    let own = choice.find((i) => !owners[i]);
    own ??= choice.find((i) => !tried.has(i) && tried.add(i) && moves(i, tried));
    if (own !== undefined) owners[own] = line;
    return own !== undefined;
  }
  const moves = (i: number, tried: Set<number>) => place(owners[i] as Line, tried);
  return lines.every((line) => place(line, new Set()));
}

// --- The diff ------------------------------------------------------------------------

/** What is missing and what stands there instead, up to the next line that matches. */
interface Change {
  missing: Line[];
  extra: Printed[];
  kept?: Printed & { line: Line };
}

interface Printed {
  text: string;
  /** Counts the printed lines from 1. */
  number: number;
  /** The missing line that most likely turned into this one. */
  instead?: Line | undefined;
}

interface Alignment {
  /** So many lines at the top match before the changes begin. */
  matched: number;
  /** So many lines, expected or printed, lie below the window. */
  hidden: number;
  changes: Change[];
  known: Known;
}

/** Puts what was still expected beside what was still printed: a longest common run. */
function align({ rest, at, known }: State, lines: string[]): Alignment {
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

function unifiedDiff({ matched, hidden, changes }: Alignment, lines: string[]): string[] {
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
function reasons(
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

// --- The update ----------------------------------------------------------------------

/**
 * The block that fits a run: lines, placeholders and groups stay where they still match.
 *
 * @returns the new lines, and in words what became of the old ones.
 * @throws GoldenError when the old block is malformed: there may be something to save.
 */
export function update(
  expected: string[],
  actual: string,
): { lines: string[]; changes: string[] } {
  const lines = linesOf(actual);
  const copy = lines.map(escapeLine);
  if (actual.trim() === '') {
    return { lines: expected, changes: ['kept the block: the program printed nothing'] };
  }
  if (expected.every((line) => line.trim() === '')) {
    return { lines: copy, changes: ['wrote the output into the empty block'] };
  }
  const run = follow(parse(expected), lines);
  if (run.outcome === 'matched') return { lines: expected, changes: [] };
  const edited = edit(expected, align(run.furthest, lines));
  if (holds(edited.lines, actual)) return edited;
  const flat = flatten(align(run.start, lines));
  if (holds(flat.lines, actual)) {
    const warning = 'dropped the groups, which no longer fit: mark again what is free';
    return { lines: flat.lines, changes: [...flat.changes, warning] };
  }
  return { lines: copy, changes: ['replaced the whole block: nothing of it could stay'] };
}

function holds(expected: string[], actual: string): boolean {
  try {
    return compare(expected, actual).ok;
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
    return seconds ? `<${Number(seconds).toFixed(1)} s>` : escapeLine(value);
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
