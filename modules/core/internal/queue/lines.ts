/**
 * The lines in which threads and tasks wait for a queue, each in three words of its shared
 * memory. All is done under the queue's lock, but for the waiting itself.
 *
 * Internal to the core.
 */
import type { Lock } from '../../lock.ts';
import type { Waiting } from '../sync/wait.ts';

/** Changes with every event that may end the waiting: on this word they sleep. */
const SIGNAL = 0;
/** How many wait. A thread that was terminated stays counted, which costs a vain call. */
const WAITING = 1;
/** How many of them have been woken and are on their way: they need no second call. */
const WOKEN = 2;
export const LINE_WORDS = 3;

interface Queue {
  readonly lock: Lock;
  readonly cells: Int32Array;
}

/**
 * Tries until it succeeds or time is up, and sleeps in the line between two tries.
 *
 * @param line where its words begin in the queue's cells.
 * @param attempt made under the lock.
 */
export function* waitInLine(
  queue: Queue,
  line: number,
  attempt: () => boolean,
): Waiting<boolean> {
  const { cells, lock } = queue;
  let inLine = false;
  try {
    for (let expired = false; ; ) {
      let signal: number;
      lock.acquire();
      try {
        if (inLine) leave(cells, line);
        inLine = false;
        if (attempt()) return true;
        if (expired) return false;
        cells[line + WAITING] = (cells[line + WAITING] as number) + 1;
        inLine = true;
        signal = cells[line + SIGNAL] as number;
      } finally {
        lock.release();
      }
      expired = yield { subject: queue, cells, index: line + SIGNAL, value: signal };
    }
  } finally {
    if (inLine) {
      using _held = lock.hold();
      leave(cells, line);
    }
  }
}

function leave(cells: Int32Array, line: number): void {
  cells[line + WAITING] = (cells[line + WAITING] as number) - 1;
  cells[line + WOKEN] = Math.max((cells[line + WOKEN] as number) - 1, 0);
}

/** Wakes so many of a line, those who have waited longest. */
export function wake(cells: Int32Array, line: number, n: number): void {
  const waiting = cells[line + WAITING] as number;
  if (waiting === 0) return;
  Atomics.add(cells, line + SIGNAL, 1);
  const woken = cells[line + WOKEN] as number;
  const asleep = waiting - woken;
  if (asleep === 0) return;
  cells[line + WOKEN] = woken + Math.min(n, asleep);
  Atomics.notify(cells, line + SIGNAL, n);
}
