/** The pictures of modules/README.md. */
import { resolve } from 'node:path';
import { print, writeLine } from '../../../modules/core/print.ts';
import { type Lesson, root, selectLessons } from '../lessons.ts';
import { save, UsageError } from '../usage.ts';
import { type Axis, axisOf, axisThrough } from './axis.ts';
import type { Primitive, Timeline } from './model.ts';
import { record } from './record.ts';
import { drawSvg } from './svg.ts';
import {
  circle,
  emptying,
  equally,
  filling,
  meetings,
  sleeps,
  turns,
  untilNobodyIsInside,
} from './windows.ts';

interface Picture {
  lesson: string;
  title: string;
  width?: number;
  /** The one kind of primitives of which all is shown; by default each of them. */
  about?: string;
  /** What of it is shown; by default all, except for what is long and empty. */
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
  semaphore: {
    lesson: '04a/semaphore',
    title: 'A semaphore: two permits, then three',
    axis: untilNobodyIsInside,
  },
  readers: {
    lesson: '04a/read-write-lock',
    title: 'A writer among readers, who comes last, and first',
    about: 'Condition',
    axis: (timeline) => equally(timeline, sleeps(timeline)),
  },
  queue: {
    lesson: '04a/bounded-queue',
    title: 'A producer, a queue with room for three, a consumer',
    about: 'Queue',
    axis: (timeline) => equally(timeline, [filling(timeline), emptying(timeline)]),
  },
  deadlock: {
    lesson: '04a/deadlock',
    title: 'A deadlock',
    axis: (timeline) => equally(timeline, [circle(timeline)]),
  },
  gather: { lesson: '04c/gather', title: 'Tasks', width: NARROW },
  threads: {
    lesson: '04a/many-threads',
    title: 'Threads',
    width: NARROW,
    axis: ({ end }) => axisThrough([[0, end]]),
  },
  process: {
    lesson: '04b/start-join',
    title: 'A process',
    width: NARROW,
    axis: ({ end }) => axisThrough([[0, end]]),
  },
};

/** How often each lesson is run: the shortest run is the one that was disturbed least. */
const RUNS = 3;

/**
 * Runs the lessons and draws their pictures into modules/gallery.
 *
 * @param names which of the pictures; none for all.
 * @returns an exit code.
 */
export async function drawGallery(names: string[]): Promise<number> {
  for (const name of names) {
    if (name in PICTURES) continue;
    const known = Object.keys(PICTURES).join(', ');
    throw new UsageError(`There is no picture '${name}'. There are: ${known}`);
  }
  const folder = resolve(root, 'modules/gallery');
  let failed = 0;
  const chosen = Object.entries(PICTURES).filter(
    ([name]) => names.length === 0 || names.includes(name),
  );
  for (const [name, { lesson: word, title, width, about, axis }] of chosen) {
    const [lesson] = await selectLessons([word]);
    const timeline = lesson && (await shortestRun(lesson));
    if (!timeline) {
      writeLine(2, `${word} has failed: its picture stays as it was.`);
      failed++;
      continue;
    }
    const shown = about ? onlyAbout(timeline, about) : timeline;
    const svg = drawSvg(shown, axis?.(timeline) ?? axisOf(timeline), {
      title,
      subtitle: lesson.name,
      width,
      counters: width === undefined,
    });
    await save(resolve(folder, `${name}.svg`), svg);
    print(`modules/gallery/${name}.svg`);
  }
  return failed === 0 ? 0 : 1;
}

async function shortestRun(lesson: Lesson): Promise<Timeline | undefined> {
  let shortest: Timeline | undefined;
  for (let run = 0; run < RUNS; run++) {
    const { timeline, problem } = await record(lesson);
    if (problem || (shortest && shortest.end <= timeline.end)) continue;
    shortest = timeline;
  }
  return shortest;
}

/** Without the comings and goings of all other primitives. */
function onlyAbout(
  { lanes, flows, counters, ...rest }: Timeline,
  kind: string,
): Timeline {
  const isAbout = ({ primitive }: { primitive: Primitive | undefined }) =>
    primitive?.kind === kind;
  return {
    ...rest,
    lanes: lanes.map((lane) => ({ ...lane, marks: lane.marks.filter(isAbout) })),
    flows: flows.filter(isAbout),
    counters: counters.filter(isAbout),
  };
}
