/**
 * The grammar of an Output block, and what one line of it matches.
 *
 * A `<` straight before a small letter, a digit or `_` always opens a placeholder: a slip
 * in one is reported, never taken for text. A literal one is written `\<`, as in
 * `Promise\<number>`; `<Thread initial>`, `a < b`, `</div>` and `<=` need no backslash. A
 * printed line that looks like a marker takes a backslash too: `\--- end ---`.
 *
 * Groups nest, except for `any order`, which holds single lines. A name has one value in the
 * whole block, also in each repetition of a `times` group.
 *
 * `--- on bun ---` … `--- end ---` is no group but a condition: its lines belong to what is
 * around it, on the runtimes named, and to nothing on the others.
 */

/** A golden that says nothing sensible; `line` counts from 1 in the block (or file). */
export class GoldenError extends Error {
  override readonly name = 'GoldenError';
  readonly line: number;
  readonly problem: string;

  constructor(line: number, problem: string, of: 'block' | 'file' = 'block') {
    super(`line ${line} of the ${of}: ${problem}`);
    this.line = line;
    this.problem = problem;
  }
}

export type Item = Line | Group;

export interface Line {
  type: 'line';
  /** Where it stands in the block, from 1. */
  number: number;
  raw: string;
  /** The text around the placeholders as written: always one piece more than those. */
  pieces: string[];
  placeholders: Placeholder[];
  /** The whole line as a pattern, placeholder i as its group `p<i>`. */
  exact: RegExp;
  /** The same, but with anything where the placeholders stand. */
  loose: RegExp;
  /** The innermost group around it, and which part of that it stands in. */
  group: Group | undefined;
  part: number;
}

export interface Group {
  type: 'interleaved' | 'any order' | 'times';
  /** As written, for messages: `1 to 6 times`. */
  title: string;
  number: number;
  parts: Item[][];
  min: number;
  max: number;
}

export interface Placeholder {
  source: string;
  kind: Kind;
  /** What it captures or refers to; either way all values of one name are equal. */
  name: string | undefined;
  /** The names whose values it must not have. */
  differs: string[];
  bounds: { wants: string; holds(value: number): boolean }[];
}

type Kind = keyof typeof KINDS;

// A number ends where its digits end; a text is as short as the rest of its line allows.
const KINDS = {
  int: kind('an integer', '-?\\d+(?!\\d)'),
  float: kind('a number', '-?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?(?!\\d)'),
  text: kind('some text', '\\S(?:.*?\\S)??'),
  duration: kind('a duration in seconds', '\\d+(?:\\.\\d+)? ?s'),
};

function kind(noun: string, pattern: string) {
  return { noun, pattern, whole: new RegExp(`^${pattern}$`) };
}

type Comparison = [words: string, holds: (value: number, limit: number) => boolean];

const COMPARISONS: Record<string, Comparison> = {
  '>=': ['at least', (value, limit) => value >= limit],
  '>': ['more than', (value, limit) => value > limit],
  '<=': ['at most', (value, limit) => value <= limit],
  '<': ['less than', (value, limit) => value < limit],
  '!=': ['anything but', (value, limit) => value !== limit],
};

const NUMBER = '-?\\d+(?:\\.\\d+)?';
const NAME = '(?!(?:int|float|text)\\b)[A-Za-z_]\\w*';
const CONDITION = `(${NUMBER})\\.\\.(${NUMBER})|(>=|>|<=|<|!=) ?(${NUMBER})|!= ?(${NAME})`;
// The look-ahead refuses `<int>= 1>`, which lacks the space before its bound.
const PLACEHOLDER = new RegExp(
  `<(?:(?:(?<name>${NAME})=)?(?<kind>int|float|text)(?<conditions>(?: +(?:${CONDITION}))*)` +
    `|(?<seconds>\\d+(?:\\.\\d+)?) ?s or more|(?<reference>${NAME}))>(?!=? ?${NUMBER}>)`,
  'y',
);
const CAPTURE = new RegExp(`(?<!\\\\)<(${NAME})=(int|float|text)\\b`, 'g');
/** A line that opens, parts or closes a group: which one, and after it what a reader is told. */
export const MARKER =
  /^--- (interleaved|with|end|any order|(\d+)(?: to (\d+))? times|on (.+?)) ---(?:\s.*)?$/;
