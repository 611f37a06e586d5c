/** The scenarios that lessons export for the explorer, and what it finds in them. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type Exploration,
  explore,
  type Replay,
  replay,
  type Scenario,
} from '../../../modules/core/explore.ts';
import { allLessons, type Lesson, root } from '../lessons.ts';
import { UsageError } from '../usage.ts';

/** A scenario, and whose it is. */
export interface Loaded {
  lesson: Lesson;
  /** What its threads' functions are found by. */
  meta: ImportMeta;
  scenario: Scenario;
  /** What going wrong means: `lose an update`. */
  goal: string;
}

/** A lesson's scenario stands in a file of the same name. */
export function fileOf({ file }: Lesson): string {
  return file.replace(/([^/]+)$/, 'scenarios/$1');
}

/** The lessons that have a scenario. */
export function explorable(): Lesson[] {
  return allLessons().filter((lesson) => existsSync(resolve(root, fileOf(lesson))));
}

/**
 * @param options.broken whether it is the one with a fault. Default: false.
 * @throws {UsageError} when the lesson has none.
 */
export async function loadScenario(
  lesson: Lesson,
  { broken = false }: { broken?: boolean } = {},
): Promise<Loaded> {
  const [own, faulty] = await loadScenarios(lesson);
  const loaded = broken ? faulty : own;
  if (loaded) return loaded;
  throw new UsageError(`${lesson.name} has no scenario with a fault: leave out --broken`);
}

/** A lesson's scenario; and the one with a fault, where it has one. */
export async function loadScenarios(lesson: Lesson): Promise<Loaded[]> {
  const file = fileOf(lesson);
  if (!existsSync(resolve(root, file))) {
    const names = explorable().map(({ name }) => name);
    throw new UsageError(
      `${lesson.name} has no scenario to explore. These have one: ${names.join(', ')}`,
    );
  }
  const url = pathToFileURL(resolve(root, file)).href;
  const { scenario, broken, goal = 'go wrong' } = await import(url);
  const scenarios = broken ? [scenario, broken] : [scenario];
  const meta = { url } as ImportMeta;
  return scenarios.map((each) => ({ lesson, meta, scenario: each, goal }));
}

/** What an exploration says to a reader. */
export interface Found extends Exploration {
  /** How many schedules go wrong. */
  wrong: number;
  /** A data race, in words: also where all ends well. */
  race?: string;
}

/** All its schedules, however often the threads are held up. */
export async function exploreAll({ meta, scenario }: Loaded): Promise<Found> {
  const everywhere = { ...scenario, preemptions: Number.POSITIVE_INFINITY };
  const found = await explore(meta, { ...everywhere, races: false, all: true });
  const wrong = found.outcomes
    .filter(({ isFailure }) => isFailure)
    .reduce((sum, { count }) => sum + count, 0);
  // Apart from the others: a race is one in all of its schedules, whatever comes of it.
  const { failure } = await explore(meta, everywhere);
  return {
    ...found,
    wrong,
    ...(failure?.kind === 'race' ? { race: failure.message } : {}),
  };
}

/** One schedule; `pause` as in {@link replay}. */
export function replayOne(
  { meta, scenario }: Loaded,
  schedule: readonly number[],
  { pause = false }: { pause?: boolean | number } = {},
): Promise<Replay> {
  return replay(meta, { ...scenario, races: false }, schedule, { pause });
}

/** A step that was taken. */
export interface Taken {
  choice: number;
  /** Nobody else could go on. */
  isForced: boolean;
}

/** A schedule holds real choices only; what has followed the last of them is counted. */
export function replayTo(loaded: Loaded, taken: readonly Taken[]): Promise<Replay> {
  const schedule = taken.filter(({ isForced }) => !isForced).map(({ choice }) => choice);
  const forced = taken.length - 1 - taken.findLastIndex(({ isForced }) => !isForced);
  return replayOne(loaded, schedule, { pause: forced });
}

/** A schedule to be shown where none goes wrong: at each step it is the next one's turn. */
export async function takeTurns(loaded: Loaded): Promise<number[]> {
  const schedule: number[] = [];
  for (let last = -1; ; ) {
    const { choices } = await replayOne(loaded, schedule, { pause: true });
    // Threads stand in their order; a time that is up only where nothing else can happen.
    const turns = choices.filter(({ isTimeout }) => !isTimeout);
    const next = turns.find(({ choice }) => choice > last) ?? turns[0] ?? choices[0];
    if (!next) return schedule;
    last = next.choice;
    schedule.push(last);
  }
}
