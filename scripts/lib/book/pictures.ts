/** The pictures of the lessons' pages: drawn from real runs, and kept by what they are of. */
import { join, resolve } from 'node:path';
import { inOrder } from '../checks.ts';
import { filesOf, packagesOf } from '../imports.ts';
import { type Lesson, root } from '../lessons.ts';
import { clearProgress, showProgress } from '../progress.ts';
import { aliveOf } from '../timeline/alive.ts';
import { axisOf } from '../timeline/axis.ts';
import { galleryView } from '../timeline/gallery.ts';
import { NothingToDraw, record } from '../timeline/record.ts';
import { drawing } from '../timeline/svg.ts';
import { tell } from '../timeline/tell.ts';
import { UsageError } from '../usage.ts';
import { Kept } from './kept.ts';

/** A lesson's run as a picture. */
export interface Picture {
  /** Where in the book it is: `/pictures/04a/semaphore.svg`. */
  address: string;
  svg: string;
  /** What brings it to life, as JSON: beside it, at `/pictures/04a/semaphore.json`. */
  alive: string;
  /** The same in sentences, one a line. */
  told: string;
}

/** A busy machine may spoil a run: so often it is tried. */
const TRIES = 3;

/** What draws: with any change in it, all pictures are drawn anew. */
const DRAWING = ['record.ts', 'gallery.ts', 'alive.ts'].map((file) =>
  join(root, 'scripts/lib/timeline', file),
);

/** Where all that can be drawn is told, but for the tasks of Piscina. */
const PROBE = join(root, 'modules/core/internal/sync/probe.ts');

/**
 * The pictures of lessons, by their names: from the cache where nothing that they are made of
 * has changed. A lesson that uses nothing that can be drawn has none. Pictures of what has
 * changed, or is gone, leave the cache.
 *
 * @param jobs how many lessons run at once.
 * @throws {UsageError} when a lesson fails.
 */
export async function picturesOf(
  lessons: Lesson[],
  jobs: number,
): Promise<Map<string, Picture>> {
  let done = 0;
  const kept = new Kept<Picture | null>(resolve(root, '.cache/book/pictures'));
  const tasks = lessons.map((lesson) => async () => {
    const picture = await pictureOf(lesson, kept);
    showProgress({ done: ++done, of: lessons.length, failed: 0, left: [] });
    return [lesson.name, picture] as const;
  });
  const pictures = new Map<string, Picture>();
  for await (const [name, picture] of inOrder(tasks, jobs)) {
    if (picture) pictures.set(name, picture);
  }
  clearProgress();
  kept.sweep();
  return pictures;
}

async function pictureOf(
  lesson: Lesson,
  kept: Kept<Picture | null>,
): Promise<Picture | null> {
  const { name, shows, python } = lesson;
  const own = filesOf(resolve(root, lesson.file));
  if (!isSeen(own)) return null;
  const files = [...own, ...DRAWING.flatMap(filesOf)];
  return kept.get({ name, files, words: `${shows} ${python}` }, () => draw(lesson));
}

async function draw(lesson: Lesson): Promise<Picture | null> {
  let problem: string | undefined;
  for (let i = 0; i < TRIES; i++) {
    const run = await recorded(lesson);
    if (!run) return null;
    problem = run.problem;
    if (problem) continue;
    const view = galleryView(lesson, run.timeline);
    const { timeline, axis } = view ?? {
      timeline: run.timeline,
      axis: axisOf(run.timeline),
    };
    const drawn = drawing(timeline, axis, { title: lesson.name });
    return {
      address: `/pictures/${lesson.name}.svg`,
      svg: drawn.svg,
      alive: JSON.stringify(aliveOf(timeline, axis, drawn)),
      told: tell(timeline, axis, lesson.name),
    };
  }
  throw new UsageError(
    `${lesson.file} has no picture, as it ${problem}: npx tsx scripts/run.ts ${lesson.name} shows why`,
  );
}

/** Undefined when there is nothing to draw. */
async function recorded(lesson: Lesson) {
  try {
    return await record(lesson);
  } catch (error) {
    if (error instanceof NothingToDraw) return undefined;
    throw error;
  }
}

/** Whether anything will be told of a program's run. */
function isSeen(files: string[]): boolean {
  return files.includes(PROBE) || packagesOf(files).includes('piscina');
}
