/**
 * What is asked of modules/04a/exercises/custom-thread-pool.ts.
 *
 * Solved: solutions/04a/custom-thread-pool.ts
 * Solved in other ways: test/fixtures/right/04a/custom-thread-pool/
 * Solved wrongly: test/fixtures/wrong/04a/custom-thread-pool/
 * Solved, and then spoilt: test/fixtures/mutants/04a/custom-thread-pool.*.diff
 * The starter as it was: scripts/starters/04a/custom-thread-pool.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Run } from '../../lib/program.ts';
import type { Step, Trace } from '../../lib/trace.ts';

// The naps of the demonstration, by which its tasks are known.
const BLOCKED = 10;
const BY_PRIORITY = [23, 24, 22, 25, 21];
const NAMES: Record<number, string> = {
  21: 'can wait',
  22: 'normal',
  23: 'urgent',
  24: 'urgent, too',
  25: 'normal, too',
};
const NEVER = 5000;
const FAILS = 30;
const IN_TIME = 31;
const AT_CLOSE = 41;
const TOO_LATE = [42, 43];

/** Other sizes and times, in a run for all that depends on them. */
const OTHERS = {
  'const SIZES = { minThreads: 1, maxThreads: 3, maxWaiting: 5 };':
    'const SIZES = { minThreads: 2, maxThreads: 4, maxWaiting: 3 };',
  'const TIMES = { idleTimeout: 100, timeout: 200 };':
    'const TIMES = { idleTimeout: 3000, timeout: 900 };',
};
/** Four, one, one and its replacement: what the first three pools need. */
const ALL_THREADS = 7;
/** Measured by main, which may be late. */
const IDLE_AT_LEAST = 2000;
const TIMEOUT_AT_LEAST = 600;

