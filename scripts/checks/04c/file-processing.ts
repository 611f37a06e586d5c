/**
 * What is asked of modules/04c/exercises/file-processing.ts.
 *
 * Solved: solutions/04c/file-processing.ts
 * Solved wrongly: test/fixtures/wrong/04c/file-processing/
 * Solved, and then spoilt: test/fixtures/mutants/04c/file-processing.*.diff
 * The starter as it was: scripts/starters/04c/file-processing.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import { mostAtOnce, type Step, type ThreadTrace, type Trace } from '../../lib/trace.ts';

const FILES = 13;
const WORKERS = 3;
const OPEN_AT_ONCE = 4;
/** How long the nap is that counting a file begins with. */
const SLOW_DISK = 20;

export default {
  hints: [
    'A function for one file takes a permit first: using _permit = await permits.holdAsync(); gives it back at its end, also after an error. Promise.all over all files does the rest.',
    'Thread and Process take the same arguments: new Worker(import.meta, { target: countAll, args: [share] }). Start all three before you join the first.',
    'A share is every third path: paths.filter((_, i) => i % 3 === worker). Joined and flattened, the reports have to be sorted by file again.',
  ],
  requirements: [
    {
      says: `On its event loop, main counts each file once, ${OPEN_AT_ONCE} at a time`,
      holds: ({ trace }) => {
        const done = naps(trace, (by) => inMain(trace, by));
        if (done.length !== FILES) return `main counted ${done.length} of ${FILES}`;
        const most = mostAtOnceOf(trace, (by) => inMain(trace, by));
        return most === OPEN_AT_ONCE ? true : `main worked on ${most} at a time`;
      },
      next: 'Begin with all files, and let each wait for one of four permits.',
    },
    {
      says: 'Three threads count each file once',
      holds: ({ trace }) => counted(trace, (by) => by.thread !== 0, 'threads'),
      next: 'Start three Threads, each with a share of the paths.',
    },
    {
      says: 'Three processes count each file once',
      holds: ({ trace }) =>
        counted(trace, (by) => by.thread === 0 && !inMain(trace, by), 'processes'),
      next: 'Start three Processes, each with a share of the paths.',
    },
    {
      says: 'The results of all three are the same',
      holds: ({ run }) => {
        const results = run.stdout.match(/^ {2}\S+ to \S+: .*/gm) ?? [];
        if (results.length !== 3) return `there are ${results.length} of them`;
        const [first, ...others] = results;
        const other = others.find((result) => result !== first);
        return other === undefined ? true : `${first?.trim()}, and ${other.trim()}`;
      },
      next: 'Put the reports of all workers together, in the order of the files.',
    },
  ],
} satisfies Checks;

type Who = (by: ThreadTrace) => boolean;

/** The main thread of the program itself: the one that was there first. */
function inMain({ steps: [first] }: Trace, by: ThreadTrace): boolean {
  return by === first?.by;
}

function naps(trace: Trace, who: Who): Step[] {
  return trace.naps(SLOW_DISK).filter(({ by }) => who(by));
}

function counted(trace: Trace, who: Who, what: string): true | string {
  const done = naps(trace, who);
  const workers = new Set(done.map(({ by }) => by)).size;
  if (workers !== WORKERS) return `${workers} ${what} counted files`;
  return done.length === FILES
    ? true
    : `they counted ${done.length} times, and there are ${FILES} files`;
}

function mostAtOnceOf(trace: Trace, who: Who): number {
  return mostAtOnce(
    trace
      .of('', 'sleep', 'wake')
      .filter(({ by, level }) => level === SLOW_DISK && who(by)),
  );
}
