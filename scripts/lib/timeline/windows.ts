/** Which parts of the gallery's lessons are worth a look. */
import { type Axis, axisOf, axisThrough, type Window } from './axis.ts';
import type { Span, Timeline } from './model.ts';

/** An axis that gives each window the same room; all of it when one of them is empty. */
export function equally(timeline: Timeline, windows: (Window | undefined)[]): Axis {
  const shown = windows.filter((window) => window !== undefined);
  if (shown.length < windows.length) return axisOf(timeline);
  return axisThrough(shown, { equal: true });
}

/** A window around some moments, with a little room on both sides. */
function around(moments: number[], room: number): Window | undefined {
  if (moments.length === 0) return undefined;
  const [from, to] = [Math.min(...moments), Math.max(...moments)];
  return [from - (to - from) * room, to + (to - from) * room];
}

const spansOf = ({ lanes }: Timeline, wanted: (span: Span) => boolean) =>
  lanes.flatMap(({ spans }) => spans.filter(wanted)).sort((a, b) => a.from - b.from);

/** The shortest time in which two threads met at a barrier four times. */
export function meetings(timeline: Timeline): Window | undefined {
  const waits = spansOf(
    timeline,
    ({ kind, primitive }) => kind === 'wait' && primitive?.kind === 'Barrier',
  );
  const runs = waits.slice(0, -8).map((_, i) => waits.slice(i + 1, i + 9));
  const lengths = runs.map((run) => (run.at(-1)?.to ?? 0) - (run[0]?.from ?? 0));
  const shortest = runs[lengths.indexOf(Math.min(...lengths))] ?? [];
  return around(
    shortest.flatMap(({ from, to }) => [from, to]),
    0.05,
  );
}

/** Some ten turns with a lock, where it changes hands most. */
export function turns({ lanes }: Timeline): Window | undefined {
  const holds = lanes
    .flatMap(({ spans }, lane) =>
      spans.filter(({ kind }) => kind === 'held').map((span) => ({ lane, span })),
    )
    .sort((a, b) => a.span.from - b.span.from);
  const runs = holds.slice(0, -10).map((_, i) => holds.slice(i, i + 10));
  const changes = runs.map(
    (run) => run.filter(({ lane }, i) => i > 0 && lane !== run[i - 1]?.lane).length,
  );
  const most = runs[changes.indexOf(Math.max(...changes))] ?? [];
  return around(
    most.flatMap(({ span }) => [span.from, span.to]),
    0.02,
  );
}

/** The two times in which there are sleepers: before the longest gap between them, and after. */
export function sleeps(timeline: Timeline): (Window | undefined)[] {
  const all = spansOf(timeline, ({ kind }) => kind === 'sleep');
  const gaps = all.slice(1).map(({ from }, i) => from - (all[i]?.to ?? 0));
  const second = gaps.indexOf(Math.max(...gaps)) + 1;
  return [all.slice(0, second), all.slice(second)].map((part) =>
    around(
      part.flatMap(({ from, to }) => [from, to]),
      0.08,
    ),
  );
}

/** Until all have given back what they held, and a little longer. */
export function untilNobodyIsInside(timeline: Timeline): Axis {
  const holds = spansOf(timeline, ({ kind }) => kind === 'held');
  if (holds.length === 0) return axisOf(timeline, {});
  return axisOf(timeline, { to: Math.max(...holds.map(({ to }) => to)) + 5 });
}

/** The first puts, up to the one that has to wait. */
export function filling(timeline: Timeline): Window | undefined {
  const waits = spansOf(
    timeline,
    ({ kind, primitive }) => kind === 'wait' && primitive?.kind === 'Queue',
  );
  const [longest] = waits.toSorted((a, b) => b.to - b.from - (a.to - a.from));
  const puts = marks(timeline, 'put').filter((at) => longest && at < longest.from);
  return around([...puts, ...(longest ? [longest.from] : [])], 0.4);
}

/** From the first get to the last one. */
export function emptying(timeline: Timeline): Window | undefined {
  return around(marks(timeline, 'get'), 0.12);
}

const marks = ({ lanes }: Timeline, wanted: string) =>
  lanes
    .flatMap(({ marks }) => marks.filter(({ event }) => event === wanted))
    .map(({ at }) => at)
    .sort((a, b) => a - b);

/** From the moment at which nobody can go on, until all have given back everything. */
export function circle(timeline: Timeline): Window | undefined {
  const [cycle] = timeline.cycles;
  if (!cycle) return undefined;
  const holds = spansOf(timeline, ({ kind }) => kind === 'held');
  const taken = holds.filter(({ from, to }) => from <= cycle.from && to >= cycle.to);
  const from = Math.max(...taken.map((hold) => hold.from));
  return around([from, ...holds.map(({ to }) => to)], 0.15);
}
