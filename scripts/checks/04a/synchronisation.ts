/**
 * What is asked of modules/04a/exercises/synchronisation.ts.
 *
 * Solved: solutions/04a/synchronisation.ts
 * Solved wrongly: test/fixtures/wrong/04a/synchronisation/
 * Solved, and then spoilt: test/fixtures/mutants/04a/synchronisation.*.diff
 * The starter as it was: scripts/starters/04a/synchronisation.txt
 */
import type { Checks } from '../../lib/exercises.ts';

const WORKERS = 4;

export default {
  hints: [
    'Put all tasks into the queue before any worker starts, and shut the queue down: get() then throws a QueueShutDownError when nothing is left.',
    'A worker first waits for the event. Then, for each task: take a permit, do the task, and add it to the total while you hold the lock.',
    'using _permit = permits.hold() gives the permit back at the end of the block, also when the task throws.',
  ],
  requirements: [
    {
      says: `${WORKERS} workers wait for the event, and main sets it`,
      holds: ({ trace }) => {
        if (trace.of('Event', 'set').length === 0) return 'nobody set it';
        const workers = trace.threads.filter(({ thread }) => thread !== 0);
        if (workers.length !== WORKERS) return `there were ${workers.length} workers`;
        // A worker that comes late finds it set: it looks, and does not wait.
        const waited = workers.filter(({ events }) => {
          const looked = events.findIndex(({ kind }) => kind === 'Event');
          const began = events.findIndex(({ event }) => event === 'sleep');
          return looked >= 0 && (began < 0 || looked < began);
        });
        if (waited.length === WORKERS) return true;
        return `${waited.length} of them waited before their first task`;
      },
      next: 'Call start.wait() first in each worker, and start.set() in main when all are started.',
    },
    {
      says: 'The tasks come from the queue, each to one worker',
      holds: ({ trace }) => {
        const got = trace.of('Queue', 'get').filter(({ by }) => by.thread !== 0).length;
        return got === 12 ? true : `the workers took ${got} of 12 tasks out of a queue`;
      },
      next: 'main puts the numbers 1 to 12 into the queue; each worker takes one after the other with get().',
    },
    {
      says: 'At most two at a time do a task',
      holds: ({ trace }) => {
        const inside = trace.mostInside('Semaphore');
        if (inside === 0) return 'no semaphore was held';
        if (trace.mostAsleep() > 2) return `${trace.mostAsleep()} did a task at once`;
        return inside <= 2 ? true : `the semaphore let ${inside} in at once`;
      },
      next: 'Hold a permit of a Semaphore(2) around the task.',
    },
    {
      says: 'The total is changed under its lock, once for each task',
      holds: ({ trace }) => {
        const writes = trace
          .of('SharedValue', 'write')
          .filter(({ by }) => by.thread !== 0);
        if (writes.length !== 12) return `it was changed ${writes.length} times`;
        const [lock, ...others] = new Set(writes.map((step) => trace.locksAt(step)[0]));
        if (lock === undefined) return 'it was changed without a lock';
        return others.length === 0 ? true : 'not always under the same lock';
      },
      next: 'Write: using _held = total.lock.hold(); total.value += task;',
    },
  ],
  explored: {
    says: 'The total is the sum of all tasks',
    size: 'two workers and three tasks',
    smaller: {
      'const WORKERS = 4;': 'const WORKERS = 2;',
      'const TASKS = 12;': 'const TASKS = 3;',
    },
    holds: ({ numbers }) =>
      numbers.some(([total]) => total === 6) ? true : `the total is ${numbers[0]}, not 6`,
  },
} satisfies Checks;
