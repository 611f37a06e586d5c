/** The schedules of the lessons' scenarios: kept by what they are made of, as pictures are. */
import { join, resolve } from 'node:path';
import { explorable, fileOf, loadScenarios } from '../explore/scenario.ts';
import { filesOf } from '../imports.ts';
import { type Lesson, root } from '../lessons.ts';
import type { Schedules } from './graph.ts';
import { Kept } from './kept.ts';
import { graphOf } from './schedule-graph.ts';

/** What a lesson's page fetches when its reader wants to be the scheduler. */
export interface ScheduleFile {
  /** Where in the book it is: `/schedules/04a/deadlock.json`. */
  address: string;
  json: string;
}

/** What makes the graphs: with any change in it, all are made anew. */
const MAKING = join(root, 'scripts/lib/book/schedule-graph.ts');

/** Those of all lessons that have a scenario, by their names: from the cache where they can. */
export async function allSchedules(): Promise<Map<string, ScheduleFile>> {
  const files = new Map<string, ScheduleFile>();
  const kept = new Kept<Schedules>(resolve(root, '.cache/book/schedules'));
  for (const lesson of explorable()) {
    const { name } = lesson;
    const sources = [resolve(root, fileOf(lesson)), MAKING].flatMap(filesOf);
    const schedules = await kept.get({ name, files: sources }, () => schedulesOf(lesson));
    const address = `/schedules/${name}.json`;
    files.set(name, { address, json: JSON.stringify(schedules) });
  }
  kept.sweep();
  return files;
}

async function schedulesOf(lesson: Lesson): Promise<Schedules> {
  const graphs: Schedules['graphs'] = [];
  for (const loaded of await loadScenarios(lesson)) graphs.push(await graphOf(loaded));
  return { graphs };
}
