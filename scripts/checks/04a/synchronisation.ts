/**
 * What is asked of modules/04a/exercises/synchronisation.ts.
 *
 * Solved: solutions/04a/synchronisation.ts
 * Solved in other ways: test/fixtures/right/04a/synchronisation/
 * Solved wrongly: test/fixtures/wrong/04a/synchronisation/
 * Solved, and then spoilt: test/fixtures/mutants/04a/synchronisation.*.diff
 * The starter as it was: scripts/starters/04a/synchronisation.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Trace } from '../../lib/trace.ts';

const WORKERS = 4;
const TASKS = 12;
/** How long doTask() sleeps: so it is told apart from addTo(). */
const TASK_MS = 20;
/** Whoever waits looks at the event once or twice. */
const LOOKS = 3;

export default {
  hints: [
    'Put all tasks into the queue before any worker starts, and shut the queue down: get() then throws a QueueShutDownError when nothing is left.',
    'A worker first waits for the event. Then, for each task: take a permit, do the task, and add it to the total while you hold the lock.',
    'using _permit = permits.hold() gives the permit back at the end of the block, also when the task throws.',
  ],
  requirements: [
    {
      says: 'Four workers wait for an event, which main sets',
      holds: ({ trace }) => {
        const setBy = trace.of('Event', 'set').map(({ by }) => by.thread);
        if (setBy.length === 0) return 'nobody set one';
        const workers = workersOf(trace);
        if (workers.length !== WORKERS) return `there were ${workers.length} workers`;
        const waits = workers.map(({ events }) => {
          const began = events.findIndex(
            ({ event, level }) => event === 'sleep' && level === TASK_MS,
          );
          const before = events.slice(0, began < 0 ? undefined : began);
          return before.filter(({ kind }) => kind === 'Event').length;
        });
        const waited = waits.filter((looks) => looks > 0).length;
        if (waited < WORKERS) return `${waited} of them waited before their first task`;
        const most = Math.max(...waits);
        return most <= LOOKS ? true : `one asked ${most} times whether it is set`;
      },
      why: 'A worker that starts at once has a head start; one that asks again and again takes the processor from those who work.',
      next: 'Call wait() of the event first in each worker, and set() in main when all are started.',
    },
    {
      says: 'Each task comes out of a queue by itself, and is done once',
      holds: ({ trace, run }) => {
        const got = trace.of('Queue', 'get').filter(({ by }) => by.thread !== 0).length;
        if (got < TASKS) return `the workers took ${got} items out of a queue`;
        const done = [...run.stdout.matchAll(/: task (\d+)$/gm)].map(([, task]) => task);
        return done.length === TASKS && new Set(done).size === TASKS
          ? true
          : `${done.length} tasks were done, ${new Set(done).size} different ones`;
      },
      why: 'The queue is what gives a task to one worker and to no other, whoever comes first.',
      next: 'main puts the numbers 1 to 12 into the queue; each worker takes one after the other with get().',
    },
    {
      says: 'At most two tasks are done at the same time',
      holds: ({ trace }) => {
        const atOnce = trace.mostAsleep(TASK_MS);
        if (atOnce > 2) return `${atOnce} were done at once`;
        return atOnce === 2 ? true : 'never more than one was done at a time';
      },
      why: 'What the workers share has room for two: a third would spoil it, and with one at a time four workers are no faster than one.',
      next: 'Hold a permit of a Semaphore(2) around the task.',
    },
    {
      says: 'The total is changed under its lock',
      holds: ({ trace }) => {
        const writes = trace.of('SharedValue', 'write');
        const inMain = writes.filter(({ by }) => by.thread === 0).length;
        if (inMain > 0) return 'main changed it, which is the work of the workers';
        if (writes.length === 0) return 'no worker changed it';
        const held = writes.map((step) => trace.locksAt(step));
        const without = held.filter((locks) => locks.length === 0).length;
        if (without > 0) return `it was changed without a lock ${without} times`;
        const same = held[0]?.some((lock) => held.every((locks) => locks.includes(lock)));
        return same ? true : 'not always under the same lock';
      },
      why: 'Between the reading and the writing of one worker another one may write, and what it added is lost.',
      next: 'Write: using _held = total.lock.hold(); before you add to the total.',
    },
    {
      says: 'The total is the sum of all tasks',
      with: { 'const TASKS = 12;': 'const TASKS = 5;' },
      holds: ({ run }) => {
        const [, total = 'none'] = /^Total: (.*)$/m.exec(run.stdout) ?? [];
        return total === '15' ? true : `with five tasks it was ${total}, not 15`;
      },
      why: 'The total has to come from what the workers did, not from what is known beforehand.',
      next: 'Let each worker add what it has done, and main print what is in total.value.',
    },
  ],
  explored: {
    says: 'The total is right in every schedule',
    size: 'two workers and three tasks',
    smaller: {
      'const WORKERS = 4;': 'const WORKERS = 2;',
      'const TASKS = 12;': 'const TASKS = 3;',
    },
    holds: ({ numbers }) =>
      numbers.some(([total]) => total === 6) ? true : `the total is ${numbers[0]}, not 6`,
  },
} satisfies Checks;

function workersOf(trace: Trace) {
  return trace.threads.filter(({ thread }) => thread !== 0);
}
