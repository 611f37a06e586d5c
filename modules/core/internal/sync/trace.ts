import { openSync, writeSync } from 'node:fs';
import { isMainThread, threadId, workerData } from 'node:worker_threads';
import { atExit, step } from '../thread/exit.ts';

/** What a primitive was doing when it reported to the probe. */
export type ProbeEvent =
  | ('start' | 'end' | 'wait' | 'resume' | 'sleep' | 'wake' | 'acquire' | 'release')
  | ('put' | 'get' | 'read' | 'write' | 'set' | 'clear' | 'notify');

/** Receives each event of this thread, releases and the like before others can see them. */
export type Probe = (event: ProbeEvent, subject: object) => void;

/** A line of a trace: one event, in one thread, at one moment. */
export interface TraceEvent {
  /** When, in milliseconds since 1970, the same for all threads and processes. */
  at: number;
  /** What happened; `begin` and `end` are the thread's own. */
  event: ProbeEvent | 'begin';
  /** What it happened to: `Lock`, `Queue`; empty for the thread itself. */
  kind: string;
  /** Tells apart those of one kind, in all threads of a process. */
  id: number;
  /** A lock's or thread's name. */
  name: string;
  /** How many items are in a queue, how many permits a semaphore has, how long a sleep is. */
  level?: number;
  /** A wait or sleep that ends in the turn in which it began has blocked the thread. */
  turn?: number;
  /** How long the thread's event loop has had nothing to do so far, in milliseconds. */
  idle?: number;
}

/** What the tracer looks at: primitives, threads, processes, and naps. */
type Subject = Partial<
  Pick<TraceEvent, 'kind' | 'id' | 'name' | 'level'> & { pid: number; ms: number }
> & { qsize?: () => number };

/** A thread that did more than this has shown enough. */
const MAX_EVENTS = 50_000;

/**
 * `LESSON_TRACE=folder npx tsx modules/…` writes what the primitives report into the
 * folder: for each thread a file, `<pid>-<thread>.jsonl`, of {@link TraceEvent}s, after a
 * first line with the thread's name.
 */
export function tracing(folder: string | undefined): Probe | undefined {
  if (!folder) return undefined;
  // Written at once, an event a line: a thread may be terminated at any moment.
  const file = openSync(`${folder}/${process.pid}-${threadId}.jsonl`, 'a');
  let left = MAX_EVENTS;
  const turn = turns();
  const write = (event: TraceEvent['event'], subject: Subject) => {
    // A queue's own lock has no name, and is nobody's business.
    if (subject.name === '' || left-- <= 0) return;
    const line: TraceEvent = {
      at: performance.timeOrigin + performance.now(),
      event,
      kind: subject.kind ?? '',
      id: subject.id ?? subject.pid ?? 0,
      name: subject.name ?? '',
      level: subject.qsize?.() ?? subject.level ?? subject.ms,
      turn: turn(),
      idle: performance.eventLoopUtilization?.().idle,
    };
    writeSync(file, `${JSON.stringify(line)}\n`);
  };
  const name = isMainThread ? 'MainThread' : workerData?.name;
  write('begin', { name: name ?? `Worker ${threadId}` });
  atExit(step.endTrace, () => {
    left = 1;
    write('end', {});
  });
  return (event, subject) => write(event, subject as Subject);
}

/** Tells how often the thread has given its event loop a turn since it was first asked. */
function turns(): () => number {
  let [turn, asked] = [0, false];
  const next = () => {
    turn++;
    asked = false;
  };
  return () => {
    if (!asked) queueMicrotask(next);
    asked = true;
    return turn;
  };
}
