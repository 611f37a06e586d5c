/**
 * The shared memory by which the explorer's threads and the one that explores agree on all:
 * what its words mean, and the Atomics that reach them.
 */

/** The real ones: in the explorer's threads those of `Atomics` are replaced. */
export const real = { ...atomics() };

function atomics() {
  const { load, store, add, sub, and, or, xor, exchange } = Atomics;
  const { compareExchange, wait, waitAsync, notify } = Atomics;
  return {
    ...{ load, store, add, sub, and, or, xor, exchange },
    ...{ compareExchange, wait, waitAsync, notify },
  };
}

export const MAX_THREADS = 6;
/** The one that explores, as a party. */
export const EXPLORER = MAX_THREADS;
/** How many waits of a thread can be under way: the first blocks it, the others are async. */
export const MAX_WAITS = 10;
export const MAX_OPTIONS = 16;
export const MAX_DECISIONS = 2 ** 14;
export const MAX_ACCESSES = 2 ** 14;
export const MAX_TEXT = 1000;

/** How a schedule has ended. */
export const ended = {
  running: 0,
  done: 1,
  stuck: 2,
  violated: 3,
  endless: 4,
  paused: 5,
  nondeterministic: 6,
} as const;

export const state = { ready: 0, blocked: 1, done: 2, serving: 3 } as const;
export const wake = { none: 0, waiting: 1, notified: 2, late: 3 } as const;
export const command = { run: 0, tell: 1, leave: 2 } as const;
export const strategy = { depthFirst: 0, random: 1, pct: 2 } as const;

/** The words at the beginning. */
export const head = {
  end: 0,
  steps: 1,
  maxSteps: 2,
  /** How many decisions were made, and how many of them are given. */
  decisions: 3,
  given: 4,
  /** At this decision it pauses; -1 if at none. */
  pauseAt: 5,
  threads: 6,
  strategy: 7,
  random: 8,
  timeouts: 9,
  /** Everybody gives up: the schedule is over. */
  broken: 10,
  traced: 11,
  /** Whether the explorer looks between any two steps, and for whom it does just now. */
  watched: 12,
  asking: 13,
  textLength: 14,
  order: 15,
  accesses: 16,
  hashed: 17,
  /** What whoever gets its turn between two schedules is to do. */
  command: 18,
  /** For PCT: from these steps on, whoever runs comes last. */
  changePoint: 19,
  /** When it pauses: after so many steps more that nobody chooses; -1 if not among them. */
  forced: 24,
};
export const MAX_CHANGE_POINTS = 4;

export const GO = 32;
/** Words that different threads wait for lie apart. */
export const APART = 16;
export const THREADS = GO + (MAX_THREADS + 1) * APART;
export const thread = { state: 0, low: 1, high: 2, priority: 3, waits: 4 };
/** The words of a wait. */
export const wait = {
  status: 0,
  region: 1,
  index: 2,
  order: 3,
  timed: 4,
  end: 5,
  value: 6,
};
export const WAIT_WORDS = 8;
export const THREAD_WORDS = thread.waits + MAX_WAITS * WAIT_WORDS;
export const TEXT = THREADS + MAX_THREADS * THREAD_WORDS;
export const GIVEN = TEXT + MAX_TEXT;
export const RECORD = GIVEN + MAX_DECISIONS;
/** A decision: who could have gone on, what was chosen, a hash, and the options. */
export const record = {
  current: 0,
  chosen: 1,
  low: 2,
  high: 3,
  due: 4,
  count: 5,
  options: 6,
};
export const RECORD_WORDS = record.options + MAX_OPTIONS;
export const ACCESSES = RECORD + MAX_DECISIONS * RECORD_WORDS;
export const ACCESS_WORDS = 4;
const WORDS = ACCESSES + MAX_ACCESSES * ACCESS_WORDS;

/** A decision that was made. */
export interface Decision {
  /** The thread that could have gone on; -1 if it blocks, or has ended. */
  current: number;
  chosen: number;
  low: number;
  high: number;
  /** So many of the times, which come after the turns, are not before any other. */
  due: number;
  options: number[];
}

/** What goes to each thread. */
export interface ControlMemory {
  words: SharedArrayBuffer;
  clock: SharedArrayBuffer;
}

export function controlMemory(): ControlMemory {
  return { words: new SharedArrayBuffer(4 * WORDS), clock: new SharedArrayBuffer(8) };
}

export function mix(hash: number, value: number): number {
  let bits = Math.imul(hash ^ value, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
