/**
 * What is asked of modules/04c/exercises/task-manager.ts.
 *
 * Solved: solutions/04c/task-manager.ts
 * Solved in other ways: test/fixtures/right/04c/task-manager/
 * Solved wrongly: test/fixtures/wrong/04c/task-manager/
 * Solved, and then spoilt: test/fixtures/mutants/04c/task-manager.*.diff
 * The starter as it was: scripts/starters/04c/task-manager.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Run } from '../../lib/program.ts';
import type { Trace } from '../../lib/trace.ts';

// The naps of the demonstration, by which its tasks are known.
const URGENCY = new Map([
  [21, 'tidy up'],
  [22, 'newsletter'],
  [23, 'invoice'],
  [24, 'alarm'],
]);
const GUEST = 11;
const [BROKEN, BACKUP, MAIL, DEBIT] = [31, 62, 63, 41];
const [UPLOAD, SEARCH, DRAFT, CREDIT, RECEIPT] = [3000, 3001, 3002, 3003, 3004];
const WITH_FAILURES = [UPLOAD, BROKEN, BACKUP, MAIL, SEARCH, DRAFT];
const KNOWN = [...URGENCY.keys(), GUEST, ...WITH_FAILURES, DEBIT, CREDIT, RECEIPT];

/** Three tasks at a time, and other priorities. */
const OTHERS = {
  'const LIMIT = 2;': 'const LIMIT = 3;',
  'const PRIORITIES = [-1, 0, 0, 9];': 'const PRIORITIES = [5, 1, 7, 1];',
};
/** A timer for each submit and each end are fewer. */
const MANY = 80;
const ORDER = ['invoice', 'tidy up', 'newsletter', 'alarm'];
/** Outcomes that are the same for each limit. */
const OUTCOMES = ['draft', 'upload', 'broken', 'backup', 'mail', 'search'];

