/**
 * What is asked of modules/04c/exercises/exceptions-explained.ts.
 *
 * Solved: solutions/04c/exceptions-explained.ts
 * Solved in other ways: test/fixtures/right/04c/exceptions-explained/
 * Solved wrongly: test/fixtures/wrong/04c/exceptions-explained/
 * Solved, and then spoilt: test/fixtures/mutants/04c/exceptions-explained.*.diff
 * The starter as it was: scripts/starters/04c/exceptions-explained.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Step, ThreadTrace, Trace } from '../../lib/trace.ts';

/** How long main waits for what hangs, in milliseconds; and when the checker tries others. */
const WAIT = 200;
const LONG_WAIT = 3000;
/** A process may need so long, in milliseconds, to be gone after its last line. */
const EXIT = 500;
/** Five orders, of which the third fails; and the slow thread ends by itself. */
const OTHERS = {
  'const ORDERS = [30, 20, 10];': 'const ORDERS = [40, 10, 50, 20, 25];',
  'const UNBOOKABLE = 20;': 'const UNBOOKABLE = 50;',
  'const WAIT = 200;': `const WAIT = ${LONG_WAIT};`,
  'const HANGS = true;': 'const HANGS = false;',
};
const RECEIPTS = [
  '40: done',
  '10: done',
  '50: RangeError: cannot book 50',
  '20: done',
  '25: done',
];
/** Each of four orders changes both accounts. */
const CHANGES = 8;
/** Who waits no longer than so, in milliseconds, looks again and again. */
const POLL = 100;

