/** A trace made ready for drawing: one clock, names for all, and an end for everybody. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../lessons.ts';
import type { ThreadTrace, Trace, TraceEvent } from '../trace.ts';
import type { Primitive } from './model.ts';
import { keyOf } from './stretches.ts';
import { variableAt } from './variable-names.ts';

/** What one thread did; the times of its events are milliseconds since the trace began. */
export interface Part {
  pid: number;
  thread: number;
  /** `Thread-1 (work)`; in other processes than the first one `process 2 · Worker-1`. */
  name: string;
  events: TraceEvent[];
  /** The primitive of an event. */
  primitive: (event: TraceEvent) => Primitive | undefined;
}

const CORE = resolve(root, 'modules/core');

/** An event, and whose it is. */
export interface Moment {
  event: TraceEvent;
  part: Part;
  /** Its index in the part. */
  index: number;
}

export interface Story {
  parts: Part[];
  /** All events in the order of their times. */
  moments: Moment[];
}

/**
 * @param trace of a program that has ended.
 * @param subject what the program is about, in words: a barrier or a semaphore that only
 *   brings threads together is pale unless it is named there. By default none is pale.
 */
export function storyOf(trace: Trace, subject: string | undefined): Story {
  const threads = trace.threads.filter(({ events }) => events.length > 0);
  const begin = Math.min(...threads.map(({ events }) => events[0]?.at ?? 0));
  const pids = pidsOf(threads);
  const primitives = primitivesOf(threads, variablesOf(trace), subject);

  const parts = threads
    .toSorted((a, b) => pids.indexOf(a.pid) - pids.indexOf(b.pid) || a.thread - b.thread)
    .map(({ pid, thread, name, events }): Part => {
      const ended = events.at(-1)?.event === 'end' ? events : [...events, endOf(events)];
      return {
        pid,
        thread,
        name: nameOf(pids.indexOf(pid), thread, name),
        events: ended.map((event) => ({ ...event, at: event.at - begin })),
        primitive: (event) => primitives.get(`${pid} ${keyOf(event)}`),
      };
    });
  const moments = parts
    .flatMap((part) => part.events.map((event, index) => ({ event, part, index })))
    .sort((a, b) => a.event.at - b.event.at);
  return { parts, moments };

  /** A thread without an end was stopped from outside, at the latest with its process. */
  function endOf(events: readonly TraceEvent[]): TraceEvent {
    const last = events.at(-1) as TraceEvent;
    const by = threads.find((thread) => thread.events === events)?.pid;
    const process = threads.filter(({ pid }) => pid === by);
    const at = Math.max(...process.map((thread) => thread.events.at(-1)?.at ?? 0));
    return { ...last, at, event: 'end', kind: '', id: 0, name: '' };
  }
}

/** The first process, and then the others in the order in which they were made. */
function pidsOf(threads: readonly ThreadTrace[]): number[] {
  const began = ({ events }: ThreadTrace) => events[0]?.at ?? 0;
  const [first] = threads.toSorted((a, b) => began(a) - began(b));
  const pids = new Set(threads.map(({ pid }) => pid).sort((a, b) => a - b));
  return [...new Set([first?.pid ?? 0, ...pids])];
}

function nameOf(process: number, thread: number, name: string): string {
  if (process === 0) return name;
  return thread === 0 ? `process ${process}` : `process ${process} · ${name}`;
}

/** The primitives by process, kind and id; who has no name gets a number in its kind. */
function primitivesOf(
  threads: readonly ThreadTrace[],
  variables: ReadonlyMap<string, string>,
  subject: string | undefined,
): Map<string, Primitive> {
  const found = new Map<string, Primitive>();
  const numbers = new Map<string, number>();
  const numbered = (name: string) => {
    const number = (numbers.get(name) ?? 0) + 1;
    numbers.set(name, number);
    return number;
  };
  let hues = 0;
  const events = threads
    .flatMap(({ pid, events }) => events.map((event) => ({ event, pid })))
    .sort((a, b) => a.event.at - b.event.at);
  for (const { event, pid } of events) {
    const { kind, name: said } = event;
    const key = `${pid} ${keyOf(event)}`;
    if (kind === '' || found.has(key)) continue;
    if (kind === 'Task') {
      if (said) found.set(key, { kind, name: said, said, hue: undefined });
      continue;
    }
    const variable = variables.get(key);
    const isNamed = said !== '' && !/^R?Lock-\d+$/.test(said);
    const number = isNamed ? 0 : numbered(variable ?? kind);
    const name = isNamed
      ? said
      : !variable
        ? `${kind} ${number}`
        : number > 1
          ? `${variable} ${number}`
          : variable;
    const isPale =
      subject !== undefined &&
      onlyBringsTogether(event) &&
      !subject.toLowerCase().includes(kind.toLowerCase());
    found.set(key, { kind, name, said, hue: isPale ? undefined : hues++ });
  }
  return found;
}

/** A barrier, or a semaphore that begins without permits: each release is a signal. */
function onlyBringsTogether({ kind, event, level = 0 }: TraceEvent): boolean {
  if (kind === 'Semaphore') return level + (event === 'acquire' ? 1 : 0) === 0;
  return kind === 'Barrier';
}

/** What the program's variables call its primitives. */
function variablesOf({ made }: Trace): Map<string, string> {
  const sources = new Map<string, string>();
  const variables = new Map<string, string>();
  for (const { pid, kind, id, stack = '' } of made) {
    const place = ownPlace(stack);
    if (!place) continue;
    const { path } = place;
    // A program may run what it has written, and remove it.
    const source =
      sources.get(path) ?? (existsSync(path) ? readFileSync(path, 'utf8') : '');
    sources.set(path, source);
    const variable = variableAt(source, place, kind);
    if (variable) variables.set(`${pid} ${kind} ${id}`, variable);
  }
  return variables;
}

/** Where the program's own code has called into the core. */
function ownPlace(stack: string) {
  const frames = stack.matchAll(/[\s(]((?:file:\/\/|\/)[^\n]*?):(\d+):(\d+)\)?$/gm);
  for (const [, url = '', line, column] of frames) {
    const path = url.startsWith('file:') ? fileURLToPath(url) : url;
    if (path.startsWith(CORE) || path.includes('/node_modules/')) continue;
    return { path, line: Number(line), column: Number(column) };
  }
  return undefined;
}
