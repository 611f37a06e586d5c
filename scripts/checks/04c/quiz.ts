/**
 * What is asked of modules/04c/exercises/quiz.ts.
 *
 * Solved: solutions/04c/quiz.ts
 * Solved wrongly: test/fixtures/wrong/04c/quiz/
 * Solved, and then spoilt: test/fixtures/mutants/04c/quiz.*.diff
 * The starter as it was: scripts/starters/04c/quiz.txt
 */
import type { Checks } from '../../lib/exercises.ts';

const WAITS = 1000;
const THREADS = 4;
/** How long a task waits, in milliseconds. */
const WAIT = 2;
const CLAIMS = 4;

export default {
  hints: [
    'task(work) begins a task and gives a promise. Array.from({ length: count }, () => task(work)) begins as many as are wanted, and keeps their promises.',
    'Look before you wait: look(mostInside, before), and then await Promise.all(tasks).',
    'A task gives the thread to others only where it awaits something that is not there yet. What does that mean for a loop of a million square roots, and for sleepSync?',
  ],
  requirements: [
    {
      says: `${WAITS} tasks wait at once, on one thread`,
      holds: ({ trace }) => {
        const waits = trace.naps(WAIT);
        const threads = new Set(waits.map(({ by }) => by)).size;
        if (threads > 1) return `they waited in ${threads} threads`;
        return waits.length === WAITS && trace.mostAsleep() === WAITS
          ? true
          : `at most ${trace.mostAsleep()} waited at once`;
      },
      next: 'In asTasks, begin all tasks before you await one.',
    },
    {
      says: 'A trial is over before the next one begins',
      holds: ({ trace }) => {
        const [thread] = trace.of('', 'start');
        const over = trace
          .of('', 'wake')
          .filter(({ level, at }) => level === WAIT && (!thread || at < thread.at));
        return over.length === WAITS
          ? true
          : `${WAITS - over.length} tasks were still in progress`;
      },
      next: 'Wait for all tasks in asTasks: await Promise.all(tasks).',
    },
    {
      says: `${THREADS} threads wait at once`,
      holds: ({ trace }) =>
        trace.mostAlive === THREADS
          ? true
          : `at most ${trace.mostAlive} were alive at once`,
      next: 'Leave asThreads as it was.',
    },
    {
      says: 'Each claim has the answer that was seen',
      holds: ({ run }) => {
        const told = [...run.stdout.matchAll(/^(.*): (\w+), and seen: (\w+)$/gm)];
        const wrong = told.find(([, , answer, seen]) => answer !== seen);
        if (wrong) return `${wrong[1]}: you say ${wrong[2]}`;
        return told.length === CLAIMS ? true : `${told.length} of ${CLAIMS} have one`;
      },
      next: 'The lines with "at once" tell; --hint says how to read them.',
    },
  ],
} satisfies Checks;
