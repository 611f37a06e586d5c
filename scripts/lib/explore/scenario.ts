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
}

/** A lesson's scenario stands in a file of the same name. */
export function fileOf({ file }: Lesson): string {
  return file.replace(/([^/]+)$/, 'scenarios/$1');
}

/** The lessons that have a scenario. */
export function explorable(): Lesson[] {
  return allLessons().filter((lesson) => existsSync(resolve(root, fileOf(lesson))));
}

/** @throws {UsageError} when the lesson has none. */
export async function loadScenario(lesson: Lesson): Promise<Loaded> {
  const file = fileOf(lesson);
  if (!existsSync(resolve(root, file))) {
    const names = explorable().map(({ name }) => name);
    throw new UsageError(
      `${lesson.name} has no scenario to explore. These have one: ${names.join(', ')}`,
    );
  }
  const url = pathToFileURL(resolve(root, file)).href;
  const { scenario } = await import(url);
  return { lesson, meta: { url } as ImportMeta, scenario };
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
