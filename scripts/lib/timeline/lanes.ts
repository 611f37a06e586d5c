/** Turns what a thread did into rows of the picture. */
import type { TraceEvent } from '../trace.ts';
import type { Lane, Span } from './model.ts';
import type { Part, Story } from './story.ts';
import { holdable, type Stretch, stretchesOf } from './stretches.ts';
import { overlap, rowsOf } from './tasks.ts';

export interface Lanes {
  lanes: Lane[];
  /** The index of the lane in which a thread's event stands. */
  laneOf: (part: Part, index: number) => number;
}

export function lanesOf(story: Story): Lanes {
  const lanes: Lane[] = [];
  const places = new Map<Part, Map<number, number>>();
  for (const part of story.parts) {
    const found = stretchesOf(part.events);
    const own = [...found.own];
    const rows = rowsOf(part.events, found);
    // A single row that never gets in the way of the thread's own waits joins them.
    if (rows.length === 1 && rows[0] && !overlap(rows[0], own))
      own.push(...rows.splice(0).flat());

    const place = new Map<number, number>([[-1, lanes.length]]);
    places.set(part, place);
    const { tasks } = found;
    const spans = [
      ...base(story, part, own, tasks),
      ...[...own, ...tasks].map((one) => spanOf(part, one)),
    ];
    lanes.push(laneFor(part, 0, spans));
    for (const [i, row] of rows.entries()) {
      for (const { first, last } of row) {
        place.set(first, lanes.length).set(last, lanes.length);
      }
      const task = row.map((stretch) => spanOf(part, stretch));
      lanes.push(laneFor(part, i + 1, task));
    }
    for (const { event, index } of marksIn(part, found)) {
      const lane = lanes[place.get(index) ?? place.get(-1) ?? 0];
      lane?.marks.push({
        at: event.at,
        event: event.event,
        primitive: part.primitive(event),
        memory: event.memory,
      });
    }
  }
  return {
    lanes,
    laneOf: (part, index) =>
      places.get(part)?.get(index) ?? places.get(part)?.get(-1) ?? 0,
  };
}

function laneFor(part: Part, task: number, spans: Span[]): Lane {
  const { pid, thread } = part;
  spans.sort((a, b) => a.from - b.from || b.to - a.to);
  nest(spans.filter(({ kind }) => kind === 'held'));
  nest(spans.filter(({ kind }) => kind === 'task'));
  const name = task === 0 ? part.name : `task ${task}`;
  return { name, pid, thread, task, spans, marks: [] };
}

/** What the thread did between its waits: it ran, or its event loop had nothing to do. */
function base(
  story: Story,
  part: Part,
  own: readonly Stretch[],
  tasks: readonly Stretch[],
): Span[] {
  const { events } = part;
  const paused = new Set<number>();
  for (const { kind, first, last } of own) {
    for (let i = first; kind !== 'held' && i < last; i++) paused.add(i);
  }
  const spans: Span[] = [];
  const add = (kind: Span['kind'], from: number, to: number) => {
    const before = spans.at(-1);
    if (before?.kind === kind && before.to === from) before.to = to;
    else spans.push({ kind, from, to, depth: 0 });
  };

  // A pool's worker, or a process, begins with its first task.
  const ready = events.findIndex(({ kind }) => kind === 'Task');

  const [begin, second] = events;
  const start = startOf(story, part);
  if (begin && start !== undefined) add('starting', start, begin.at);
  for (const [i, event] of events.entries()) {
    const next = events[i + 1];
    if (!next || paused.has(i)) continue;
    // Who has nothing but tasks to do waits for them, also where its event loop is blocked.
    const awaits = ready >= 0 && !tasks.some(({ first, last }) => first <= i && i < last);
    const idle = awaits || mostlyIdle(event, next);
    // A thread that has not done anything yet waits for its modules to be loaded.
    const loads =
      i < ready || (idle && i === 0 && part.thread > 0 && second?.event !== 'end');
    add(loads ? 'starting' : idle ? 'idle' : 'running', event.at, next.at);
  }
  return spans;
}

function mostlyIdle(event: TraceEvent, next: TraceEvent): boolean {
  if (event.idle === undefined || next.idle === undefined) return false;
  return next.idle - event.idle > (next.at - event.at) / 2;
}

/** When the thread was started: the n-th of its name by the n-th start of that name. */
export function startOf({ parts, moments }: Story, part: Part): number | undefined {
  const name = part.events[0]?.name;
  const same = parts.filter(
    ({ pid, thread, events }) =>
      pid === part.pid && thread > 0 && events[0]?.name === name,
  );
  const starts = moments.filter(
    ({ event, part: by }) =>
      event.event === 'start' && event.name === name && by.pid === part.pid,
  );
  return starts[same.indexOf(part)]?.event.at;
}

function spanOf(part: Part, { kind, first, last }: Stretch): Span {
  const [from, to] = [part.events[first], part.events[last]];
  return {
    kind,
    from: from?.at ?? 0,
    to: to?.at ?? 0,
    primitive: from && part.primitive(from),
    depth: 0,
    ms: kind === 'sleep' ? from?.level : undefined,
  };
}

/** What was taken while something else was held lies inside it. */
function nest(holds: Span[]): void {
  const ends: number[] = [];
  for (const hold of holds) {
    const free = ends.findIndex((end) => end <= hold.from);
    hold.depth = free < 0 ? ends.length : free;
    ends[hold.depth] = hold.to;
  }
}

/** The events that last no time, permits given and taken across threads included. */
function marksIn({ events }: Part, found: ReturnType<typeof stretchesOf>) {
  const held = found.own.filter(({ kind }) => kind === 'held');
  const inPairs = new Set([
    ...held.flatMap(({ first, last }) => [first, last]),
    ...found.acquires,
    ...found.releases,
  ]);
  return events
    .map((event, index) => ({ event, index }))
    .filter(({ event, index }) =>
      holdable(event.kind)
        ? /^(acquire|release)$/.test(event.event) && !inPairs.has(index)
        : /^(put|get|set|clear|notify|read|write)$/.test(event.event),
    );
}
