/** Traces of programs that never ran. */
import type { TraceEvent } from '../../modules/core/internal/sync/probe.ts';
import { timelineOf } from '../../scripts/lib/timeline/timeline.ts';
import { type ThreadTrace, Trace } from '../../scripts/lib/trace.ts';

/** `12 acquire Lock#3 my-lock`, `5 sleep 20`, `7 put Queue#1 =2`; `/1` for turn 1. */
function event(line: string): TraceEvent {
  const [at, event, ...rest] = line.split(' ');
  const found = (pattern: RegExp) =>
    rest.map((word) => pattern.exec(word)?.[1]).find((word) => word !== undefined);
  const level = found(/^=(\d+)$/);
  const plain = rest.filter((word) => !/^[=/]|#/.test(word));
  return {
    at: 1000 + Number(at),
    event: event as TraceEvent['event'],
    kind: found(/^(\w+)#/) ?? '',
    id: Number(found(/#(\d+)$/) ?? 0),
    name: plain.join(' '),
    turn: Number(found(/^\/(\d+)$/) ?? 0),
    idle: 0,
    ...(level === undefined ? {} : { level: Number(level) }),
  };
}

/** Threads of one process: a name, and lines of events. */
export function traceOf(threads: Record<string, string[]>, pid = 7): ThreadTrace[] {
  return Object.entries(threads).map(([name, lines], thread) => ({
    pid,
    thread,
    name,
    events: lines.map(event).map((one, i) => (i === 0 ? { ...one, name } : one)),
  }));
}

/** @param output what the program printed. */
export const timeline = (threads: Record<string, string[]>, output?: string) =>
  timelineOf(new Trace(traceOf(threads), 1), output);

/** One thread holds a lock for 20 ms, the other one waits for it. */
export const lock = {
  Main: ['0 begin', '40 end'],
  Ann: [
    '0 begin',
    '10 acquire Lock#1 door',
    '10 sleep =20',
    '30 wake =20',
    '30 release Lock#1 door',
    '40 end',
  ],
  Bob: [
    '0 begin',
    '20 wait Lock#1 door',
    '30 acquire Lock#1 door',
    '31 resume Lock#1 door',
    '35 release Lock#1 door',
    '40 end',
  ],
};
