/** Draws a timeline as text: a line for each lane, a column for each moment. */
import { type Axis, ticksOf } from './axis.ts';
import { type Cell, cellsOf } from './cells.ts';
import { paint, type Style } from './colours.ts';
import { drawnCounters } from './flows.ts';
import type { Counter, Timeline } from './model.ts';

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
  sleep: ['░', 'sleeping'],
  wait: ['╱', 'waiting'],
  held: ['█', 'inside'],
  heldSleep: ['▓', 'inside, sleeping'],
  heldWait: ['▞', 'inside, waiting'],
} as const;

const MARKS: Record<string, readonly [sign: string, says: string]> = {
  put: ['▾', 'put'],
  get: ['▴', 'get'],
  set: ['◆', 'set, notify'],
  notify: ['◆', 'set, notify'],
  clear: ['◇', 'clear'],
  release: ['▾', 'release'],
  acquire: ['▴', 'acquire'],
};

export function drawText(timeline: Timeline, axis: Axis, options: TextOptions): string {
  const names = timeline.lanes.map(({ name, task }) => (task > 0 ? `  ${name}` : name));
  const counters = drawnCounters(timeline.counters);
  const counted = counters.map(({ primitive }) => primitive.name);
  const longest = Math.max(0, ...[...names, ...counted].map((name) => name.length));
  const label = Math.min(longest, Math.floor(options.width / 3));
  const columns = Math.max(options.width - label - 2, 10);
  const line = (name: string, drawn: string) =>
    `${shorten(name, label).padEnd(label)}  ${drawn}`.trimEnd();
  const ink = (text: string, style: Style) =>
    options.colours ? paint(text, style) : text;

  const legend = new Map<string, string>();
  const rows = timeline.lanes.map((lane, i) => {
    const cells = cellsOf(lane, axis, columns);
    for (const cell of cells) note(cell, legend);
    return line(names[i] ?? '', drawCells(cells, ink));
  });
  for (const [i, counter] of counters.entries()) {
    const drawn = drawCounter(counter, axis, columns);
    rows.push(line(counted[i] ?? '', ink(drawn, { hue: counter.primitive.hue })));
  }
  const signs = [...legend].sort(([a], [b]) => order(a) - order(b));
  const notes = [...timeline.notes, ...axis.notes].map((text) =>
    ink(text, { bold: true }),
  );
  return [
    line('', ink(drawAxis(axis, columns), { dim: true })),
    ...rows,
    '',
    ...inLines(
      signs.map(([says, sign]) => `${sign} ${says}`),
      options.width,
    ).map((text) => ink(text, { dim: true })),
    ...(options.colours ? [drawKey(timeline)] : []),
    ...notes,
  ].join('\n');
}

/** Pieces in as many lines as they need; none of them is broken. */
function inLines(pieces: string[], width: number): string[] {
  const lines: string[] = [];
  for (const piece of pieces) {
    const longer = lines.length > 0 ? `${lines.at(-1)}   ${piece}` : piece;
    if (lines.length > 0 && longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(piece);
  }
  return lines;
}

/** Whose colour is which. */
function drawKey({ lanes }: Timeline): string {
  const primitives = new Set(
    lanes.flatMap(({ spans }) => spans.flatMap((span) => span.primitive ?? [])),
  );
  return [...primitives].map(({ name, hue }) => paint(`■ ${name}`, { hue })).join('   ');
}

/** What lasts comes first. */
function order(says: string): number {
  const index = Object.values(SIGNS).findIndex(([, text]) => text === says);
  return index < 0 ? SIGN_COUNT : index;
}
const SIGN_COUNT = Object.keys(SIGNS).length;

function signOf({ kind, held, mark }: Cell): readonly [sign: string, says: string] {
  const happened = MARKS[mark?.event ?? ''];
  if (happened) return happened;
  if (held && kind === 'sleep') return SIGNS.heldSleep;
  if (held && kind === 'wait') return SIGNS.heldWait;
  if (held) return SIGNS.held;
  return kind ? SIGNS[kind] : [' ', ''];
}

function note(cell: Cell, legend: Map<string, string>): void {
  const [sign, says] = signOf(cell);
  if (says) legend.set(says, sign);
}

/** Cells of one look are drawn together, with the primitive's name where it fits. */
function drawCells(cells: Cell[], ink: (text: string, style: Style) => string): string {
  let text = '';
  for (let i = 0; i < cells.length; ) {
    const cell = cells[i] as Cell;
    const look = (one: Cell | undefined) => `${one?.mark?.event} ${one?.run}`;
    let end = i + 1;
    while (end < cells.length && look(cells[end]) === look(cell)) end++;
    const [sign] = signOf(cell);
    const { label } = cell;
    const named = !cell.mark && label !== '' && label.length + 2 <= end - i;
    const drawn = named ? `${sign}${label}` : '';
    text += ink(drawn.padEnd(end - i, sign), {
      hue: (cell.mark ?? { primitive: cell.held ?? cell.primitive }).primitive?.hue,
      filled: cell.held !== undefined && !cell.mark,
      dim: !cell.held && /^(starting|idle|sleep)$/.test(cell.kind ?? ''),
    });
    i = end;
  }
  return text;
}

function drawCounter({ points }: Counter, axis: Axis, columns: number): string {
  const most = Math.max(1, ...points.map(({ value }) => value));
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