export default {
  hints: [
    'thread.join() throws what the thread threw: await it in a try, and print the error in the catch.',
    'Only the clerk knows what it had begun. Where book fails, put the money back into account 0; then the order has failed as a whole, and the clerk can put its receipt.',
    'The try stands inside the loop: then an error ends one order, not the loop.',
    'await thread.join({ timeout: 200 }) comes back after 200 ms at the latest, and thread.isAlive() tells whether the thread has ended. A limit ends only the wait: stop.set() asks the thread to end, and a second join() waits for it.',
  ],
  requirements: [
    {
      says: "Main hears of a clerk's error where it waits for it, and goes on",
      with: OTHERS,
      holds: ({ trace, run }) => {
        const receipts = putsBy(trace, 'careless');
        if (receipts === undefined) return 'there was no careless clerk';
        if (receipts !== 2) return `the careless clerk put ${receipts} receipts, not 2`;
        if (!run.stdout.includes('careless: ended by RangeError: cannot book 50\n')) {
          return "main did not say 'careless: ended by RangeError: cannot book 50'";
        }
        if (!threadOf(trace, 'careful')) return 'no other clerk came after it';
        const [poll] = inMain(trace.naps(), trace.timers).filter(isPoll);
        return poll ? `main looks again every ${poll.level} ms` : true;
      },
      why: 'An error that nobody waits for is noticed by nobody, or ends the program somewhere else.',
      next: 'Write: try { await thread.join(); … } catch (error) { … } in run.',
    },
    {
      says: 'The careful clerk leaves no order half done',
      with: OTHERS,
      holds: ({ trace, run }) => {
        const writes = trace.of('SharedArray', 'write');
        if (inMain(writes).length > 0) return 'main put the accounts right';
        const money = linesOf(run.stdout, 'careful').find((line) =>
          line.includes('money'),
        );
        if (money !== 'money: 5 + 95 of 100') {
          return `there should be 5 + 95 of 100 in the accounts, and it says '${money}'`;
        }
        const own = writes.filter(({ by }) => by === threadOf(trace, 'careful')).length;
        return own >= CHANGES ? true : `it changed an account ${own} times`;
      },
      why: 'Whoever comes after an error counts with what it finds, and nobody else knows what had been begun.',
      next: 'When book throws, put the amount back before you do anything else.',
    },
    {
      says: 'The careful clerk goes on after an error, and puts a receipt for each order',
      with: OTHERS,
      holds: ({ trace, run }) => {
        const puts = putsBy(trace, 'careful') ?? 0;
        if (puts !== RECEIPTS.length) {
          return `${puts} of ${RECEIPTS.length} orders have one`;
        }
        const printed = linesOf(run.stdout, 'careful');
        const missing = RECEIPTS.find((receipt) => !printed.includes(receipt));
        return missing ? `there is none with '${missing}'` : true;
      },
      why: 'One bad order is to cost one result, and not all that come after it.',
      next: 'Put a try around what may fail, inside the loop, and in the catch put a receipt, too.',
    },
    {
      says: "Main waits WAIT ms for the thread 'slow', which hangs, and then asks it to stop",
      holds: ({ trace }) => {
        const start = trace.of('', 'start').find(({ name }) => name === 'slow');
        if (!start) return 'it was not started';
        const [set] = inMain(trace.of('Event', 'set'));
        if (!set) return 'main did not ask it to stop';
        const waited = Math.round(set.at - start.at);
        // The clock of a timer may be a little fast.
        if (waited < 0.95 * WAIT) return `it was asked after ${waited} ms`;
        return endOf(trace, 'slow') ? true : 'it did not come to its end';
      },
      why: 'What hangs throws nothing, so only a limit tells; and the limit ends only the wait, not the thread.',
      next: 'await thread.join({ timeout: WAIT }), and if it is alive then, stop.set() and join() again.',
    },
    {
      says: "When 'slow' ends in time, main goes on at once, and asks nobody",
      with: OTHERS,
      holds: ({ trace, run }) => {
        const end = endOf(trace, 'slow');
        if (!end) return 'it was not started';
        if (inMain(trace.of('Event', 'set')).length > 0) return 'main asked it to stop';
        if (inMain(trace.naps(WAIT), trace.timers).some(({ level }) => level === WAIT)) {
          return `it waits ${WAIT} ms, also where WAIT is another number`;
        }
        const last = (trace.steps.at(-1)?.at ?? 0) - run.lingered;
        const wakes = inMain(trace.of('', 'wake'));
        // One that was cancelled wakes early.
        const nap = inMain(trace.naps(LONG_WAIT)).find((sleep) =>
          wakes.some(
            ({ level, at }) =>
              level === LONG_WAIT && at > sleep.at + LONG_WAIT / 2 && at < last + EXIT,
          ),
        );
        if (nap) return 'main slept for as long as it may wait';
        const late = Math.round(last - end.at);
        return late < LONG_WAIT / 2 ? true : `main went on ${late} ms later`;
      },
      why: 'A limit is the longest that one waits, and not how long one waits.',
      next: 'A join with a timeout comes back as soon as the thread has ended; a sleep does not.',
    },
  ],
} satisfies Checks;

function threadOf(trace: Trace, name: string): ThreadTrace | undefined {
  return trace.threads.find((thread) => thread.thread !== 0 && thread.name === name);
}

/** The end to which a thread came; undefined when there was none. */
function endOf(trace: Trace, name: string) {
  return threadOf(trace, name)?.events.find(({ event }) => event === 'end');
}

/** How many receipts a clerk has put; undefined when there was no such clerk. */
function putsBy(trace: Trace, name: string): number | undefined {
  return threadOf(trace, name)?.events.filter(
    ({ event, kind }) => kind === 'Queue' && event === 'put',
  ).length;
}

function inMain(...steps: Step[][]): Step[] {
  return steps.flat().filter(({ by }) => by.thread === 0);
}

function isPoll({ level = 0 }: Step): boolean {
  return level > 0 && level < POLL;
}

/** What is printed below the line of a clerk. */
function linesOf(stdout: string, clerk: string): string[] {
  const [, lines = ''] =
    new RegExp(`^${clerk}: .*\n((?: {2}.*\n)*)`, 'm').exec(stdout) ?? [];
  return lines.split('\n').map((line) => line.trim());
}
