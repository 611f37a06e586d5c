import { threadId } from 'node:worker_threads';

/** Where a piece of work was done. */
export interface Place {
  pid: number;
  thread: number;
}

/** The place of whoever calls it. */
export function here(): Place {
  return { pid: process.pid, thread: threadId };
}

/** Places in words, as the caller sees them: `this thread`, `3 other processes`. */
export function inWords(places: Place[]): string {
  const pids = new Set(places.map(({ pid }) => pid));
  const threads = new Set(places.map(({ thread }) => thread));
  if (!pids.has(process.pid)) return `${pids.size} other processes`;
  if (!threads.has(threadId)) return `${threads.size} other threads`;
  return pids.size + threads.size === 2 ? 'this thread' : 'this thread and others';
}