const RUNTIMES = ['node', 'deno', 'bun'];

/** How a block is read. */
export interface Reading {
  /** Durations have an upper bound too. Default: false. */
  timing?: boolean;
  /** What the runtime is called: `['node', 'node 24']`. Default: the Node that runs this. */
  runtime?: string[];
}

/** Reads a block, as it is on one runtime. */
export function parse(
  block: string[],
  { timing = false, runtime = namesOf('node', process.versions.node) }: Reading = {},
): Item[] {
  const raws = block.map((raw) => raw.trimEnd());
  if (raws.every((raw) => raw === '')) {
    fail(1, 'the Output block is empty: write what the program prints');
  }
  const names = namesIn(raws);
  let at = 0;

  // Reads up to, not including, the `with` or `end` marker that closes the part.
  function readPart(group?: Group, mixed = false): Item[] {
    const items: Item[] = [];
    for (; at < raws.length; at++) {
      const raw = raws[at] ?? '';
      const marker = MARKER.exec(raw);
      if (marker?.[1] === 'with' || marker?.[1] === 'end') break;
      if (marker?.[4]) {
        items.push(...readCondition(marker[4], group, mixed));
        continue;
      }
      if (marker && group?.type === 'any order') {
        const advice = 'for parts of several lines use "--- interleaved ---"';
        fail(at + 1, `"any order" holds single lines only: ${advice}`);
      }
      if (marker) items.push(...readGroup(marker, mixed));
      else {
        const part = group?.parts.length ?? 0;
        items.push({ ...readLine(raw, at + 1, names, timing), group, part });
      }
    }
    return items;
  }

  // Reads up to its `end` marker what counts on some runtimes only.
  function readCondition(title: string, group?: Group, mixed = false): Item[] {
    const number = at + 1;
    const names = title.split(', ');
    const unknown = names.find((name) => !RUNTIMES.includes(name.replace(/ \d+$/, '')));
    if (unknown) {
      const advice = 'write "--- on bun ---", "--- on node 20, deno ---" and the like';
      fail(number, `"${unknown}" is no runtime: ${advice}, or "\\---" for literal text`);
    }
    at++;
    const items = readPart(group, mixed);
    const closing = MARKER.exec(raws[at] ?? '')?.[1];
    if (closing !== 'end') {
      fail(number, `"on ${title}" is never closed: add "--- end ---"`);
    }
    if (at === number) fail(at + 1, 'no lines above this marker: write some');
    return names.some((name) => runtime.includes(name)) ? items : [];
  }

  // None when nothing of it counts on this runtime.
  function readGroup([, title = '', low, high = low]: string[], mixed: boolean): Group[] {
    const number = at + 1;
    const type = title === 'interleaved' || title === 'any order' ? title : 'times';
    const [min, max] = [Number(low), Number(high)];
    const group: Group = { type, title, number, parts: [], min, max };
    if (type === 'times' && (max < 1 || max < min)) {
      fail(number, `"${title}" makes no sense: write "1 to 6 times"`);
    }
    let written = 0;
    for (let closing: string | undefined; closing !== 'end'; written++) {
      const first = ++at;
      const part = readPart(group, mixed || type === 'interleaved');
      closing = MARKER.exec(raws[at] ?? '')?.[1];
      if (!closing) {
        const advice = `add "--- end ---", or write "\\--- ${title} ---" for literal text`;
        fail(number, `"${title}" is never closed: ${advice}`);
      }
      if (at === first) fail(at + 1, 'no lines above this marker: write some');
      if (closing === 'with' && type !== 'interleaved') {
        const advice = 'it parts an "interleaved" group, close this one first';
        fail(at + 1, `"--- with ---" inside "${title}": ${advice}`);
      }
      if (part.length > 0) group.parts.push(part);
    }
    if (type === 'interleaved' && written === 1) {
      fail(number, 'one part alone cannot interleave: add "--- with ---"');
    }
    if (type === 'any order') {
      // A permutation is an interleaving of single lines. It is matched as one only where
      // lines of other parts may come in between: elsewhere there is a faster way.
      group.parts = group.parts.flat().map((line) => [line]);
      if (mixed) group.type = 'interleaved';
    }
    return group.parts.length > 0 ? [group] : [];
  }

  const items = readPart();
  if (at < raws.length) {
    const openers = '"--- interleaved ---", "--- any order ---" or "--- 3 times ---"';
    const advice = `open one with ${openers}, or write "\\---" for literal text`;
    fail(at + 1, `this marker belongs to a group: ${advice}`);
  }
  return items;
}

