/**
 * What is asked of modules/04b/exercises/multiprocessing-explained.ts.
 *
 * Solved: solutions/04b/multiprocessing-explained.ts
 * Solved wrongly: test/fixtures/wrong/04b/multiprocessing-explained/
 * Solved, and then spoilt: test/fixtures/mutants/04b/multiprocessing-explained.*.diff
 * The starter as it was: scripts/starters/04b/multiprocessing-explained.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Trace } from '../../lib/trace.ts';

const SUBMISSIONS = 4;
/** How long they nap, in milliseconds: so one can tell who did what. */
const NAP = { submission: 7, half: 8 };

export default {
  hints: [
    'Two threads: new Thread(import.meta, { target: half, args: [0, 500, bothHere] }), and a second one from 500 to 1000. Start both before you join one.',
    'const { left, right } = new Pipe(); hand right to the process, and await left.receive(): it comes when the submission starts.',
    'join({ timeout: LIMIT }) gives up waiting, not more: afterwards, child.isAlive() says whether there is somebody to kill. join() rejects when the process threw or was ended; catch that, it is one of the outcomes.',
  ],
  requirements: [
    {
      says: 'Two threads of the judge compute the right answer, at once',
      holds: ({ trace }) => {
        const halves = trace.naps(NAP.half).map(({ by }) => by);
        const threads = halves.filter(
          ({ pid, thread }) => pid === judgeOf(trace) && thread !== 0,
        );
        return threads.length === 2 || `${threads.length} threads of the judge did`;
      },
      next: 'Start a Thread for each half, with the same Barrier(2), and add what they give back.',
    },
    {
      says: 'Each submission runs in a process of its own',
      holds: ({ trace }) => {
        const runs = trace.naps(NAP.submission);
        const pids = new Set(runs.map(({ by }) => by.pid));
        if (pids.has(judgeOf(trace))) return 'one ran in the process of the judge';
        if (runs.length !== SUBMISSIONS)
          return `${runs.length} of ${SUBMISSIONS} were run`;
        return pids.size === SUBMISSIONS || `there were ${pids.size} processes`;
      },
      next: 'For each name, start a new Process with the target attempt.',
    },
    {
      says: 'What hangs is killed, and nobody else',
      holds: ({ trace }) => {
        const killed = trace.threads.filter(
          ({ events }) => !events.some(({ event }) => event === 'end'),
        );
        // One of them ends itself in this way.
        return killed.length === 2 || `${killed.length - 1} were killed`;
      },
      next: 'Kill a process only when it is alive after the join with a timeout.',
    },
  ],
} satisfies Checks;

function judgeOf({ steps }: Trace): number {
  return steps[0]?.by.pid ?? 0;
}
