/** Finds the pairs in what a thread did: wait and resume, sleep and wake, acquire and release. */
import type { TraceEvent } from '../trace.ts';

/** From one event of a thread to another one; both are indices. */
export interface Stretch {
  kind: 'wait' | 'sleep' | 'held' | 'task';
  /** Which primitive of the process. */
  key: string;
  first: number;
  last: number;
}

export interface Stretches {
  /** What blocks the thread, and the locks that it holds without letting others run. */
  own: Stretch[];
  /** The calls that a pool or process has made: the thread may do anything meanwhile. */
  tasks: Stretch[];
  /** Waits and sleeps of async functions. */
  async: Stretch[];
  /** What async functions acquire and release: indices, as their pairs are not known. */
  acquires: Set<number>;
  releases: Set<number>;
}

/** Whoever has acquired one of these is inside. */
export const holdable = (kind: string) => /^(R?Lock|(Bounded)?Semaphore)$/.test(kind);

export const keyOf = ({ kind, id }: TraceEvent) => `${kind} ${id}`;

/** @param events with an `end`, whatever became of the thread. */
export function stretchesOf(events: readonly TraceEvent[]): Stretches {
  const found: Stretches = {
    own: [],
    tasks: [],
    async: [],
    acquires: new Set(),
    releases: new Set(),
  };
  let pauses: Stretch[] = [];
  let holds: Stretch[] = [];
  const ofTurn = (turn: number | undefined) => (stretch: Stretch) =>
    events[stretch.first]?.turn === turn;

  for (const [i, event] of events.entries()) {
    const key = /^(sleep|wake)$/.test(event.event) ? `nap ${event.level}` : keyOf(event);
    const paused = pauses.filter((pause) => pause.key === key);
    // Nothing else happens in a turn that is blocked: it is the latest, if of this turn.
    const pause = paused.findLast(ofTurn(event.turn)) ?? paused[0];
    if (event.event === 'wait' || event.event === 'sleep') {
      pauses.push({ kind: event.event, key, first: i, last: 0 });
    } else if (pause && (event.event === 'resume' || event.event === 'wake')) {
      pauses = pauses.filter((one) => one !== pause);
      const blocking = ofTurn(event.turn)(pause);
      found[blocking ? 'own' : 'async'].push({ ...pause, last: pause.last || i });
    } else if (event.event === 'acquire' && holdable(event.kind)) {
      // The wait is over now, not when its end is told.
      const waiting = paused.findLast(ofTurn(event.turn)) ?? paused.find((p) => !p.last);
      if (waiting && !waiting.last) waiting.last = i;
      holds.push({ kind: 'held', key, first: i, last: 0 });
    } else if (event.event === 'call') {
      found.tasks.push({ kind: 'task', key, first: i, last: events.length - 1 });
    } else if (event.event === 'return') {
      const task = found.tasks.findLast((one) => one.key === key);
      if (task) task.last = i;
    } else if (event.event === 'release') {
      const held = holds.filter((hold) => hold.key === key);
      const inTurn = held.findLast(ofTurn(event.turn));
      const hold = inTurn ?? held[0];
      holds = holds.filter((one) => one !== hold);
      if (inTurn) found.own.push({ ...inTurn, last: i });
      else if (hold) {
        found.acquires.add(hold.first);
        found.releases.add(i);
      }
    }
  }

  const last = events.length - 1;
  for (const pause of pauses) {
    const blocking = ofTurn(events[last]?.turn)(pause);
    found[blocking ? 'own' : 'async'].push({ ...pause, last: pause.last || last });
  }
  // A lock that is never given back was held to the end; a permit was meant to be used up.
  for (const hold of holds) {
    if (/^R?Lock /.test(hold.key)) found.own.push({ ...hold, last });
  }
  return found;
}
