import { appendFileSync } from 'node:fs';
import { threadId } from 'node:worker_threads';
import { type Place, sourcePlace } from './source-place.ts';

/** Where in the program a primitive was made; its variable there tells what to call it. */
export interface Made extends Partial<Place> {
  kind: string;
  id: number;
}

/**
 * In a traced program: writes down where a primitive is made, a line of {@link Made} in the
 * trace's folder, `<pid>-<thread>.made.jsonl`. Undefined when nobody watches.
 */
export const noteMade = noting(process.env.LESSON_TRACE);

function noting(folder: string | undefined): ((made: Made) => void) | undefined {
  if (!folder) return undefined;
  return ({ kind, id }) => {
    const file = `${folder}/${process.pid}-${threadId}.made.jsonl`;
    appendFileSync(file, `${JSON.stringify({ kind, id, ...sourcePlace() })}\n`);
  };
}
