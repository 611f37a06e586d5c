/** Tells what everybody does and holds at a moment, and what is in the queues. */
import type { Axis } from './axis.ts';
import { isPale, type Lane, type Primitive, type Span, type Timeline } from './model.ts';
import { holdable } from './stretches.ts';
import { type Value, valuesOf } from './values.ts';

/** Something of which one sees how it changes. */
export interface Row {
  name: string;
  /** Undefined for a lane. */
  primitive?: Primitive | undefined;
  /** How it is at a moment, in words. */
  at: (moment: number) => string;
}

/**
 * A row for each lane, and for each primitive that somebody waits for, holds or changes in
 * the part of the timeline that is shown.
 *
 * @param names of the lanes.
 */
export function rowsOf(
  { lanes, ...timeline }: Timeline,
  names: readonly string[],
  { from, to }: Axis,
): Row[] {
  // Of a trace with many thousand events, those that are looked at.
  const shown = lanes.map((lane) => ({
    ...lane,
    spans: lane.spans.filter((span) => span.to >= from && span.from <= to),
    marks: lane.marks.filter(({ at }) => at >= from && at <= to),
  }));
  const values = valuesOf({ lanes, ...timeline });
  const primitives = new Set(
    shown.flatMap(({ spans, marks }) =>
      [...spans, ...marks].flatMap(({ primitive }) =>
        primitive && !/^(Task|Thread|Process)$/.test(primitive.kind) ? [primitive] : [],
      ),
    ),
  );
  return [
    ...lanes.map(({ spans }, i) => {
      const begin = Math.min(...spans.map((span) => span.from));
      return {
        name: names[i] ?? '',
        at: (moment: number) =>
          doing(shown[i]?.spans ?? [], moment) ||
          (moment < begin ? 'not there yet' : 'has ended'),
      };
    }),
    ...[...primitives].map((primitive) => ({
      name: primitive.name,
      primitive,
      at: (moment: number) =>
        condition(primitive, shown, names, values.get(primitive) ?? [], moment),
    })),
  ];
}

const covers = (moment: number) => (span: Span) =>
  span.from <= moment && moment < span.to;

const DOING: Partial<Record<Span['kind'], string>> = {
  sleep: 'sleeps',
  running: 'runs',
  idle: 'has nothing to do',
  starting: 'is starting',
};

function doing(spans: readonly Span[], moment: number): string {
  const now = spans.filter(covers(moment));
  const of = (kind: Span['kind']) => now.findLast((span) => span.kind === kind);
  const [wait, task] = [of('wait'), of('task')];
  const rest = of('sleep') ?? (task ? undefined : now.find(({ kind }) => DOING[kind]));
  const held = now.filter(({ kind }) => kind === 'held');
  const parts = [
    wait &&
      `waits for ${isPale(wait.primitive) ? 'the others at ' : ''}${wait.primitive?.name}`,
    !wait && rest && DOING[rest.kind],
    task && `in ${task.primitive?.name}`,
    held.length > 0 &&
      `holds ${held.map(({ primitive }) => primitive?.name).join(' and ')}`,
  ];
  return parts.filter(Boolean).join(', ');
}

function condition(
  primitive: Primitive,
  lanes: readonly Lane[],
  names: readonly string[],
  values: readonly Value[],
  moment: number,
): string {
  const who = (kind: Span['kind']) =>
    lanes.flatMap(({ spans }, i) =>
      spans.some(
        (span) =>
          span.kind === kind && span.primitive === primitive && covers(moment)(span),
      )
        ? [names[i] ?? '']
        : [],
    );
  const [inside, waiting] = [who('held'), who('wait')];
  const value = lastUntil(values, moment)?.words;
  const isLock = /^R?Lock$/.test(primitive.kind);
  const parts = [
    value,
    inside.length > 0 && `${isLock ? 'held by' : 'inside:'} ${inside.join(', ')}`,
    isLock && inside.length === 0 && 'free',
    waiting.length > 0 && `waiting: ${waiting.join(', ')}`,
  ];
  const words = parts.filter(Boolean).join('; ');
  const isInside = holdable(primitive.kind) && !isPale(primitive);
  return words || (isInside ? 'nobody inside' : 'nobody waits');
}

/** The last of many that was not later. */
function lastUntil(values: readonly Value[], moment: number): Value | undefined {
  let [from, to] = [0, values.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((values[middle]?.at ?? 0) <= moment) from = middle + 1;
    else to = middle;
  }
  return values[from - 1];
}
