/**
 * What is asked of modules/04b/exercises/choose-threads-or-processes.ts.
 *
 * Solved: solutions/04b/choose-threads-or-processes.ts
 * Solved wrongly: test/fixtures/wrong/04b/choose-threads-or-processes/
 * Solved, and then spoilt: test/fixtures/mutants/04b/choose-threads-or-processes.*.diff
 * The starter as it was: scripts/starters/04b/choose-threads-or-processes.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Trace } from '../../lib/trace.ts';

const PARTS = 4;
/** Who naps how long, in milliseconds: so one can tell what was done. */
const NAP = { replies: 100, sums: 11, votes: 12, reports: 13 };

export default {
  hints: [
    'Ask of each job first whether it waits or computes, and then what it needs: memory in common with the others, or something that a process has only one of.',
    'To have a GIL each is what processes are for in Python. Threads have a heap and an event loop each here: what else would a process give to a sum?',
    'Choose the wrong one on purpose, and run the file: votes by processes, reports by threads, reports by the event loop.',
  ],
  requirements: [
    {
      says: 'The replies are waited for at once, and nobody is started to wait',
      holds: ({ trace }) => {
        const { parts, inMain, elsewhere } = whoDid(trace, 'replies');
        if (parts < PARTS) return `${parts} of ${PARTS} parts were done`;
        if (elsewhere > 0) return `${elsewhere} processes did nothing but wait`;
        return inMain === 0 || `${inMain} threads did nothing but wait`;
      },
      next: 'Who can wait for many things at once, without being many?',
    },
    {
      says: 'Each sum has a thread, and none has a process',
      holds: ({ trace }) => eachInThread(trace, 'sums'),
      next: 'A sum needs nothing but a core. Threads compute in parallel here.',
    },
    {
      says: 'Each part of the votes has a thread, and all count in one number',
      holds: ({ trace }) => {
        const each = eachInThread(trace, 'votes');
        if (each !== true) return each;
        const written = trace
          .of('SharedValue', 'write')
          .filter(({ by }) => by.thread !== 0);
        return written.length === PARTS || `threads added to it ${written.length} times`;
      },
      next: 'What is counted in one number needs memory in common: who has that?',
    },
    {
      says: 'Each report is written by a process',
      holds: ({ trace }) => {
        const { parts, elsewhere } = whoDid(trace, 'reports');
        if (parts < PARTS) return `${parts} of ${PARTS} parts were done`;
        return elsewhere === PARTS || `they were written by ${elsewhere || 1} process`;
      },
      next: 'There is one working directory for all threads of a process.',
    },
  ],
} satisfies Checks;

/** How many other threads of the main process did parts of a job, and other processes. */
function whoDid(trace: Trace, job: keyof typeof NAP) {
  const main = trace.mainPid;
  const naps = trace.naps(NAP[job]);
  const doers = naps.map(({ by }) => by);
  const threads = doers.filter(({ pid, thread }) => pid === main && thread !== 0);
  const others = doers.filter(({ pid }) => pid !== main).map(({ pid }) => pid);
  return {
    parts: naps.length,
    inMain: new Set(threads).size,
    elsewhere: new Set(others).size,
  };
}

function eachInThread(trace: Trace, job: keyof typeof NAP): true | string {
  const { parts, inMain, elsewhere } = whoDid(trace, job);
  if (parts < PARTS) return `${parts} of ${PARTS} parts were done`;
  if (elsewhere > 0) return `${elsewhere} processes were started for it`;
  return (
    inMain === PARTS ||
    (inMain === 0 ? 'the main thread did it' : `${inMain} threads did it`)
  );
}