/** What the lines for a runtime may call it: by its name, and by that and its version. */
export function namesOf(name: string, version: string): string[] {
  return [name, `${name} ${Number.parseInt(version, 10)}`];
}

function fail(line: number, problem: string): never {
  throw new GoldenError(line, problem);
}

// A name is captured in one place; it may be referred to above as well as below.
function namesIn(raws: string[]): Map<string, Kind> {
  const names = new Map<string, Kind>();
  for (const [i, raw] of raws.entries()) {
    if (MARKER.test(raw)) continue;
    for (const [, name = '', kind] of raw.matchAll(CAPTURE)) {
      const advice = `write <${name}> for the same value, or choose another name`;
      if (names.has(name)) fail(i + 1, `${name} is captured a second time: ${advice}`);
      names.set(name, kind as Kind);
    }
  }
  return names;
}

function readLine(
  raw: string,
  number: number,
  names: Map<string, Kind>,
  timing: boolean,
) {
  const pieces: string[] = [];
  const placeholders: Placeholder[] = [];
  let end = 0;
  for (const { index } of raw.matchAll(/(?<!\\)<(?=[a-z\d_])/g)) {
    if (index < end) continue; // part of a bound: `<int <5>`
    PLACEHOLDER.lastIndex = index;
    const found = PLACEHOLDER.exec(raw);
    if (!found) {
      const [shown] = /^<[^<>]*>?/.exec(raw.slice(index)) ?? [];
      const [duration] = /^<[\d.]+ ?s(?=>)/.exec(raw.slice(index)) ?? [];
      const forms =
        '<int>, <int 1..6>, <float >= 1>, <text>, <a=int>, <a>, <2.0 s or more>';
      const form = duration ? `${duration} or more>` : `one of ${forms}`;
      const advice = `write ${form}, or \\${shown} for literal text`;
      return fail(number, `${shown} is no placeholder: ${advice}`);
    }
    if (placeholders.length > 0 && index === end) {
      const advice = 'put text between them, or write <text> for both';
      fail(number, `nothing says where ${found[0]} begins: ${advice}`);
    }
    pieces.push(raw.slice(end, index));
    placeholders.push(readPlaceholder(found, number, names, timing));
    end = PLACEHOLDER.lastIndex;
  }
  pieces.push(raw.slice(end));
  const glue = pieces.map((piece, i) =>
    glueOf(piece, i === 0, i === placeholders.length),
  );
  const kinds = placeholders.map(({ kind }) => kind);
  const [exact, loose] = [patternOf(glue, kinds, false), patternOf(glue, kinds, true)];
  return { type: 'line' as const, number, raw, pieces, placeholders, exact, loose };
}

