/** The schedules of the lessons' scenarios: kept by what they are made of, as pictures are. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { explorable, fileOf, loadScenarios } from '../explore/scenario.ts';
import { filesOf } from '../imports.ts';
import { type Lesson, root } from '../lessons.ts';
import { save } from '../usage.ts';
import type { Schedules } from './graph.ts';
import { graphOf } from './schedule-graph.ts';

/** What a lesson's page fetches when its reader wants to be the scheduler. */
export interface ScheduleFile {
  /** Where in the book it is: `/schedules/04a/deadlock.json`. */
  address: string;
  json: string;
}

const FOLDER = resolve(root, '.cache/book/schedules');

/** What makes the graphs: with any change in it, all are made anew. */
const MAKING = join(root, 'scripts/lib/book/schedule-graph.ts');

/** Those of all lessons that have a scenario, by their names: from the cache where they can. */
export async function allSchedules(): Promise<Map<string, ScheduleFile>> {
  const files = new Map<string, ScheduleFile>();
  for (const lesson of explorable()) {
    const kept = join(FOLDER, keptAs(lesson));
    if (!existsSync(kept)) await save(kept, JSON.stringify(await schedulesOf(lesson)));
    const address = `/schedules/${lesson.name}.json`;
    files.set(lesson.name, { address, json: readFileSync(kept, 'utf8') });
  }
  return files;
}

async function schedulesOf(lesson: Lesson): Promise<Schedules> {
  const graphs: Schedules['graphs'] = [];
  for (const loaded of await loadScenarios(lesson)) graphs.push(await graphOf(loaded));
  return { graphs };
}

/** A name that follows from the scenario, from all that it runs, and from what explores it. */
function keptAs(lesson: Lesson): string {
  const hash = createHash('sha256');
  const files = [resolve(root, fileOf(lesson)), MAKING].flatMap(filesOf);
  for (const file of new Set(files)) hash.update(readFileSync(file, 'utf8'));
  return `${lesson.name.replace('/', '-')}-${hash.digest('hex').slice(0, 16)}.json`;
}
