/** Where on the picture a moment lies. */
import type { Span, Timeline } from './model.ts';

/** A piece of the time axis, with a scale of its own. */
export interface Piece {
  from: number;
  to: number;
  /** Where it begins and ends on the picture, of 0 to 1. */
  start: number;
  end: number;
  /** A stretch that is shortened, and of which nothing can be read off. */
  cut: boolean;
}

/** A part of the trace that is shown, in milliseconds since it began. */
export type Window = readonly [from: number, to: number];

export interface Axis {
  pieces: Piece[];
  from: number;
  to: number;
  /** Of 0 to 1; moments before and after lie on its edges. */
  place: (at: number) => number;
  /** What else is to be said of the picture. */
  notes: string[];
}

/** More events than this are too many for a picture. */
const MAX_MOMENTS = 2000;

/** How much of the picture a shortened stretch gets. */
const CUT = 0.035;

/**
 * @param options.from what comes before is not shown.
 * @param options.to what comes after is not shown.
 */
export function axisOf(
  timeline: Timeline,
  {
    from = 0,
    to = timeline.end,
  }: { from?: number | undefined; to?: number | undefined } = {},
): Axis {
  const shown = timeline.moments.filter((at) => at >= from && at <= to);
  const last = shown[MAX_MOMENTS];
  const end = Math.max(last ?? to, from + 0.001);
  const quiet = quietStretches(timeline).flatMap(([begin, over]): Window[] => {
    const [left, right] = [Math.max(begin, from), Math.min(over, end)];
    return right - left > Math.max((end - from) * 0.1, 20) ? [[left, right]] : [];
  });
  const windows: Window[] = [];
  let begin = from;
  for (const [left, right] of [...quiet, [end, end] as const]) {
    if (left > begin) windows.push([begin, left]);
    begin = right;
  }
  const axis = axisThrough(windows.length > 0 ? windows : [[from, end]], {
    from,
    to: end,
  });
  if (last !== undefined) {
    const next = Math.floor(last);
    axis.notes.push(
      `The first ${MAX_MOMENTS} of ${shown.length} events; --from ${next} shows what follows.`,
    );
  }
  return axis;
}

/**
 * An axis that shows some windows of a trace and shortens what lies between.
 *
 * @param options.from where it begins: by default with the first window.
 * @param options.to where it ends.
 * @param options.equal whether all windows get the same room, or each by its duration.
 */
export function axisThrough(
  windows: readonly Window[],
  {
    from = windows[0]?.[0] ?? 0,
    to = windows.at(-1)?.[1] ?? 0,
    equal = false,
  }: { from?: number; to?: number; equal?: boolean } = {},
): Axis {
  const lengths = windows.map(([left, right]) => (equal ? 1 : right - left));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const bounds = [from, ...windows.flat(), to];
  const cuts = bounds.filter((at, i) => i % 2 === 0 && at < (bounds[i + 1] ?? at)).length;
  const pieces: Piece[] = [];
  let start = 0;
  for (const [i, left] of bounds.slice(0, -1).entries()) {
    const right = bounds[i + 1] ?? left;
    const cut = i % 2 === 0;
    if (right <= left) continue;
    const room = cut ? CUT : ((lengths[(i - 1) / 2] ?? 0) / total) * (1 - cuts * CUT);
    pieces.push({ from: left, to: right, start, end: start + room, cut });
    start += room;
  }
  return { pieces, from, to, place: (at) => placeOn(pieces, at), notes: [] };
}

function placeOn(pieces: readonly Piece[], at: number): number {
  const piece = pieces.find(({ to }) => at <= to);
  if (!piece) return 1;
  const { from, to, start, end } = piece;
  return start + (Math.max(at - from, 0) / (to - from)) * (end - start);
}

/** Whether a moment lies where something can be read off. */
export function isShown({ pieces }: Axis, at: number): boolean {
  return pieces.some(({ from, to, cut }) => !cut && from <= at && at <= to);
}

export function isPartlyShown({ pieces }: Axis, { from, to }: Span): boolean {
  return pieces.some((piece) => !piece.cut && from <= piece.to && to >= piece.from);
}

/** When nobody does anything, because threads or processes are starting. */
function quietStretches({ lanes, end }: Timeline): Window[] {
  const busy = lanes
    .flatMap(({ spans }) => spans.filter(({ kind }) => !/^(starting|idle)$/.test(kind)))
    .sort((a, b) => a.from - b.from);
  const firsts = lanes.flatMap(({ spans }) => spans.slice(0, 1));
  const quiet: Window[] = [];
  let until = 0;
  for (const { from, to } of [...busy, { from: end, to: end }]) {
    // Up to the last one that comes: what follows is no start, and is shown.
    const starts = firsts
      .map((span) => (span.kind === 'starting' ? Math.min(span.to, from) : span.from))
      .filter((at) => at > until && at <= from);
    if (starts.length > 0) quiet.push([until, Math.max(...starts)]);
    until = Math.max(until, to);
  }
  return quiet;
}

/** Round times for the marks of an axis: in each piece about so many. */
export function ticksOf(axis: Axis, count: number): { at: number; label: string }[] {
  return axis.pieces
    .filter(({ cut }) => !cut)
    .flatMap(({ from, to, start, end }) => {
      const rough = (to - from) / Math.max(count * (end - start), 1);
      const power = 10 ** Math.floor(Math.log10(rough));
      const step = power * ([1, 2, 5, 10].find((n) => n * power >= rough) ?? 10);
      const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
      const first = Math.ceil((from - axis.from) / step - 1e-9);
      const ticks: { at: number; label: string }[] = [];
      for (let n = first; axis.from + n * step <= to + step * 1e-6; n++) {
        const ms = n * step;
        ticks.push({ at: axis.from + ms, label: ms.toFixed(digits) });
      }
      return ticks;
    });
}

/** A time in words: `1.25 s`, `310 ms`, `0.4 ms`. */
export function duration(ms: number): string {
  if (ms >= 995) return `${(ms / 1000).toFixed(2)} s`;
  if (ms < 0.05) return 'less than 0.1 ms';
  return ms >= 10 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;
}
