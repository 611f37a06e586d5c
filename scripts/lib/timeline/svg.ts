/** Draws a timeline as an SVG that stands alone and follows the reader's light or dark. */

import { wrap } from '../wrap.ts';
import { type Axis, duration, isShown, ticksOf } from './axis.ts';
import { drawnCounters } from './flows.ts';
import type { Timeline } from './model.ts';
import { CYCLE_GAP, drawArrows, drawCycle, shownArrows } from './svg-arrows.ts';
import { drawCounter } from './svg-counter.ts';
import { drawLane } from './svg-lane.ts';
import { drawLegend } from './svg-legend.ts';
import {
  element,
  escaped,
  round,
  type Sheet,
  styles,
  text,
  textWidth,
} from './svg-parts.ts';
import { tell } from './tell.ts';

export interface SvgOptions {
  title: string;
  /** Stands beside the title; by default how long it took. */
  subtitle?: string;
  /** In what the axis counts: milliseconds, or steps that have numbers. Default: 'ms'. */
  unit?: 'ms' | 'steps';
  /** In pixels. Default: 960. */
  width?: number | undefined;
  /** Whether to show how many items and permits there were. Default: true. */
  counters?: boolean | undefined;
}

/** A picture, and where on it things lie, in its pixels. */
export interface Drawing extends Pick<Sheet, 'boxes' | 'x'> {
  svg: string;
  width: number;
  height: number;
  /** Where the lanes begin and end. */
  top: number;
  bottom: number;
}

const MARGIN = 18;
const THREAD = 26;
const TASK = 20;
const COUNTER = 30;

/** Where the lines of the axis begin. */
const TOP = 66;

export function drawSvg(timeline: Timeline, axis: Axis, options: SvgOptions): string {
  return drawing(timeline, axis, options).svg;
}

export function drawing(timeline: Timeline, axis: Axis, options: SvgOptions): Drawing {
  const { title, unit = 'ms', width = 960 } = options;
  const counters = options.counters === false ? [] : drawnCounters(timeline.counters);
  const labels = timeline.lanes.map(({ name }) => textWidth(name, 12.5) + 4);
  for (const { primitive } of counters) labels.push(textWidth(primitive.name, 12.5));
  const left = MARGIN + Math.min(Math.max(...labels, 60), width * 0.28) + 10;
  const sheet: Sheet = {
    left,
    right: width - MARGIN,
    axis,
    x: (at) => left + axis.place(at) * (width - MARGIN - left),
    unit,
    used: new Set(),
    primitives: new Set(),
    boxes: new Map(),
  };

  const cycles = timeline.cycles.filter(({ from }) => isShown(axis, from));
  const arrows = shownArrows(timeline.flows, axis);
  // Arrows that go far between two lanes need room there.
  const gap =
    cycles.length > 0 ? CYCLE_GAP : arrows.some(({ what }) => what === 'item') ? 24 : 12;

  // Where each lane lies: the rows of a thread close together, processes apart.
  let y = 80;
  const places = timeline.lanes.map(({ task, pid }, i) => {
    const before = timeline.lanes[i - 1];
    if (before) y += task > 0 ? 5 : before.pid !== pid ? gap + 6 : gap;
    const height = task > 0 ? TASK : THREAD;
    y += height;
    return { top: y - height, height };
  });
  const lanes = timeline.lanes.map((lane, i) =>
    drawLane(lane, places[i] ?? { top: 0, height: 0 }, sheet),
  );
  const counted = counters.map((counter) => {
    y += 14;
    const drawn = drawCounter(counter, { top: y, height: COUNTER }, sheet);
    y += COUNTER;
    return drawn;
  });
  const bottom = y + 8;
  const drawnArrows = drawArrows(arrows, places, sheet);
  const legend = drawLegend(sheet, bottom + 26, MARGIN);
  const room = Math.floor((width - 2 * MARGIN) / 6.4);
  const notes = [...timeline.notes, ...axis.notes].flatMap((note) => wrap(note, room));
  const noted = notes.map((note, i) =>
    text(MARGIN, legend.bottom + 20 + i * 17, note, 'note'),
  );
  // A schedule's steps are told in its notes.
  const words =
    unit === 'steps' ? timeline.notes.join('\n') : tell(timeline, axis, title);
  const height = Math.round(legend.bottom + notes.length * 17 + 16);

  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title" aria-describedby="words">`,
    element('title', { id: 'title' }, escaped(title)),
    element('desc', { id: 'words' }, escaped(words)),
    styles(sheet.used),
    element('rect', { class: 'paper', width, height, rx: 8 }),
    text(MARGIN, 30, title, 'title'),
    text(
      width - MARGIN,
      30,
      options.subtitle ?? duration(axis.to - axis.from),
      'muted end',
    ),
    drawAxis(sheet, bottom),
    ...lanes,
    ...counted,
    drawCuts(sheet, bottom),
    ...drawnArrows,
    ...cycles.map((cycle) => drawCycle(cycle, places, sheet)),
    legend.drawn,
    ...noted,
    '</svg>',
    '',
  ].join('\n');
  const { boxes, x } = sheet;
  return { svg, boxes, x, width, height, top: TOP, bottom };
}

function drawAxis({ axis, left, right, x, unit }: Sheet, bottom: number): string {
  const words: string[] = [];
  const taken: [from: number, to: number][] = [];
  // A number that would lie on another one, or beyond the edge, is left out.
  const write = (at: number, label: string) => {
    const half = textWidth(label, 11) / 2;
    const [from, to] = [at - half, at + half];
    if (to > right + 12 || taken.some((one) => from < one[1] + 6 && to > one[0] - 6))
      return;
    taken.push([from, to]);
    words.push(text(at, 60, label, 'tick'));
  };
  for (const { from, to, cut } of axis.pieces) {
    if (cut) write((x(from) + x(to)) / 2, `… ${duration(to - from)}`);
  }
  let ticks = ticksOf(axis, (right - left) / (unit === 'ms' ? 90 : 30));
  // There is no half a step, and none before the first one.
  if (unit === 'steps') ticks = ticks.filter(({ at }) => at > 0 && Number.isInteger(at));
  for (const { at, label } of ticks) {
    write(x(at), unit === 'ms' ? `${label} ms` : `${at}`);
  }
  const lines = ticks.map(({ at }) => `M${round(x(at))} ${TOP}V${round(bottom)}`);
  return element('path', { class: 'grid', d: lines.join('') }) + words.join('');
}

/** What is shortened is covered by a torn strip. */
function drawCuts({ axis, x }: Sheet, bottom: number): string {
  return axis.pieces
    .filter(({ cut }) => cut)
    .map(({ from, to }) => {
      const [left, right] = [round(x(from)), round(x(to))];
      const [y, height] = [TOP, round(bottom - TOP)];
      const strip = { class: 'cut', x: left, y, width: round(right - left), height };
      const edges = `M${left} ${y}v${height}M${right} ${y}v${height}`;
      return element('rect', strip) + element('path', { class: 'torn', d: edges });
    })
    .join('');
}
