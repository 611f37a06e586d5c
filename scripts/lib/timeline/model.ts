/** What the pictures show: who did what and when, with nothing left to find out. */

/** A lock, queue, semaphore … of the program. */
export interface Primitive {
  /**
   * What it was named, or what the variable is called that it was put into, or its kind and
   * order of appearance: `Semaphore 1`; of a task, the call.
   */
  name: string;
  /** What its errors call it. */
  said: string;
  kind: string;
  /** Which of the colours is its; undefined for the grey of what only brings threads together. */
  hue: number | undefined;
}

/** Something that lasts. Times are milliseconds since the trace began. */
export interface Span {
  kind: 'starting' | 'running' | 'idle' | 'wait' | 'sleep' | 'held' | 'task';
  from: number;
  to: number;
  /** What is waited for or held, or the task. */
  primitive?: Primitive | undefined;
  /** How many other spans of its kind it lies in, if that is `held` or `task`. */
  depth: number;
  /** How long a sleep was meant to be. */
  ms?: number | undefined;
}

/** Something that happened at one moment. */
export interface Mark {
  at: number;
  event: string;
  primitive: Primitive | undefined;
  /** The numbers in shared memory, as they were just before; for reads and writes. */
  memory?: readonly number[] | undefined;
}

/** A row of the picture: a thread, or the async tasks of one that fit into one row. */
export interface Lane {
  /** `Thread-1 (work)`, `process 2`, `task 1` */
  name: string;
  pid: number;
  thread: number;
  /** Which row of the thread's async tasks; 0 for the thread itself. */
  task: number;
  spans: Span[];
  marks: Mark[];
}

/** Something that went from one lane to another. */
export interface Flow {
  what: 'lock' | 'item' | 'signal' | 'start';
  from: { lane: number; at: number };
  to: { lane: number; at: number };
  primitive: Primitive | undefined;
  /** Whether the other one waited for it. */
  waited: boolean;
}

/** How many items or permits there were. */
export interface Counter {
  primitive: Primitive;
  pid: number;
  points: { at: number; value: number }[];
}

/** Threads that each wait for a lock which the next one holds. */
export interface Cycle {
  from: number;
  to: number;
  links: {
    lane: number;
    holds: Primitive;
    wants: Primitive;
    /** Whether it got an error instead of waiting. */
    refused: boolean;
  }[];
}

/** Whether something only brings threads together, and is nothing that the program is about. */
export function isPale(primitive: Primitive | undefined): boolean {
  return primitive !== undefined && primitive.hue === undefined;
}

export interface Timeline {
  lanes: Lane[];
  flows: Flow[];
  counters: Counter[];
  cycles: Cycle[];
  /** How long all of it took, in milliseconds. */
  end: number;
  /** When something happened, in order. */
  moments: number[];
  /** What a reader of the picture has to know. */
  notes: string[];
}