export default {
  hints: [
    'Let main decide who does what: a list of waiting tasks, kept in the order in which they will run, a list of idle threads, and one method that brings both together, called whenever one of them has grown.',
    'port.postMessage(task) sends a task to a thread; port.on("message", …) hears first "begun", from where the time counts, and then { result } or { error }. Then the thread is idle: start its idle timer.',
    'When the time is up: reject the promise, thread.terminate(), and wait for its join() to reject before you start another one. To let a thread end by itself: port.postMessage("end"); close() does that with each one that has nothing to do, and awaits the joins.',
  ],
  requirements: [
    {
      says: 'It has minThreads to maxThreads threads, which are used again and again',
      with: OTHERS,
      holds: ({ trace, run }) => {
        const done = trace.naps(BLOCKED);
        if (done.some(({ by }) => by.thread === 0)) return 'main did the tasks itself';
        if (done.length !== 8) return `${done.length} of the first 8 tasks were done`;
        const said = differsIn(run, [
          'Threads at first: 2',
          'Threads: 4, alive: 4, tasks waiting: 4',
        ]);
        if (said) return `with 2 to 4 threads ${said}`;
        const before = trace.naps(FAILS)[0]?.at ?? Number.POSITIVE_INFINITY;
        const started = trace.of('', 'start').filter(({ at }) => at < before).length;
        return started <= ALL_THREADS
          ? true
          : `${started} were started, where ${ALL_THREADS} would do`;
      },
      why: 'A thread costs time and memory to start; a pool pays that once, and never for more than the machine can bear.',
      next: 'Start a new thread only if none is idle and there are fewer than maxThreads; when one has answered, give it the next task that waits.',
    },
    {
      says: 'A thread above the minimum ends when it has had nothing to do for idleTimeout',
      with: OTHERS,
      holds: ({ run }) => {
        const said = differsIn(run, ['Threads in the end: 2, alive: 2']);
        if (said) return `with at least 2 threads ${said}`;
        const [, ms] = /^Idle threads ended after (\d+) ms$/m.exec(run.stdout) ?? [];
        return Number(ms) >= IDLE_AT_LEAST
          ? true
          : `with an idleTimeout of 3000 ms they ended after ${ms} ms`;
      },
      why: 'After a rush the pool gives back what it does not need, and yet is ready for a while if there comes another one.',
      next: 'Give each idle thread a timer; at its end, with more than minThreads, tell the thread to end.',
    },
    {
      says: 'Of the tasks that wait, the one with the highest priority is next, and of equal ones the first',
      holds: ({ trace }) => {
        const order = trace.naps(...BY_PRIORITY).map(({ level = 0 }) => level);
        return order.join() === BY_PRIORITY.join()
          ? true
          : `the order was ${order.map((ms) => NAMES[ms]).join('; ') || 'not to be seen'}`;
      },
      why: 'What is urgent must not stand behind what can wait, and what can wait must not be overtaken by its like.',
      next: 'Put a new task behind those whose priority is as high or higher, and before the others.',
    },
    {
      says: 'More than maxWaiting tasks are refused with a QueueFullError',
      with: OTHERS,
      holds: ({ run }) => {
        const refused = run.stdout.match(/^.*: QueueFullError$/gm) ?? [];
        const expected = 'urgent, too, normal, too and one too many';
        const names = refused.map((line) => line.replace(': QueueFullError', ''));
        if (names.join() !== 'urgent, too,normal, too,one too many') {
          return `where 3 may wait it refused ${names.join(' and ') || 'none'}, not ${expected}`;
        }
        const said = differsIn(run, ['Waiting: 3']);
        return said ? `where 3 may wait ${said}` : true;
      },
      why: 'A line without a limit takes more than can ever be done, until the memory is full; who is refused can do something about it.',
      next: 'Before a task has to wait, count those that do.',
    },
    {
      says: 'A task that runs for longer than its timeout is stopped',
      with: OTHERS,
      holds: ({ trace, run }) => {
        const [never] = trace.naps(NEVER);
        if (!never) return 'the task that takes too long never began';
        if (wakes(trace, NEVER).length > 0) return 'it slept to its end';
        const [, ms] = /^TimeoutError: after (\d+) ms$/m.exec(run.stdout) ?? [];
        if (!ms) return 'its promise did not reject with a TimeoutError';
        const [after] = trace.naps(FAILS);
        if (!after) return 'nothing was done after it';
        if (after.by === never.by) return 'its thread went on';
        return Number(ms) >= TIMEOUT_AT_LEAST
          ? true
          : `with a timeout of 900 ms it was stopped after ${ms} ms`;
      },
      why: 'A task that hangs would hold its thread for ever, and a few of them the whole pool.',
      next: 'Nothing stops a function that runs: terminate its thread, and start a new one.',
    },
    {
      says: 'An error of a task rejects its promise, and does no harm to its thread',
      holds: ({ trace, run }) => {
        const said = differsIn(run, ['RangeError: no such page']);
        if (said) return said;
        const [[failed], [next]] = [trace.naps(FAILS), trace.naps(IN_TIME)];
        if (!failed || !next) return 'the task after the one that failed was not done';
        return failed.by === next.by ? true : 'the next task got another thread';
      },
      why: 'Whoever asked for the task has to learn of its error; the next task has nothing to do with it.',
      next: 'Take { error } like { result }: the promise settles, the thread is idle.',
    },
    {
      says: 'close() accepts nothing new, waits for all that was accepted, and lets all threads end',
      holds: ({ trace, run }) => {
        const late = trace.naps(...TOO_LATE).length;
        if (late > 0) return `${late} tasks were done that came after it`;
        const done = wakes(trace, AT_CLOSE).length;
        if (done !== 3) return `${done} of the 3 that were accepted were done`;
        const said = differsIn(run, [
          'too late: refused',
          'Closed: 3 done',
          'much too late: refused',
          'Threads after that: 0, alive: 0',
        ]);
        return said ?? true;
      },
      why: 'Only then can a program end, with all done that it has promised.',
      next: 'In close(), tell each thread to end as soon as it has nothing to do; run() asks first whether the pool is closed.',
    },
  ],
} satisfies Checks;

/** What it printed instead of the first of these lines that is missing. */
function differsIn({ stdout }: Run, lines: string[]): string | undefined {
  const printed = stdout.split('\n');
  const missing = lines.find((line) => !printed.includes(line));
  if (!missing) return undefined;
  const [begin = ''] = /^[^:]*:?/.exec(missing) ?? [];
  const instead = printed.find((line) => line.startsWith(begin));
  return `it printed '${instead ?? 'nothing'}', not '${missing}'`;
}

function wakes(trace: Trace, level: number): Step[] {
  return trace.of('', 'wake').filter((step) => step.level === level);
}
