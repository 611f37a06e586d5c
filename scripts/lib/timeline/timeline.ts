/** From a trace to what is drawn of it. */
import type { Trace } from '../trace.ts';
import { cyclesOf } from './cycles.ts';
import { countersOf, flowsOf } from './flows.ts';
import { lanesOf } from './lanes.ts';
import type { Cycle, Timeline } from './model.ts';
import { storyOf } from './story.ts';

/** So many events a thread writes down at the most. */
const MAX_EVENTS = 50_000;

/**
 * @param trace of a program that has ended.
 * @param output what the program printed: what is known of a refused deadlock stands there.
 * @param subject what it is about: see {@link storyOf}.
 */
export function timelineOf(trace: Trace, output = '', subject?: string): Timeline {
  const story = storyOf(trace, subject);
  const lanes = lanesOf(story);
  const cycles = cyclesOf(lanes.lanes, output);
  const notes = cycles.map((cycle) =>
    describe(
      cycle,
      lanes.lanes.map(({ name }) => name),
    ),
  );
  for (const { name, events } of story.parts) {
    if (events.length > MAX_EVENTS) {
      notes.push(`${name} has written down its first ${MAX_EVENTS} events only.`);
    }
  }
  const moments = story.moments.map(({ event }) => event.at);
  return {
    lanes: lanes.lanes,
    flows: flowsOf(story, lanes),
    counters: countersOf(story),
    cycles,
    moments,
    end: moments.at(-1) ?? 0,
    notes,
  };
}

function describe({ links }: Cycle, names: string[]): string {
  const parts = links.map(
    ({ lane, holds, wants, refused }) =>
      `${names[lane]} holds ${holds.name} and ${refused ? 'is refused' : 'waits for'} ${wants.name}`,
  );
  return `Deadlock: ${parts.join('; ')}.`;
}
