/**
 * What is asked of modules/04c/exercises/task-manager.ts.
 *
 * Solved: solutions/04c/task-manager.ts
 * Solved wrongly: test/fixtures/wrong/04c/task-manager/
 * Solved, and then spoilt: test/fixtures/mutants/04c/task-manager.*.diff
 * The starter as it was: scripts/starters/04c/task-manager.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Trace } from '../../lib/trace.ts';

// The naps of the demonstration, by which its tasks are known.
const BY_PRIORITY = [24, 22, 23, 21];
const UPLOAD = 3000;
const SEARCH = 3001;
const BROKEN = 31;
const AFTER_BROKEN = [62, 63];
const DEBIT = 41;
const CREDIT = 3002;
const RECEIPT = 3003;

export default {
  hints: [
    'Keep two things: a list of the tasks that wait, in the order in which they will run, and the tasks that run. One method begins waiting ones as long as there is room; call it when a task has ended, and in a microtask (queueMicrotask) after each submit.',
    'A new task goes behind those whose priority is as high or higher. An AbortController for each task: its signal goes to the work.',
    'The outcome is a promise that you settle yourself: when the work has ended, or when a task that waits is cancelled. Was the signal aborted, and is the error its reason? Then it was cancelled; otherwise it has failed.',
  ],
  requirements: [
    {
      says: 'The most urgent task is next',
      holds: ({ trace }) => {
        const order = trace.naps(...BY_PRIORITY).map(({ level }) => level);
        return order.join() === BY_PRIORITY.join()
          ? true
          : `the order was ${order.map(nameOfNap).join(', ') || 'not to be seen'}`;
      },
      next: 'Sort the waiting tasks by priority, and begin none before all are submitted.',
    },
    {
      says: 'No more run at once than the limit allows',
      holds: ({ trace }) => {
        const one = trace.mostAsleep(...BY_PRIORITY);
        if (one > 1) return `${one} ran at once, where the limit was 1`;
        const two = trace.mostAsleep(UPLOAD, BROKEN, ...AFTER_BROKEN, SEARCH);
        return two === 2 ? true : `${two} ran at once, where the limit was 2`;
      },
      next: 'Begin the next one when there is room: at a submit, and when a task has ended.',
    },
    {
      says: 'A task that is cancelled while it runs is stopped',
      holds: ({ trace }) => {
        if (trace.naps(UPLOAD).length === 0) return 'the upload never began';
        return sleptToItsEnd(trace, UPLOAD) ? 'the upload ran to its end' : true;
      },
      next: 'Hand the signal of its AbortController to the work, and abort it in cancel().',
    },
    {
      says: 'A task that is cancelled before it begins never begins',
      holds: ({ trace }) =>
        trace.naps(SEARCH).length === 0 ? true : 'the search began all the same',
      next: 'In cancel(), take it out of those that wait, and settle its outcome.',
    },
    {
      says: 'A failure does not stop the others',
      holds: ({ trace }) => {
        if (trace.naps(BROKEN).length === 0) return 'the broken task never began';
        const after = AFTER_BROKEN.filter((nap) => sleptToItsEnd(trace, nap)).length;
        return after === AFTER_BROKEN.length
          ? true
          : `${after} of ${AFTER_BROKEN.length} tasks after it were done`;
      },
      next: "Make an outcome of the error; with onError 'continue', nothing else follows.",
    },
    {
      says: "With onError 'stop', a failure cancels those that run and those that wait",
      holds: ({ trace }) => {
        if (trace.naps(DEBIT).length === 0) return 'the debit never began';
        if (trace.naps(CREDIT).length === 0) return 'the credit never began';
        if (sleptToItsEnd(trace, CREDIT)) return 'the credit ran to its end';
        return trace.naps(RECEIPT).length === 0 ? true : 'the receipt began after it';
      },
      next: 'When a task has failed, cancel all others before you begin the next one.',
    },
  ],
} satisfies Checks;

/** An interrupted nap ends, too, but early. */
function sleptToItsEnd(trace: Trace, nap: number): boolean {
  const [began] = trace.naps(nap);
  const ended = trace.of('', 'wake').find(({ level }) => level === nap);
  return !!began && !!ended && ended.at - began.at > nap * 0.9;
}

function nameOfNap(level = 0): string {
  const names = { 21: 'tidy up', 22: 'newsletter', 23: 'invoice', 24: 'alarm' };
  return names[level as keyof typeof names] ?? `${level} ms`;
}
