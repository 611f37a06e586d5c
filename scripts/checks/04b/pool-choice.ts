/**
 * What is asked of modules/04b/exercises/pool-choice.ts.
 *
 * Solved: solutions/04b/pool-choice.ts
 * Solved wrongly: test/fixtures/wrong/04b/pool-choice/
 * Solved, and then spoilt: test/fixtures/mutants/04b/pool-choice.*.diff
 * The starter as it was: scripts/starters/04b/pool-choice.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Run } from '../../lib/program.ts';
import type { ThreadTrace, Trace } from '../../lib/trace.ts';

/** Both pools have two threads; primes and the plug-in have two processes each. */
const THREADS = 4;
const PROCESSES = 4;
const PARTS = 2;

export default {
  hints: [
    "A pool is closed when its block ends, so 'threads' has to await the results before it returns: return await Promise.allSettled(PARTS.map(() => pool.run(work)));",
    'Start all processes, and then join them all: Promise.allSettled(children.map((child) => child.join())) waits for each of them, also when one has crashed.',
    'Ask of each kind of work: does it wait, compute, or crash? An async function lets others on only while it awaits, a crash ends the process in which it happens, and threads are all in one.',
  ],
  requirements: [
    {
      says: 'Downloads and primes are tried in pools of two threads',
      holds: ({ trace }) => {
        const all = threads(trace);
        if (all.length !== THREADS) return `there were ${all.length} threads`;
        const downloads = all.filter(didSleep).length;
        return downloads === PARTS ? true : `${downloads} of them did a download`;
      },
      next: "In 'threads', make a pool of two, and give it both parts at once.",
    },
    {
      says: 'The plug-in is tried in a process that may crash',
      holds: ({ run }) =>
        choice(run, 'plug-in') === 'processes'
          ? true
          : choice(run, 'plug-in')
            ? `it was tried in way '${choice(run, 'plug-in')}'`
            : 'it was not tried',
      next: 'Choose the way in which a crash takes nobody with it.',
    },
    {
      says: 'Primes and the plug-in have a process for each part',
      holds: ({ trace }) => {
        const all = children(trace);
        if (all.length !== PROCESSES) return `there were ${all.length} processes`;
        const crashed = all.filter(({ events }) => events.at(-1)?.event !== 'end').length;
        return crashed === PARTS ? true : `${crashed} of them crashed`;
      },
      next: "In 'processes', start a Process for each part, with part as its target.",
    },
    {
      says: 'What only waits has no worker',
      holds: ({ run }) => isChosen(run, 'download', 'event loop'),
      next: 'The two waits on the event loop took as long as one: what would a thread add?',
    },
    {
      says: 'What computes keeps nobody else from going on',
      holds: ({ run }) => isChosen(run, 'primes', 'threads'),
      next: 'Look at "loop free", and then at the time: what is the cheapest way with a free loop?',
    },
  ],
} satisfies Checks;

function threads(trace: Trace): ThreadTrace[] {
  return trace.threads.filter(({ thread }) => thread !== 0);
}

/** All processes but the one that did something first. */
function children(trace: Trace): ThreadTrace[] {
  const main = trace.steps[0]?.by;
  return trace.threads.filter((one) => one.thread === 0 && one !== main);
}

function didSleep({ events }: ThreadTrace): boolean {
  return events.some(({ event }) => event === 'sleep');
}

function choice({ stdout }: Run, work: string): string | undefined {
  const line = stdout
    .split('\n')
    .find((one) => one.startsWith(work) && /chosen$/.test(one));
  return /event loop|threads|processes/.exec(line ?? '')?.[0];
}

function isChosen(run: Run, work: string, way: string): true | string {
  const chosen = choice(run, work);
  if (!chosen) return `nothing was chosen for ${work}`;
  return chosen === way ? true : `${work}: ${chosen}`;
}