// The line as a pattern, placeholder i as the group `p<i>`. A text ends where what follows
// it, up to the next text, can first stand. It keeps that place (a look-ahead is never
// entered again), or long lines would take forever; only the last text may grow on.
function patternOf(glue: string[], kinds: Kind[], loose: boolean): RegExp {
  const isText = (kind?: Kind) => kind === 'text' || (loose && kind !== undefined);
  const last = kinds.findLastIndex(isText);
  let open = -1;
  const pattern = kinds.map((kind, i) => {
    if (isText(kind) && i < last) open = i;
    const value = loose ? `${KINDS[kind].pattern}|\\S.*?` : KINDS[kind].pattern;
    return [
      open === i ? `(?=(?<to${i}>` : '',
      `(?<p${i}>${value})${glue[i + 1]}`,
      open >= 0 && isText(kinds[i + 1]) ? `))\\k<to${open}>` : '',
    ].join('');
  });
  return new RegExp(`^${glue[0]}${pattern.join('')}$`);
}

// A placeholder takes the padding around it, so that columns may widen and narrow: where
// the golden has spaces beside one, some are wanted, elsewhere any number will do.
function glueOf(piece: string, first: boolean, last: boolean): string {
  const text = first ? unescapeLine(piece) : piece.replaceAll('\\<', '<');
  const [, before = '', core = '', after = ''] = /^( *)(.*?)( *)$/.exec(text) ?? [];
  const pattern = core.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const padding = (spaces: string) => (spaces ? ' +' : ' *');
  if (!core) return first || last ? ' *' : ' +';
  return (first ? before : padding(before)) + pattern + (last ? '' : padding(after));
}

function readPlaceholder(
  found: RegExpExecArray,
  line: number,
  names: Map<string, Kind>,
  timing: boolean,
): Placeholder {
  const [source] = found;
  const { name, kind, conditions = '', seconds, reference } = found.groups ?? {};
  const bounds: Placeholder['bounds'] = [];
  const limits: number[] = [];
  const differs: string[] = [];
  const demand = (comparison: string, limit: number, unit = '') => {
    const [words, holds] = COMPARISONS[comparison] as Comparison;
    bounds.push({
      wants: `${words} ${limit}${unit}`,
      holds: (value) => holds(value, limit),
    });
    limits.push(limit);
  };
  if (seconds) {
    demand('>=', round(0.95 * Number(seconds)), ' s');
    if (timing) demand('<=', round(1.25 * Number(seconds) + 0.5), ' s');
    return { source, kind: 'duration', name, bounds, differs };
  }
  for (const condition of conditions.matchAll(new RegExp(CONDITION, 'g'))) {
    const [, low, high, comparison, limit, other] = condition;
    if (low) demand('>=', Number(low));
    if (high) demand('<=', Number(high));
    if (comparison) demand(comparison, Number(limit));
    if (other) differs.push(other);
  }

  const refuse = (why: string) => fail(line, `${source} makes no sense: ${why}`);
  if (kind === 'text' && limits.length > 0) refuse('only numbers have bounds');
  if (kind === 'int' && !limits.every(Number.isInteger)) {
    refuse('an int has whole bounds, write <float …> for others');
  }
  if (name && differs.includes(name)) refuse('it cannot differ from itself');
  // If any number fits, so does one beside a limit or, for floats, between two of them.
  const halves = limits.flatMap((n) => limits.map((m) => (n + m) / 2));
  const trials = limits.flatMap((n) => [
    n - 1,
    n,
    n + 1,
    ...(kind === 'int' ? [] : halves),
  ]);
  if (limits.length > 0 && !trials.some((n) => bounds.every(({ holds }) => holds(n)))) {
    refuse('no number is within these bounds');
  }
  const unknown = [reference ?? [], differs].flat().find((other) => !names.has(other));
  if (unknown) {
    const advice = `write <${unknown}=int> where its value stands, or \\${source} for text`;
    fail(line, `${source}: nothing captures "${unknown}": ${advice}`);
  }
  const settled = (kind ?? names.get(reference ?? '')) as Kind;
  return { source, kind: settled, name: name ?? reference, bounds, differs };
}