export default {
  hints: [
    'Keep two things: a list of the tasks that wait, in the order in which they will run, and the tasks that run. One method begins waiting ones as long as there is room; call it when a task has ended, and in a microtask (queueMicrotask) after each submit.',
    'A new task goes behind those whose priority is as high or higher. An AbortController for each task: its signal goes to the work.',
    'The outcome is a promise that you settle yourself: when the work has ended, or when a task that waits is cancelled. Was the signal aborted, and is the error its reason? Then it was cancelled; otherwise it has failed.',
  ],
  requirements: [
    {
      says: 'Of the tasks that wait, the one with the highest priority is next',
      with: OTHERS,
      holds: ({ trace }) => {
        const order = trace.naps(...URGENCY.keys()).map(({ level }) => nameOf(level));
        const wanted = ORDER.join(', ');
        return order.join(', ') === wanted
          ? true
          : `the order was ${order.join(', ') || 'not to be seen'}, and should be ${wanted}`;
      },
      why: 'When all cannot be done at once, what is urgent must not stand behind what is not.',
      next: 'Sort the waiting tasks by priority, and begin none before all are submitted.',
    },
    {
      says: 'At most `limit` tasks run at the same time',
      with: OTHERS,
      holds: ({ trace }) => {
        const one = trace.mostAsleep(...URGENCY.keys());
        if (one > 1) return `${one} ran at once, where the limit was 1`;
        const some = trace.mostAsleep(...WITH_FAILURES);
        return some === 3 ? true : `${some} ran at once, where the limit was 3`;
      },
      why: 'What the tasks use, a server or a disk, stands only so many at a time.',
      next: 'Begin the next one only when there is room: at a submit, and when a task has ended.',
    },
    {
      says: 'A task that waits begins as soon as there is room',
      with: OTHERS,
      holds: ({ trace, run }) => {
        const host = outcomeOf(run, 'host');
        if (host !== 'done, has met the last guest') {
          return `one waited until the last had begun, and was told: '${host}'`;
        }
        const looks = [...trace.naps(), ...trace.timers].find(
          ({ level = 0 }) => level > 1 && !KNOWN.includes(level),
        );
        if (looks) return `somebody looks every ${looks.level} ms`;
        const { length } = trace.timers;
        return length < MANY ? true : `somebody looks again, ${length} times`;
      },
      why: 'In batches the slowest one decides when the next ones begin; and looking again costs time, whether there is room or not.',
      next: 'When a task has ended, begin the next one in the same function.',
    },
    {
      says: 'A task that is cancelled while it runs is stopped by its signal',
      holds: ({ trace, run }) => {
        if (trace.naps(UPLOAD).length === 0) return 'the upload never began';
        if (sleptToItsEnd(trace, UPLOAD)) return 'the upload ran to its end';
        return unless(run, 'upload', 'cancelled, the line is needed');
      },
      why: 'A task that is only forgotten works on, and keeps what others wait for.',
      next: 'Hand the signal of its AbortController to the work, and abort it in cancel().',
    },
    {
      says: 'A task that is cancelled before it begins never begins',
      holds: ({ trace, run }) => {
        if (trace.naps(SEARCH).length > 0) return 'the search began all the same';
        if (trace.naps(DRAFT).length > 0) return 'the draft began all the same';
        const draft = unless(run, 'draft', 'cancelled, a mistake');
        return draft === true
          ? unless(run, 'search', 'cancelled, not wanted any more')
          : draft;
      },
      why: 'Nobody wants it any more, and its place may be of use to another.',
      next: 'In cancel(), take it out of those that wait, and settle its outcome.',
    },
    {
      says: "With `onError: 'continue'`, a failure stops nobody",
      holds: ({ trace, run }) => {
        if (trace.naps(BROKEN).length === 0) return 'the broken task never began';
        const after = [BACKUP, MAIL].filter((nap) => sleptToItsEnd(trace, nap)).length;
        if (after < 2) return `${after} of 2 tasks after it were done`;
        return unless(run, 'broken', 'failed, RangeError: no such page');
      },
      why: 'Tasks that do not need each other should not end for the mistakes of one.',
      next: "Make an outcome of the error; with onError 'continue', nothing else follows.",
    },
    {
      says: "With `onError: 'stop'`, a failure cancels all others",
      with: OTHERS,
      holds: ({ trace, run }) => {
        if (trace.naps(DEBIT).length === 0) return 'the debit never began';
        if (trace.naps(CREDIT).length === 0) return 'the credit never began';
        if (sleptToItsEnd(trace, CREDIT)) return 'the credit ran to its end';
        if (trace.naps(RECEIPT).length > 0) return 'the receipt began after it';
        const credit = unless(run, 'credit', 'cancelled, debit has failed');
        return credit === true
          ? unless(run, 'receipt', 'cancelled, debit has failed')
          : credit;
      },
      why: 'Half of what belongs together is worth nothing, and should not go on.',
      next: 'When a task has failed, cancel all others before you begin the next one.',
    },
    {
      says: 'outcomes() tells of all tasks how they have ended, in the order of submission',
      with: OTHERS,
      holds: ({ run }) => {
        const [, part = ''] = run.stdout.split('With failures:\n');
        const told = part.match(/(?<=^ {2})\w+(?=: )/gm) ?? [];
        const names = told.slice(0, OUTCOMES.length).join(', ');
        return names === OUTCOMES.join(', ') ? true : `it told of ${names || 'none'}`;
      },
      why: 'Who asks for the outcomes knows what was submitted, and not what was quick.',
      next: 'Keep the outcome of each task in a list when it is submitted.',
    },
  ],
} satisfies Checks;

/** An interrupted nap ends, too, but early; there may be more than one of a length. */
function sleptToItsEnd(trace: Trace, nap: number): boolean {
  const began = trace.naps(nap).at(-1);
  const ended = trace.of('', 'wake').findLast(({ level }) => level === nap);
  return !!began && !!ended && ended.at - began.at > nap * 0.9;
}

function outcomeOf({ stdout }: Run, name: string): string {
  const line = stdout.split('\n').find((it) => it.startsWith(`  ${name}: `));
  return line?.slice(name.length + 4) ?? 'nothing';
}

function unless(run: Run, name: string, wanted: string): true | string {
  const told = outcomeOf(run, name);
  return told === wanted ? true : `of the ${name} it told '${told}', not '${wanted}'`;
}

function nameOf(level = 0): string {
  return URGENCY.get(level) ?? `${level} ms`;
}
