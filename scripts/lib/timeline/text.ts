/** Draws a timeline as text: a line for each lane, a column for each moment. */
import { type Axis, ticksOf } from './axis.ts';
import { type Cell, cellsOf } from './cells.ts';
import { hueIndex, paint, type Style } from './colours.ts';
import { drawnCounters } from './flows.ts';
import { type Counter, isPale, type Primitive, type Timeline } from './model.ts';

export interface TextOptions {
  /** In characters. */
  width: number;
  /** Whether the text may hold escape sequences. */
  colours: boolean;
}

/** What stands for what, in the order of the legend. */
const SIGNS = {
  starting: ['·', 'starting'],
  idle: ['┄', 'idle'],
  running: ['━', 'running'],
  begins: ['▌', 'a task begins'],
  task: ['▒', 'in a task'],
  sleep: ['░', 'sleeping'],
  wait: ['╱', 'waiting'],
  paleWait: ['╌', 'waiting for others to come'],
  held: ['█', 'inside'],
  heldSleep: ['▓', 'inside, sleeping'],
  heldWait: ['▞', 'inside, waiting'],
  put: ['▾', 'put'],
  get: ['▴', 'get'],
  set: ['◆', 'set, notify'],
  notify: ['◆', 'set, notify'],
  clear: ['◇', 'clear'],
  release: ['▾', 'release'],
  acquire: ['▴', 'acquire'],
  paleRelease: ['▿', 'tells others'],
  paleAcquire: ['▵', 'is told'],
} as const;

type Sign = keyof typeof SIGNS;

/** What is drawn so far: the signs as they look, and whose colours they have. */
interface Drawn {
  signs: Map<Sign, Style>;
  primitives: Set<Primitive>;
}

type Ink = (text: string, style: Style) => string;

export function drawText(timeline: Timeline, axis: Axis, options: TextOptions): string {
  const names = timeline.lanes.map(({ name, task }) => (task > 0 ? `  ${name}` : name));
  const counters = drawnCounters(timeline.counters);
  const counted = counters.map(({ primitive }) => primitive.name);
  const longest = Math.max(0, ...[...names, ...counted].map((name) => name.length));
  const label = Math.min(longest, Math.floor(options.width / 3));
  const columns = Math.max(options.width - label - 2, 10);
  const line = (name: string, drawn: string) =>
    `${shorten(name, label).padEnd(label)}  ${drawn}`.trimEnd();
  const ink: Ink = (text, style) => (options.colours ? paint(text, style) : text);

  const drawn: Drawn = { signs: new Map(), primitives: new Set() };
  const rows = timeline.lanes.map((lane, i) =>
    line(names[i] ?? '', drawCells(cellsOf(lane, axis, columns), drawn, ink)),
  );
  for (const [i, counter] of counters.entries()) {
    const { primitive } = counter;
    drawn.primitives.add(primitive);
    const curve = drawCounter(counter, axis, columns);
    rows.push(line(counted[i] ?? '', ink(curve, { hue: hueIndex(primitive) })));
  }
  const scale = drawAxis(axis, columns);
  const legend = [
    ...keys(SIGNS).flatMap((sign) => explain(sign, drawn, ink)),
    ...counters.map(({ primitive, points }) => {
      const what = /Semaphore$/.test(primitive.kind) ? 'permits' : 'items';
      return piece('▁…█', `${primitive.name}: 0 to ${mostOf(points)} ${what}`, {}, ink);
    }),
    ...(scale.includes('//') ? [piece('//', 'time that is left out', {}, ink)] : []),
  ];
  const key = [...drawn.primitives].map((primitive) =>
    piece('■', primitive.name, { hue: hueIndex(primitive) }, ink),
  );
  const notes = [...timeline.notes, ...axis.notes].flatMap((note) =>
    inLines(note.split(' ').map(plainly), options.width, ' '),
  );
  return [
    line('', ink(scale, { dim: true })),
    ...rows,
    '',
    ...inLines(legend, options.width),
    ...(options.colours ? inLines(key, options.width) : []),
    ...notes.map((text) => ink(text, { bold: true })),
  ].join('\n');
}

const keys = (signs: typeof SIGNS) => Object.keys(signs) as Sign[];

/** A piece of a line, and how wide it is on the screen. */
interface Piece {
  text: string;
  width: number;
}

const plainly = (text: string): Piece => ({ text, width: text.length });

