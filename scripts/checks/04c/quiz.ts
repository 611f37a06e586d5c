/**
 * What is asked of modules/04c/exercises/quiz.ts.
 *
 * Solved: solutions/04c/quiz.ts
 * Solved in other ways: test/fixtures/right/04c/quiz/
 * Solved wrongly: test/fixtures/wrong/04c/quiz/
 * Solved, and then spoilt: test/fixtures/mutants/04c/quiz.*.diff
 * The starter as it was: scripts/starters/04c/quiz.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Run } from '../../lib/program.ts';
import type { Trace } from '../../lib/trace.ts';

const WAITS = 1000;
const THREADS = 4;
/** How long a task waits, in milliseconds. */
const WAIT = 2;
const CLAIMS = 4;

/** Fewer tasks, which wait longer; and one claim comes out otherwise. */
const FEWER = 300;
const LONGER = 1000;
const OTHERS = {
  'asTasks(1000, () => sleep(2))': `asTasks(${FEWER}, () => sleep(${LONGER}))`,
  "'it uses all cores': places.size > 1,": "'it uses all cores': places.size > 0,",
};

export default {
  hints: [
    'task(work) begins a task and gives a promise. Array.from({ length: count }, () => task(work)) begins as many as are wanted, and keeps their promises.',
    'Look before you wait: look(mostInside, before), and then await Promise.all(tasks).',
    'A task gives the thread to others only where it awaits something that is not there yet. What does that mean for a loop of a million square roots, and for sleepSync?',
  ],
  requirements: [
    {
      says: 'A thousand tasks wait at once, on one thread',
      holds: ({ trace }) => atOnce(trace, WAITS, WAIT),
      why: 'A task that waits is a promise and no more; that is why a thousand of them are little.',
      next: 'In asTasks, begin all tasks before you await one.',
    },
    {
      says: 'asTasks() returns when all of its tasks are done',
      holds: ({ trace }) => allOver(trace, WAITS, WAIT),
      why: 'Tasks that nobody waits for disturb what is tried out next, and their errors reach nobody.',
      next: 'Keep the promises of the tasks, and wait for all of them before you return.',
    },
    {
      says: 'Four threads wait at once',
      holds: ({ trace }) =>
        trace.mostAlive === THREADS
          ? true
          : `at most ${trace.mostAlive} were alive at once`,
      why: 'Only beside threads that do the same can one see what the tasks save.',
      next: 'Leave asThreads as it was.',
    },
    {
      says: 'Each claim has your answer, true or false, and it is what was seen',
      holds: ({ run }) => {
        const told = answers(run);
        const wrong = told.find(({ answer, seen }) => answer !== seen);
        if (wrong) return `${wrong.claim}: you say ${wrong.answer}`;
        return told.length === CLAIMS ? true : `${told.length} of ${CLAIMS} have one`;
      },
      why: 'Who has tried it out knows which of the usual answers are only usual.',
      next: 'The lines with "at once" tell; --hint says how to read them.',
    },
    {
      says: 'It is so with other numbers, too',
      with: OTHERS,
      holds: ({ trace, run }) => {
        const fewer = atOnce(trace, FEWER, LONGER);
        if (fewer !== true) return `of ${FEWER} tasks, ${fewer}`;
        const over = allOver(trace, FEWER, LONGER);
        if (over !== true) return `of ${FEWER} tasks, which wait longer, ${over}`;
        const [, told] = /^1000 waits as tasks: (\d+) at once/m.exec(run.stdout) ?? [];
        if (told !== `${FEWER}`) return `of ${FEWER} tasks, the program saw ${told}`;
        const changed = answers(run).find(({ claim }) => claim === 'it uses all cores');
        return changed?.answer !== changed?.seen
          ? true
          : 'your answer changed with what was seen: it is to be your own';
      },
      why: 'What is counted has to come from the tasks, and an answer from you.',
      next: 'Use count in asTasks, give look() what was counted, and write the answers into answers.',
    },
  ],
} satisfies Checks;

function atOnce(trace: Trace, count: number, ms: number): true | string {
  const threads = new Set(trace.naps(ms).map(({ by }) => by)).size;
  if (threads > 1) return `they waited in ${threads} threads`;
  const most = trace.mostAsleep(ms);
  return most === count ? true : `at most ${most} waited at once`;
}

/** Whether none of the tasks is left when the first thread starts. */
function allOver(trace: Trace, count: number, ms: number): true | string {
  const [thread] = trace.of('', 'start');
  const over = trace
    .of('', 'wake')
    .filter(({ level, at }) => level === ms && (!thread || at < thread.at));
  return over.length === count
    ? true
    : `${count - over.length} were still waiting when the threads began`;
}

/** The claims that have an answer, with what was seen. */
function answers({ stdout }: Run) {
  const told = stdout.matchAll(/^(.*): (\w+), and seen: (\w+)$/gm);
  return [...told].map(([, claim, answer, seen]) => ({ claim, answer, seen }));
}
