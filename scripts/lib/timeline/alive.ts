/** A picture as data: with it a reader may point at its bars, and go through its events. */
import type { Axis } from './axis.ts';
import { hueIndex } from './colours.ts';
import type { Mark, Span, Timeline } from './model.ts';
import { rowsOf } from './state.ts';
import { Words } from './steps.ts';
import type { Drawing } from './svg.ts';
import { round } from './svg-parts.ts';
import { clock, nameOf } from './tell.ts';

/** What is fetched beside a picture. Places and sizes are in its pixels. */
export interface Alive {
  width: number;
  height: number;
  /** Where the lanes begin and end. */
  top: number;
  bottom: number;
  /** Lies upon the ones before it. */
  bars: Bar[];
  /** Who and what changes: the lanes come first, and have no hue. */
  rows: { name: string; hue?: number }[];
  steps: Step[];
}

export interface Bar {
  box: [x: number, y: number, width: number, height: number];
  /** Which of the rows. */
  lane: number;
  /** `waited 10 ms for door, until Ann gave it back` */
  words: string;
}

interface Step {
  x: number;
  /** Which of the bars shows it, if any does. */
  bar?: number;
  words: string;
  /** What the rows say from now on, those that have changed. */
  now: [row: number, words: string][];
}

/** @param drawing of that timeline. */
export function aliveOf(timeline: Timeline, axis: Axis, drawing: Drawing): Alive {
  const { lanes } = timeline;
  const names = lanes.map((lane) => nameOf(lane, lanes));
  const words = new Words(timeline, names, axis);
  const bars: Bar[] = [];
  const indices = new Map<Span | Mark, number>();
  const laneOf = new Map<Span | Mark, number>(
    lanes.flatMap(({ spans, marks }, i) => [...spans, ...marks].map((of) => [of, i])),
  );
  for (const [of, { x, y, width, height }] of drawing.boxes) {
    const lane = laneOf.get(of) ?? 0;
    indices.set(of, bars.length);
    const box: Bar['box'] = [x, y, width, height];
    bars.push({ box, lane, words: 'at' in of ? words.mark(of) : words.span(of, lane) });
  }
  const rows = rowsOf(timeline, names, axis);
  const said = rows.map(() => '');
  const steps = words.steps().map(({ at, of, words }): Step => {
    const now = rows.flatMap((row, i): Step['now'] => {
      const words = row.at(at);
      if (words === said[i]) return [];
      said[i] = words;
      return [[i, words]];
    });
    const bar = indices.get(of);
    const told = `At ${clock(at - axis.from)}, ${words}.`;
    return {
      x: round(drawing.x(at)),
      ...(bar === undefined ? {} : { bar }),
      words: told,
      now,
    };
  });
  const { width, height, top, bottom } = drawing;
  return {
    width,
    height,
    top,
    bottom: round(bottom),
    bars,
    rows: rows.map(({ name, primitive }) =>
      primitive ? { name, hue: hueIndex(primitive) } : { name },
    ),
    steps,
  };
}
