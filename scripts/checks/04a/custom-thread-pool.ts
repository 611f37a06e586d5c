/**
 * What is asked of modules/04a/exercises/custom-thread-pool.ts.
 *
 * Solved: solutions/04a/custom-thread-pool.ts
 * Solved wrongly: test/fixtures/wrong/04a/custom-thread-pool/
 * Solved, and then spoilt: test/fixtures/mutants/04a/custom-thread-pool.*.diff
 * The starter as it was: scripts/starters/04a/custom-thread-pool.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Step, Trace } from '../../lib/trace.ts';

// The naps of the demonstration, by which its tasks are known.
const MET = 10;
const ALONE = 11;
const BY_PRIORITY = [23, 22, 21];
const NEVER = 5000;
const AFTER_FAILURES = 31;
const AT_CLOSE = 41;

const MAX_THREADS = 3;
/** Three, one, one and its replacement, one: what the four pools need. */
const ALL_THREADS = 7;

export default {
  hints: [
    'Let main decide who does what: a list of waiting tasks, kept in the order in which they will run, a list of idle threads, and one method that brings both together, called whenever one of them has grown.',
    'port.postMessage(task) sends a task to a thread; port.on("message", …) hears first "begun", from where the time counts, and then { result } or { error }. Then the thread is idle: start its idle timer.',
    'When the time is up: reject the promise, thread.terminate(), and wait for its join() to reject before you start another one. To let a thread end by itself: port.postMessage("end"); close() does that with each one that has nothing to do, and awaits the joins.',
  ],
  requirements: [
    {
      says: 'The tasks run in threads, of which there are three at the most',
      holds: ({ trace }) => {
        const inMain = trace
          .naps()
          .filter(({ by, level }) => by.thread === 0 && level !== 20).length;
        if (inMain > 0) return `main did ${inMain} of them`;
        const met = trace.naps(MET).length;
        if (met !== 6) return `${met} of the first 6 were done`;
        return trace.mostAlive === MAX_THREADS
          ? true
          : `${trace.mostAlive} were alive at once`;
      },
      next: 'Start a new thread only if none is idle and there are fewer than maxThreads.',
    },
    {
      says: 'A thread above the minimum ends when it has had nothing to do',
      holds: ({ trace }) => {
        const [alone] = trace.naps(ALONE);
        if (!alone) return 'the task after the pause was not done';
        const alive = aliveAt(trace, alone.at);
        return alive === 1 ? true : `${alive} were still alive after the pause`;
      },
      next: 'Give each idle thread a timer; at its end, with more than minThreads, tell the thread to end.',
    },
    {
      says: 'Threads are used again',
      holds: ({ trace }) => {
        const started = trace.of('', 'start').length;
        return started <= ALL_THREADS
          ? true
          : `${started} were started, where ${ALL_THREADS} would do`;
      },
      next: 'When a thread has answered, give it the next task that waits.',
    },
    {
      says: 'The most urgent of the waiting tasks is next',
      holds: ({ trace }) => {
        const order = trace.naps(...BY_PRIORITY).map(({ level }) => level);
        return order.join() === BY_PRIORITY.join()
          ? true
          : `the order was ${order.map(nameOfNap).join(', ') || 'not to be seen'}`;
      },
      next: 'Put a new task behind those whose priority is as high or higher, and before the others.',
    },
    {
      says: 'A task that takes too long is stopped, and its thread replaced',
      holds: ({ trace }) => {
        const [never] = trace.naps(NEVER);
        if (!never) return 'it never began';
        if (wakes(trace, NEVER).length > 0) return 'it slept to its end';
        const [after] = trace.naps(AFTER_FAILURES);
        if (!after) return 'nothing was done after it';
        return after.by !== never.by ? true : 'its thread went on';
      },
      next: 'Nothing stops a function that runs: terminate its thread, and start a new one.',
    },
    {
      says: 'An error of a task does no harm to its thread',
      holds: ({ trace }) => {
        const [after] = trace.naps(AFTER_FAILURES);
        const { events = [] } = after?.by ?? {};
        const others = trace.threads.filter(
          ({ thread, events: all }) =>
            thread !== 0 &&
            all !== events &&
            all.every(({ event }) => event === 'begin' || event === 'end'),
        ).length;
        return others === 0 ? true : `${others} threads did nothing but fail`;
      },
      next: 'Take { error } like { result }: the promise settles, the thread is idle.',
    },
    {
      says: 'close() waits for what was accepted',
      holds: ({ trace }) => {
        const done = wakes(trace, AT_CLOSE).length;
        return done === 3 ? true : `${done} of 3 were done`;
      },
      next: 'Let threads end only when nothing waits any more; close() awaits their ends.',
    },
    {
      says: 'No thread is left behind',
      holds: ({ trace }) => {
        // The one that was stopped could not report its end.
        const left = aliveAt(trace, Number.POSITIVE_INFINITY) - 1;
        return left <= 0 ? true : `${left} did not end by themselves`;
      },
      next: 'In close(), tell each thread to end as soon as it has nothing to do.',
    },
  ],
} satisfies Checks;

function wakes(trace: Trace, level: number): Step[] {
  return trace.of('', 'wake').filter((step) => step.level === level);
}

function aliveAt(trace: Trace, moment: number): number {
  const until = trace.steps.filter(({ at }) => at < moment);
  const started = until.filter(({ event }) => event === 'start').length;
  const ended = until.filter(({ event, by }) => event === 'end' && by.thread !== 0);
  return started - ended.length;
}

function nameOfNap(level = 0): string {
  return { 21: 'can wait', 22: 'normal', 23: 'urgent' }[level] ?? `${level} ms`;
}
