/** The pictures of the lessons' pages: drawn from real runs, and kept by what they are of. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
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
import { save, UsageError } from '../usage.ts';

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

const FOLDER = resolve(root, '.cache/book/pictures');

/** What draws: with any change in it, all pictures are drawn anew. */
const DRAWING = join(root, 'scripts/lib/timeline/record.ts');

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
  const tasks = lessons.map((lesson) => async () => {
    const picture = await pictureOf(lesson);
    showProgress({ done: ++done, of: lessons.length, failed: 0, left: [] });
    return [lesson.name, picture] as const;
  });
  const pictures = new Map<string, Picture>();
  for await (const [name, picture] of inOrder(tasks, jobs)) {
    if (picture) pictures.set(name, picture);
  }
  clearProgress();
  const kept = new Set(lessons.map(keptAs));
  const names = existsSync(FOLDER) ? readdirSync(FOLDER) : [];
  for (const name of names) if (!kept.has(name)) rmSync(join(FOLDER, name));
  return pictures;
}

async function pictureOf(lesson: Lesson): Promise<Picture | undefined> {
  if (!isSeen(filesOf(resolve(root, lesson.file)))) return undefined;
  const file = join(FOLDER, keptAs(lesson));
  if (!existsSync(file)) await save(file, JSON.stringify((await draw(lesson)) ?? null));
  return JSON.parse(readFileSync(file, 'utf8')) ?? undefined;
}

async function draw(lesson: Lesson): Promise<Picture | undefined> {
  let problem: string | undefined;
  for (let i = 0; i < TRIES; i++) {
    const run = await recorded(lesson);
    if (!run) return undefined;
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

const parts = new Map<string, string>();

/** A name that follows from the lesson, from all that it runs, and from what draws it. */
function keptAs(lesson: Lesson): string {
  const hash = createHash('sha256');
  hash.update(`${lesson.name} ${lesson.shows} ${lesson.python}`);
  const views = join(root, 'scripts/lib/timeline/gallery.ts');
  const alive = join(root, 'scripts/lib/timeline/alive.ts');
  const files = [resolve(root, lesson.file), DRAWING, views, alive].flatMap(filesOf);
  for (const file of new Set(files)) {
    const text = parts.get(file) ?? readFileSync(file, 'utf8');
    parts.set(file, text);
    hash.update(text);
  }
  return `${lesson.name.replace('/', '-')}-${hash.digest('hex').slice(0, 16)}.json`;
}