function piece(sign: string, says: string, style: Style, ink: Ink): Piece {
  const text = `${ink(sign, style)} ${ink(says, { dim: true })}`;
  return { text, width: sign.length + 1 + says.length };
}

/** What a sign means, once for all that mean the same; nothing for what was not drawn. */
function explain(sign: Sign, { signs }: Drawn, ink: Ink): Piece[] {
  const style = signs.get(sign);
  const [drawn, says] = SIGNS[sign];
  const first = keys(SIGNS).find((one) => signs.has(one) && SIGNS[one][1] === says);
  return style && first === sign ? [piece(drawn, says, style, ink)] : [];
}

/** Pieces in as many lines as they need; none of them is broken. */
function inLines(pieces: Piece[], width: number, between = '   '): string[] {
  const lines: Piece[] = [];
  for (const next of pieces) {
    const last = lines.at(-1);
    const longer = (last?.width ?? 0) + between.length + next.width;
    if (!last || longer > width) lines.push({ ...next });
    else Object.assign(last, { text: last.text + between + next.text, width: longer });
  }
  return lines.map(({ text }) => text);
}

function signOf({ kind, held, primitive, task, mark }: Cell): Sign | undefined {
  if (mark && mark.event in SIGNS) {
    const told = isPale(mark.primitive) && /^(release|acquire)$/.test(mark.event);
    if (told) return mark.event === 'release' ? 'paleRelease' : 'paleAcquire';
    return mark.event as Sign;
  }
  if (held && kind === 'sleep') return 'heldSleep';
  if (held && kind === 'wait') return 'heldWait';
  if (held) return 'held';
  if (kind === 'wait') return isPale(primitive) ? 'paleWait' : 'wait';
  return task && kind !== 'sleep' ? 'task' : kind;
}

/** Cells of one look are drawn together, with the primitive's name where it fits. */
function drawCells(cells: Cell[], { signs, primitives }: Drawn, ink: Ink): string {
  let text = '';
  for (let i = 0; i < cells.length; ) {
    const cell = cells[i] as Cell;
    const look = (one: Cell | undefined) => `${one?.mark?.event} ${one?.run}`;
    let end = i + 1;
    while (end < cells.length && look(cells[end]) === look(cell)) end++;
    const width = end - i;
    i = end;
    const sign = signOf(cell);
    if (!sign) {
      text += ' '.repeat(width);
      continue;
    }
    const begins = cell.begins && !cell.mark && !cell.held;
    const { label, mark } = cell;
    const primitive = (mark ?? { primitive: cell.held ?? cell.primitive }).primitive;
    const style = {
      hue: primitive && hueIndex(primitive),
      filled: cell.held !== undefined && !mark,
      dim: !cell.held && /^(starting|idle|sleep)$/.test(sign),
    };
    const named = !mark && label !== '' && label.length + 2 <= width;
    const first = SIGNS[begins ? 'begins' : sign][0];
    text += ink(`${first}${named ? label : ''}`.padEnd(width, SIGNS[sign][0]), style);
    if (primitive) primitives.add(primitive);
    if (begins) signs.set('begins', {});
    if (!begins || width > 1) signs.set(sign, signs.get(sign) ?? style);
  }
  return text;
}

const mostOf = (points: Counter['points']) =>
  Math.max(1, ...points.map(({ value }) => value));

function drawCounter({ points }: Counter, axis: Axis, columns: number): string {
  const most = mostOf(points);
  return Array.from({ length: columns }, (_, column) => {
    const last = points.findLast(({ at }) => axis.place(at) * columns < column + 1);
    const value = last?.value ?? 0;
    if (value <= 0) return '▁';
    return '▂▃▄▅▆▇█'[Math.min(6, Math.ceil((value / most) * 7) - 1)] ?? '█';
  }).join('');
}

function drawAxis(axis: Axis, columns: number): string {
  const line = Array.from({ length: columns }, () => ' ');
  const write = (column: number, text: string) => {
    const room = line.slice(Math.max(column - 1, 0), column + text.length + 1);
    if (column + text.length > columns || room.some((sign) => sign !== ' ')) return;
    for (const [i, sign] of [...text].entries()) line[column + i] = sign;
  };
  for (const { start, end, cut } of axis.pieces) {
    if (cut) write(Math.floor(((start + end) / 2) * columns), '//');
  }
  const ticks = ticksOf(axis, columns / 14);
  for (const { at, label } of ticks) {
    write(Math.min(Math.floor(axis.place(at) * columns), columns - 1), `╷${label} ms`);
  }
  return line.join('');
}

function shorten(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
}
