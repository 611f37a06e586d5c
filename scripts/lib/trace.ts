import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TraceEvent as CoreEvent } from '../../modules/core/internal/sync/probe.ts';

/** What the core writes into a trace, and what the checker's harness adds. */
export type TraceEvent = Omit<CoreEvent, 'event'> & {
  event: CoreEvent['event'] | 'cpu' | 'timer';
};

/** What one thread did. */
export interface ThreadTrace {
  pid: number;
  /** 0 for the main thread of a process. */
  thread: number;
  name: string;
  events: TraceEvent[];
}

/** A primitive of a process, and where in the program it was made. */
export interface Made extends Pick<TraceEvent, 'kind' | 'id' | 'stack'> {
  pid: number;
}

/** An event, and who did it. */
export interface Step extends TraceEvent {
  by: ThreadTrace;
}

/**
 * Runs an action with a folder for traces, reads what was traced into it, and removes it.
 *
 * @param action gets the environment that makes a program write a trace.
 */
export async function traced<Result extends { pid: number }>(
  action: (env: { LESSON_TRACE: string }) => Promise<Result>,
): Promise<{ result: Result; trace: Trace }> {
  const folder = await mkdtemp(join(tmpdir(), 'trace-'));
  try {
    const result = await action({ LESSON_TRACE: folder });
    return { result, trace: await readTrace(folder, result.pid) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readTrace(folder: string, mainPid: number): Promise<Trace> {
  const threads: ThreadTrace[] = [];
  const made: Made[] = [];
  for (const file of (await readdir(folder)).sort()) {
    const [pid = 0, thread = 0] = file.split(/[-.]/).map(Number);
    const text = await readFile(join(folder, file), 'utf8');
    // The last line of a thread that was killed may be half written.
    const lines = text.split('\n').slice(0, -1);
    const told = lines.map((line): TraceEvent => JSON.parse(line));
    // Who watches the pools may have begun before the core did.
    const events = told.filter(
      ({ event }, i) => event !== 'make' && (i === 0 || event !== 'begin'),
    );
    const isMade = ({ event }: TraceEvent) => event === 'make';
    made.push(...told.filter(isMade).map((event) => ({ ...event, pid })));
    const name = events[0]?.name ?? '';
    threads.push({ pid, thread, name, events });
  }
  return new Trace(threads, mainPid, made);
}

/** What all threads of a program did, with questions that one asks of it. */
export class Trace {
  readonly threads: readonly ThreadTrace[];
  /** All events, in the order of their times. */
  readonly steps: readonly Step[];
  /** Worked out once: a thread that goes round and round has done thousands of things. */
  readonly #changes = new Map<ThreadTrace, Change[]>();
  /** The program's own process; a program of a single thread may leave no trace. */
  readonly mainPid: number;
  /** Where its primitives were made. */
  readonly made: readonly Made[];

  constructor(
    threads: readonly ThreadTrace[],
    mainPid: number,
    made: readonly Made[] = [],
  ) {
    this.threads = threads;
    this.mainPid = mainPid;
    this.made = made;
    this.steps = threads
      .flatMap((by) => by.events.map((event) => ({ ...event, by })))
      .sort((a, b) => a.at - b.at);
  }

  /** The events of some primitives: `trace.of('Lock', 'acquire', 'wait')`. */
  of(kind: string, ...events: TraceEvent['event'][]): Step[] {
    return this.steps.filter(
      (step) =>
        step.kind === kind && (events.length === 0 || events.includes(step.event)),
    );
  }

  /** How many threads did this. */
  threadsThat(kind: string, event: TraceEvent['event']): number {
    return new Set(this.of(kind, event).map(({ by }) => by)).size;
  }

  /** The ids of the locks that a thread held at one of its steps. */
  locksAt(step: Step): number[] {
    const held = this.heldAt(step).map((key) => /^R?Lock (\d+)$/.exec(key)?.[1]);
    return held.filter((id) => id !== undefined).map(Number);
  }

  /**
   * What a thread held at one of its steps, as `Lock 3`: locks, and semaphores without a
   * further permit, which are as good as a lock.
   */
  heldAt({ by, at }: Step): string[] {
    const changes = this.#changes.get(by) ?? changesOf(by);
    this.#changes.set(by, changes);
    let [from, to] = [0, changes.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((changes[middle]?.at ?? 0) <= at) from = middle + 1;
      else to = middle;
    }
    return changes[from - 1]?.held ?? [];
  }

  /** The processor time that all processes took, starting up included, in milliseconds. */
  get cpu(): number {
    const told = this.steps.filter(({ event }) => event === 'cpu');
    return told.reduce((sum, { level = 0 }) => sum + level, 0);
  }

  /** The timers that the program itself has set, with their delays as levels. */
  get timers(): Step[] {
    return this.steps.filter(({ event }) => event === 'timer');
  }

  /** How many processes there were. */
  get processes(): number {
    return new Set([this.mainPid, ...this.threads.map(({ pid }) => pid)]).size;
  }

  /**
   * The most threads that held one such primitive at the same time; of 'Request', the most
   * requests that one HTTP server of the program answered at the same time.
   */
  mostInside(kind: string): number {
    return Math.max(0, ...this.each(kind).map(mostAtOnce));
  }

  /**
   * The naps, each by the step that begins it: of threads in `sleepSync`, of tasks in `sleep`.
   *
   * @param lengths only those of so many ms. Default: all.
   */
  naps(...lengths: number[]): Step[] {
    return this.of('', 'sleep').filter(lasting(lengths));
  }

  /** The most {@link naps} at the same time. */
  mostAsleep(...lengths: number[]): number {
    return mostAtOnce(this.of('', 'sleep', 'wake').filter(lasting(lengths)));
  }

  /** The most threads of the core at once, from start() to their end; terminated ones stay. */
  get mostAlive(): number {
    return most(this.steps, ({ event, by }) =>
      event === 'start' ? 1 : event === 'end' && by.thread !== 0 ? -1 : 0,
    );
  }

  /** The events of each primitive of a kind. */
  private each(kind: string): Step[][] {
    const steps = this.of(kind);
    const key = ({ by, id }: Step) => `${by.pid} ${id}`;
    return [...new Set(steps.map(key))].map((one) => steps.filter((s) => key(s) === one));
  }
}

/** From when on a thread held this. */
interface Change {
  at: number;
  held: string[];
}

function changesOf({ events }: ThreadTrace): Change[] {
  const changes: Change[] = [];
  let held: string[] = [];
  for (const { at, event, kind, id, level } of events) {
    if (!/^(R?Lock|(Bounded)?Semaphore)$/.test(kind)) continue;
    const key = `${kind} ${id}`;
    const last = held.lastIndexOf(key);
    if (event === 'acquire' && !level) held = [...held, key];
    else if (event === 'release' && last >= 0) held = held.toSpliced(last, 1);
    else continue;
    changes.push({ at, held });
  }
  return changes;
}

function lasting(lengths: number[]): (nap: Step) => boolean {
  return ({ level = 0 }) => lengths.length === 0 || lengths.includes(level);
}

/** The most that were held, or slept, at the same time, of what these steps begin and end. */
export function mostAtOnce(steps: readonly Step[]): number {
  return most(steps, ({ event }) =>
    event === 'acquire' || event === 'sleep'
      ? 1
      : event === 'release' || event === 'wake'
        ? -1
        : 0,
  );
}

/** The highest that a count gets which goes up and down with the steps. */
function most(steps: readonly Step[], change: (step: Step) => number): number {
  let [count, highest] = [0, 0];
  for (const step of steps) {
    count += change(step);
    highest = Math.max(highest, count);
  }
  return highest;
}
