/**
 * What is asked of modules/04b/exercises/choose-threads-or-processes.ts.
 *
 * Solved: solutions/04b/choose-threads-or-processes.ts
 * Solved in other ways: test/fixtures/right/04b/choose-threads-or-processes/
 * Solved wrongly: test/fixtures/wrong/04b/choose-threads-or-processes/
 * Solved, and then spoilt: test/fixtures/mutants/04b/choose-threads-or-processes.*.diff
 * The starter as it was: scripts/starters/04b/choose-threads-or-processes.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Run } from '../../lib/program.ts';
import type { Trace } from '../../lib/trace.ts';

const PARTS = 4;
/** Who naps how long, in milliseconds: so one can tell what was done. */
const NAP = { replies: 100, sums: 11, votes: 12, reports: 13 };
const JOBS = Object.keys(NAP) as Job[];

type Job = keyof typeof NAP;

/** Other numbers of the parts, so that what is printed has to come from them. */
const OTHERS = { 'const NUMBERS = [1, 2, 3, 4];': 'const NUMBERS = [1, 2, 6];' };

export default {
  hints: [
    'Ask of each job first whether it waits or computes, and then what it needs: memory in common with the others, or something that a process has only one of.',
    'To have a GIL each is what processes are for in Python. Threads have a heap and an event loop each here: what else would a process give to a sum?',
    'Choose the wrong one on purpose, and run the file: votes by processes, reports by threads, reports by the event loop.',
  ],
  requirements: [
    {
      says: 'All parts of a job are done at once, each once',
      holds: ({ trace }) => {
        for (const job of JOBS) {
          const { parts, inMain, threads, processes } = whoDid(trace, job);
          if (parts !== PARTS) return `${job}: ${parts} of ${PARTS} parts were done`;
          const doers = inMain > 0 ? PARTS : threads + processes;
          if (doers < PARTS) return `${job}: ${doers} did it, one part after the other`;
        }
        const { inMain } = whoDid(trace, 'replies');
        const atOnce = trace.mostAsleep(NAP.replies);
        if (inMain === 0 || atOnce === PARTS) return true;
        return `replies: ${atOnce} were waited for at once`;
      },
      why: 'Four who wait, or compute, one after the other take four times as long.',
      next: 'Give an answer for each job, and leave the rest of the program as it is.',
    },
    {
      says: 'Nobody is started for what only waits',
      holds: ({ trace }) => {
        const { threads, processes } = whoDid(trace, 'replies');
        if (processes > 0) return `${processes} processes did nothing but wait`;
        return threads === 0 || `${threads} threads did nothing but wait`;
      },
      why: 'A thread or a process takes time to start, and memory, and waits no better.',
      next: 'Who can wait for many things at once, without being many?',
    },
    {
      says: 'The event loop is free while others compute, or take a nap with sleepSync',
      holds: ({ trace }) => {
        const held = (['sums', 'votes'] as const).find(
          (job) => whoDid(trace, job).inMain > 0,
        );
        return !held || `${held}: the event loop did them, one after the other`;
      },
      why: 'Whatever does not await keeps the event loop from everybody else.',
      next: 'Look for sleepSync and for loops without an await: who else could do that?',
    },
    {
      says: 'No process is started where threads do as well',
      holds: ({ trace }) => {
        const { processes } = whoDid(trace, 'sums');
        return processes === 0 || `${processes} processes were started for the sums`;
      },
      why: 'There is no GIL to get round: threads compute in parallel here, and cost less.',
      next: 'What does a sum need besides a core?',
    },
    {
      says: 'All votes are counted, together, in one number',
      with: OTHERS,
      holds: ({ run }) => {
        const [votes] = resultOf(run);
        return (
          votes === '900' || `with the parts 1, 2 and 6 there were ${votes}, not 900`
        );
      },
      why: 'Memory in common is what threads have, and processes have not.',
      next: 'What is counted in one number needs memory in common: who has that?',
    },
    {
      says: 'All reports are in their places, and the working directory is changed by nobody else meanwhile',
      holds: ({ trace, run }) => {
        const [, inPlace] = resultOf(run);
        if (inPlace !== '1, 2, 3, 4') return `those in their places are [${inPlace}]`;
        const { processes } = whoDid(trace, 'reports');
        return processes === PARTS || 'some have one working directory together';
      },
      why: 'There is one working directory for all threads of a process: who changes it does so for all.',
      next: 'Who has a working directory of its own?',
    },
  ],
} satisfies Checks;

/** Who did parts of a job: the main thread, how many others, how many other processes. */
function whoDid(trace: Trace, job: Job) {
  const naps = trace.naps(NAP[job]);
  const here = naps.filter(({ by }) => by.pid === trace.mainPid).map(({ by }) => by);
  const others = naps.filter(({ by }) => by.pid !== trace.mainPid);
  return {
    parts: naps.length,
    inMain: here.filter(({ thread }) => thread === 0).length,
    threads: new Set(here.filter(({ thread }) => thread !== 0)).size,
    processes: new Set(others.map(({ by }) => by.pid)).size,
  };
}

/** The number of votes, and the reports in their places, as they were printed. */
function resultOf({ stdout }: Run): string[] {
  const line = /^Votes: (.*), reports in their places: \[(.*)\]$/m;
  const [, votes = 'none', inPlace = ''] = line.exec(stdout) ?? [];
  return [votes, inPlace];
}
