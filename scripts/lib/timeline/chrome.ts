/** Writes a timeline as Chrome trace events, which ui.perfetto.dev and chrome://tracing open. */
import type { Flow, Lane, Span, Timeline } from './model.ts';

/** See "Trace Event Format"; times are microseconds. */
export interface ChromeEvent {
  ph: 'M' | 'X' | 'b' | 'e' | 'i' | 's' | 'f' | 'C';
  name: string;
  cat?: string;
  pid: number;
  tid?: number;
  ts?: number;
  dur?: number;
  id?: number;
  bp?: 'e';
  s?: 't';
  args?: Record<string, string | number>;
}

export interface ChromeTrace {
  traceEvents: ChromeEvent[];
  displayTimeUnit: 'ms';
  otherData: { notes: string };
}

export function chromeTrace({ lanes, flows, counters, notes }: Timeline): ChromeTrace {
  const events = [
    ...processNames(lanes),
    ...lanes.flatMap((lane, i) => [...laneNames(lanes, lane, i), ...slices(lane, i)]),
    ...flows.flatMap((flow, i) => arrow(flow, i, lanes)),
    ...counters.flatMap(({ primitive, pid, points }) =>
      points.map(({ at, value }): ChromeEvent => {
        const args = { [/Semaphore$/.test(primitive.kind) ? 'permits' : 'items']: value };
        return { ph: 'C', name: primitive.name, pid, ts: micros(at), args };
      }),
    ),
  ];
  // In the order of their times, and of two that begin at once the longer one first.
  events.sort((a, b) => (a.ts ?? -1) - (b.ts ?? -1) || (b.dur ?? 0) - (a.dur ?? 0));
  return {
    traceEvents: events,
    displayTimeUnit: 'ms',
    otherData: { notes: notes.join(' ') },
  };
}

const micros = (ms: number) => Math.round(ms * 1e6) / 1e3;

function processNames(lanes: readonly Lane[]): ChromeEvent[] {
  const pids = [...new Set(lanes.map(({ pid }) => pid))];
  return pids.flatMap((pid, i): ChromeEvent[] => [
    {
      ph: 'M',
      name: 'process_name',
      pid,
      args: { name: i ? `process ${i}` : 'program' },
    },
    { ph: 'M', name: 'process_sort_index', pid, args: { sort_index: i } },
  ]);
}

function laneNames(lanes: readonly Lane[], lane: Lane, index: number): ChromeEvent[] {
  const { pid, thread, task } = lane;
  const own = lanes.find((one) => one.pid === pid && one.thread === thread)?.name;
  const name = task > 0 ? `${own} · ${lane.name}` : lane.name;
  const tid = index + 1;
  return [
    { ph: 'M', name: 'thread_name', pid, tid, args: { name } },
    { ph: 'M', name: 'thread_sort_index', pid, tid, args: { sort_index: index } },
  ];
}

/** What the lane does, as slices that lie in each other, and what happens, as instants. */
function slices(lane: Lane, index: number): ChromeEvent[] {
  const place = { pid: lane.pid, tid: index + 1 };
  const events: ChromeEvent[] = [];
  const nested: Span[] = [];
  const frames = lane.spans.filter(({ kind }) => kind === 'held' || kind === 'task');
  for (const span of lane.spans.filter(({ kind }) => kind !== 'idle')) {
    const of = { name: nameOf(span), cat: span.kind, ...place };
    const pieces = span.kind === 'running' ? split(span, frames) : [span];
    // Slices of one track may not cross each other: such a lock gets a track of its own.
    if (span.kind === 'held' && nested.some((other) => cross(span, other))) {
      const id = index * 1e6 + events.length;
      events.push({ ph: 'b', ...of, id, ts: micros(span.from) });
      events.push({ ph: 'e', ...of, id, ts: micros(span.to) });
      continue;
    }
    if (span.kind !== 'running') nested.push(span);
    for (const { from, to } of pieces) {
      events.push({ ph: 'X', ...of, ts: micros(from), dur: micros(to - from) });
    }
  }
  for (const { at, event, primitive } of lane.marks) {
    const name = `${event} ${primitive?.name ?? ''}`.trim();
    events.push({ ph: 'i', name, cat: event, ...place, ts: micros(at), s: 't' });
  }
  return events;
}

function nameOf({ kind, primitive, ms }: Span): string {
  if (kind === 'held' || kind === 'task') return `${primitive?.name}`;
  if (kind === 'wait') return `waits for ${primitive?.name}`;
  return kind === 'sleep' && ms !== undefined ? `sleep ${ms} ms` : kind;
}

const cross = (a: Span, b: Span) =>
  (a.from < b.from && b.from < a.to && a.to < b.to) ||
  (b.from < a.from && a.from < b.to && b.to < a.to);

/** A span in pieces that end where some others begin or end. */
function split(
  { from, to }: Span,
  others: readonly Span[],
): { from: number; to: number }[] {
  const cuts = others
    .flatMap((other) => [other.from, other.to])
    .filter((at) => at > from && at < to)
    .sort((a, b) => a - b);
  const bounds = [from, ...cuts, to];
  return bounds.slice(1).map((end, i) => ({ from: bounds[i] ?? from, to: end }));
}

function arrow({ what, from, to, primitive }: Flow, id: number, lanes: readonly Lane[]) {
  const name = `${what} ${primitive?.name ?? ''}`.trim();
  const end = (ph: 's' | 'f', { lane, at }: Flow['from']): ChromeEvent => {
    const place = { pid: lanes[lane]?.pid ?? 0, tid: lane + 1, ts: micros(at) };
    return { ph, name, cat: what, id, ...place, ...(ph === 'f' ? { bp: 'e' } : {}) };
  };
  return [end('s', from), end('f', to)];
}
