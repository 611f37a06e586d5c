/** The pictures of modules/README.md. */
import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { print, writeLine } from '../../../modules/core/print.ts';
import { root, selectLessons } from '../lessons.ts';
import { type Axis, axisOf, axisThrough, type Window } from './axis.ts';
import type { Span, Timeline } from './model.ts';
import { record } from './record.ts';
import { drawSvg } from './svg.ts';

interface Picture {
  lesson: string;
  title: string;
  width?: number;
  /** What of it is shown; by default all, but for what is long and empty. */
  axis?: (timeline: Timeline) => Axis;
}

/** Three that stand side by side. */
const NARROW = 460;

const PICTURES: Record<string, Picture> = {
  race: {
    lesson: '04a/race-condition',
    title: 'A race, and a lock',
    axis: (timeline) => equally(timeline, [meetings(timeline), turns(timeline)]),
  },
  lock: { lesson: '04a/lock-scope', title: 'A lock held for long, and for a moment' },
  semaphore: { lesson: '04a/semaphore', title: 'A semaphore with two permits' },
  queue: {
    lesson: '04a/bounded-queue',
    title: 'A producer, a queue with room for three, a consumer',
    axis: (timeline) => equally(timeline, [filling(timeline), emptying(timeline)]),
  },
  deadlock: {
    lesson: '04a/deadlock',
    title: 'A deadlock',
    axis: (timeline) => equally(timeline, [circle(timeline)]),
  },
  gather: { lesson: '04c/gather', title: 'gather', width: NARROW },
  threads: { lesson: '04a/many-threads', title: 'Threads', width: NARROW },
  processes: {
    lesson: '04b/many-processes',
    title: 'Processes',
    width: NARROW,
    axis: (timeline) => axisThrough([[0, timeline.end]]),
  },
};

/** Runs the lessons and draws their pictures into modules/gallery; returns an exit code. */
export async function drawGallery(): Promise<number> {
  const folder = resolve(root, 'modules/gallery');
  await mkdir(folder, { recursive: true });
  let failed = 0;
  for (const [name, { lesson: word, title, width, axis }] of Object.entries(PICTURES)) {
    const [lesson] = await selectLessons([word]);
    if (!lesson) continue;
    const { timeline, problem } = await record(lesson);
    if (problem) {
      writeLine(2, `${lesson.name} ${problem}: its picture stays as it was.`);
      failed++;
      continue;
    }
    const svg = drawSvg(timeline, axis?.(timeline) ?? axisOf(timeline), {
      title,
      subtitle: lesson.name,
      width,
    });
    await writeFile(resolve(folder, `${name}.svg`), svg);
    print(`modules/gallery/${name}.svg`);
  }
  return failed === 0 ? 0 : 1;
}

/** An axis that gives each window the same room; all of it when one of them is empty. */
function equally(timeline: Timeline, windows: (Window | undefined)[]): Axis {
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
function meetings(timeline: Timeline): Window | undefined {
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
function turns({ lanes }: Timeline): Window | undefined {
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

/** The first puts, up to the one that has to wait. */
function filling(timeline: Timeline): Window | undefined {
  const [puts, waits] = [marks(timeline, 'put'), queueWaits(timeline)];
  return around([...puts.slice(0, 3), ...waits.slice(0, 1).map(({ from }) => from)], 0.6);
}

/** From the first get to the last one. */
function emptying(timeline: Timeline): Window | undefined {
  return around(marks(timeline, 'get'), 0.12);
}

const queueWaits = (timeline: Timeline) =>
  spansOf(
    timeline,
    ({ kind, primitive }) => kind === 'wait' && primitive?.kind === 'Queue',
  );

const marks = ({ lanes }: Timeline, wanted: string) =>
  lanes
    .flatMap(({ marks }) => marks.filter(({ event }) => event === wanted))
    .map(({ at }) => at)
    .sort((a, b) => a - b);

/** From the moment at which nobody can go on, until all have given back everything. */
function circle(timeline: Timeline): Window | undefined {
  const [cycle] = timeline.cycles;
  if (!cycle) return undefined;
  const holds = spansOf(timeline, ({ kind }) => kind === 'held');
  const taken = holds.filter(({ from, to }) => from <= cycle.from && to >= cycle.to);
  const from = Math.max(...taken.map((hold) => hold.from));
  return around([from, ...holds.map(({ to }) => to)], 0.15);
}