function round(seconds: number): number {
  return Number(seconds.toFixed(6));
}

/** The line that, read as a golden, stands for this very text. */
export function escapeLine(text: string): string {
  const escaped = text.replace(/<(?=[a-z\d_])|(?<=\\)</g, '\\<');
  return MARKER.test(text) || /^\\+---/.test(text) ? `\\${escaped}` : escaped;
}

/** What is printed where a block has this line. */
export function unescapeLine(text: string): string {
  return text.replace(/^\\(?=\\*---)/, '').replaceAll('\\<', '<');
}

/** What the lines matched so far tell about the names: values, and values ruled out. */
export interface Known {
  values: ReadonlyMap<string, string>;
  barred: ReadonlySet<string>;
  /** Equal for equal knowledge. */
  key: string;
}

export const nothingKnown: Known = { values: new Map(), barred: new Set(), key: '' };

/** What is known once a line has matched a text; undefined when it does not match. */
export function match(line: Line, text: string, known: Known): Known | undefined {
  // A line printed as it is written always matches, whatever it contains.
  if (text === line.raw) return known;
  const found = line.exact.exec(text);
  if (!found) return undefined;
  let learned = known;
  for (const [i, placeholder] of line.placeholders.entries()) {
    const value = found.groups?.[`p${i}`] ?? '';
    if (objection(placeholder, value, learned)) return undefined;
    learned = learn(placeholder, value, learned);
  }
  return learned;
}

/**
 * The values a text has where a line has placeholders, and what is wrong with each, if
 * anything; none when the text around them differs.
 */
export function judge(line: Line, text: string, known: Known, where?: Where) {
  const found = line.exact.exec(text) ?? line.loose.exec(text);
  let learned = known;
  return line.placeholders.flatMap((placeholder, i) => {
    const value = found?.groups?.[`p${i}`];
    if (value === undefined) return [];
    const wrong = objection(placeholder, value, learned, where);
    if (!wrong) learned = learn(placeholder, value, learned);
    return { placeholder, value, wrong };
  });
}

/** Says where a name got its value: ` in line 2`. */
export type Where = (name: string) => string;

function objection(
  placeholder: Placeholder,
  text: string,
  { values, barred }: Known,
  where: Where = () => '',
): string | undefined {
  const { kind, bounds, name = '', differs } = placeholder;
  const { noun, whole } = KINDS[kind];
  if (!whole.test(text)) return `wants ${noun}, got "${text}"`;
  const broken = bounds.find(({ holds }) => !holds(Number.parseFloat(text)));
  if (broken) return `wants ${broken.wants}, got ${text}`;
  const value = valueIn(placeholder, text);
  const before = values.get(name) ?? value;
  if (before !== value) return `was ${before}${where(name)}, is ${value} here`;
  if (barred.has(`${name} ${value}`)) return `is ${value}, which another line rules out`;
  const twin = differs.find((other) => values.get(other) === value);
  return twin && `got ${value}, but <${twin}> was ${value}${where(twin)} too`;
}

function learn(placeholder: Placeholder, text: string, known: Known): Known {
  const { name, differs } = placeholder;
  if (!name && differs.length === 0) return known;
  const value = valueIn(placeholder, text);
  const values = new Map(known.values);
  if (name) values.set(name, value);
  const barred = new Set([
    ...known.barred,
    ...differs.map((other) => `${other} ${value}`),
  ]);
  return {
    values,
    barred,
    key: JSON.stringify([[...values].sort(), [...barred].sort()]),
  };
}

// Names compare numbers, not their spelling.
function valueIn({ kind }: Placeholder, text: string): string {
  return kind === 'int' ? `${BigInt(text)}` : kind === 'float' ? `${Number(text)}` : text;
}
