/**
 * The seam through which the primitives can be watched or disturbed, and what watches and
 * disturbs them on request: the trace and the chaos mode.
 */
import { openSync, writeSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { isMainThread, threadId, workerData } from 'node:worker_threads';
import { atExit, step } from '../thread/exit.ts';

/** What a primitive was doing when it reported to the probe. */
export type ProbeEvent =
  | ('start' | 'end' | 'wait' | 'resume' | 'sleep' | 'wake' | 'acquire' | 'release')
  | ('make' | 'put' | 'get' | 'read' | 'write' | 'set' | 'clear' | 'notify')
  /** Of a process's target; pools have theirs from those who trace them. */
  | ('call' | 'return');

/** Receives each event of this thread, releases and the like before others can see them. */
export type Probe = (event: ProbeEvent, subject: object) => void;

/** A thread that did more than this has shown enough. */
const MAX_EVENTS = 50_000;

/** Of more numbers in shared memory nobody can see how they change. */
const MAX_NUMBERS = 16;

/** How often the thread has given its event loop a turn, since it was first asked. */
let turn = 0;
let isTurnCounted = false;

const { LESSON_CHAOS, LESSON_TRACE } = process.env;

/**
 * Undefined, and then nearly free, when nobody watches. Primitives call
 * `probe?.('acquire', this)`.
 */
export let probe = chaos(LESSON_CHAOS, tracing(LESSON_TRACE));

/** Installs a probe in this thread, or removes it; returns the one that was there before. */
export function setProbe(listener: Probe | undefined): Probe | undefined {
  const before = probe;
  probe = listener;
  return before;
}

/**
 * Chaos mode: `LESSON_CHAOS=7 npx tsx modules/…` delays about every fourth event a
 * little, by a pseudo-random sequence, so that a program which is right only by luck
 * fails. The same seed gives each thread its own delays again; two threads that do the same
 * have different ones, or they would stay in step.
 */
function chaos(seed: string | undefined, traced: Probe | undefined): Probe | undefined {
  if (!seed) return traced;
  const random = randomFrom(Number.parseInt(seed, 10) ^ Math.imul(threadId, 0x9e3779b1));
  const nobodyNotifies = new Int32Array(new SharedArrayBuffer(4));
  return (event, subject) => {
    traced?.(event, subject);
    if (event === 'make') return; // nobody else can see it yet
    const roll = random();
    if (roll < 0.25) Atomics.wait(nobodyNotifies, 0, 0, roll * 4);
  };
}

/** Numbers of 0 to 1 that follow from a seed. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = nextState(state);
    return randomOf(state);
  };
}

/** For those who keep the state themselves. */
export function nextState(state: number): number {
  return (state + 0x6d2b79f5) | 0;
}

/** mulberry32: small, and random enough to shake a schedule. */
export function randomOf(state: number): number {
  let bits = Math.imul(state ^ (state >>> 15), state | 1);
  bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
  return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
}

/** A line of a trace: one event, in one thread, at one moment. */
export interface TraceEvent {
  /** When, in milliseconds since 1970, the same for all threads and processes. */
  at: number;
  /** What happened; `begin` and `end` are the thread's own, `ready` is a pool worker's. */
  event: ProbeEvent | 'begin' | 'ready';
  /** What it happened to: `Lock`, `Queue`; empty for the thread itself. */
  kind: string;
  /** Tells apart those of one kind, in all threads of a process. */
  id: number;
  /** A lock's or thread's name. */
  name: string;
  /** How many items are in a queue, how many permits a semaphore has, how long a sleep is. */
  level?: number | undefined;
  /** A wait or sleep that ends in the turn in which it began has blocked the thread. */
  turn?: number;
  /** Where a primitive was made: its variable there tells what to call it. */
  stack?: string | undefined;
  /** The first numbers in shared memory, as they are before they are read or written. */
  memory?: number[] | undefined;
  /** How long the thread's event loop has had nothing to do so far, in milliseconds. */
  idle?: number | undefined;
}

/** What the tracer looks at: primitives, threads, processes, and naps. */
type Subject = Partial<
  Pick<TraceEvent, 'kind' | 'id' | 'name' | 'level'> & { pid: number; ms: number }
> & { qsize?: () => number; cells?: Int32Array };

/**
 * `LESSON_TRACE=folder npx tsx modules/…` writes what the primitives report into the
 * folder: for each thread a file, `<pid>-<thread>.jsonl`, of {@link TraceEvent}s, after a
 * first line with the thread's name.
 */
function tracing(folder: string | undefined): Probe | undefined {
  if (!folder) return undefined;
  // Written at once, an event a line: a thread may be terminated at any moment.
  const file = openSync(`${folder}/${process.pid}-${threadId}.jsonl`, 'a');
  let left = MAX_EVENTS;
  const write = (event: TraceEvent['event'], subject: Subject) => {
    // A queue's own lock has no name, and is nobody's business.
    const isNew = event === 'make'; // and has no state yet
    if (subject.name === '' || (!isNew && left-- <= 0)) return;
    const line: TraceEvent = {
      at: performance.timeOrigin + performance.now(),
      event,
      kind: subject.kind ?? '',
      id: subject.id ?? subject.pid ?? 0,
      name: subject.name ?? '',
      level: isNew ? undefined : (subject.qsize?.() ?? subject.level ?? subject.ms),
      memory: /^(read|write)$/.test(event)
        ? subject.cells && Array.from(subject.cells.subarray(0, MAX_NUMBERS))
        : undefined,
      stack: isNew ? new Error().stack : undefined,
      turn: currentTurn(),
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

function currentTurn(): number {
  if (!isTurnCounted) queueMicrotask(nextTurn);
  isTurnCounted = true;
  return turn;
}

function nextTurn(): void {
  turn++;
  isTurnCounted = false;
}
