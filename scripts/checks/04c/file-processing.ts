/**
 * What is asked of modules/04c/exercises/file-processing.ts.
 *
 * Solved: solutions/04c/file-processing.ts
 * Solved in other ways: test/fixtures/right/04c/file-processing/
 * Solved wrongly: test/fixtures/wrong/04c/file-processing/
 * Solved, and then spoilt: test/fixtures/mutants/04c/file-processing.*.diff
 * The starter as it was: scripts/starters/04c/file-processing.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import { mostAtOnce, type Step, type ThreadTrace, type Trace } from '../../lib/trace.ts';

/** Fewer of everything, and a first file for which the disk takes its time. */
const OTHERS = {
  'const WORKERS = 3;': 'const WORKERS = 2;',
  'const OPEN_AT_ONCE = 4;': 'const OPEN_AT_ONCE = 3;',
  'const FILES = 12;': 'const FILES = 9;',
  'const DISK: Disk = { first: 20, others: 20 };':
    'const DISK: Disk = { first: 1500, others: 20 };',
};
/** Of which one is not there. */
const FILES = 10;
const WORKERS = 2;
const OPEN_AT_ONCE = 3;
/** How long the naps are that counting begins with, in milliseconds. */
const FIRST = 1500;
const OTHER = 20;

export default {
  hints: [
    'A function for one file takes a permit first: using _permit = await permits.holdAsync(); gives it back at its end, also after an error. Promise.all over all files does the rest.',
    'Thread and Process take the same arguments: new Worker(import.meta, { target: countAll, args: [share] }). Start all of them before you join the first.',
    'A share is every third path: paths.filter((_, i) => i % WORKERS === worker). Joined and flattened, the reports have to be sorted by file again.',
  ],
  requirements: [
    {
      says: 'countAll() works on OPEN_AT_ONCE files at a time',
      with: OTHERS,
      holds: ({ trace }) => {
        const main = napsOf(trace, inMain(trace));
        if (main.length === 0) return 'main counted no file on its event loop';
        const counts = [...new Set(trace.naps(FIRST, OTHER).map(({ by }) => by))].map(
          (by) => {
            const steps = trace.of('', 'sleep', 'wake').filter((step) => step.by === by);
            const mine = napsOf(trace, (one) => one === by).length;
            const most = mostAtOnce(steps.filter(isOfFile));
            return { most, wanted: Math.min(OPEN_AT_ONCE, mine) };
          },
        );
        const other = counts.find(({ most, wanted }) => most !== wanted);
        return other
          ? `where ${other.wanted} files could be open at once, there were ${other.most}`
          : true;
      },
      why: 'One after the other wastes the time that the disk takes, and no system lets a program open ten thousand files at once.',
      next: 'Begin with all files, and let each wait for a permit of a Semaphore(OPEN_AT_ONCE).',
    },
    {
      says: 'It begins the next file as soon as one is done',
      with: OTHERS,
      holds: ({ trace }) => {
        const main = trace.naps(OTHER).filter(({ by }) => inMain(trace)(by));
        const end = trace
          .of('', 'wake')
          .find(({ by, level }) => inMain(trace)(by) && level === FIRST);
        if (!end) return 'main did not count the first file';
        const meanwhile = main.filter(({ at }) => at < end.at).length;
        return meanwhile >= OPEN_AT_ONCE
          ? true
          : `while the first one took its time, main began with ${meanwhile} others, and then waited`;
      },
      why: 'In batches, all wait for the slowest one, though there is room for others.',
      next: 'Give each permit back when its file is done, and not when all are.',
    },
    {
      says: 'WORKERS threads count the files at the same time',
      with: OTHERS,
      holds: ({ trace }) => {
        const isThread = ({ pid, thread }: ThreadTrace) =>
          pid === trace.mainPid && thread !== 0;
        const started = trace.of('', 'start').filter(({ by }) => inMain(trace)(by));
        const ended = trace.of('', 'end').find(({ by }) => isThread(by));
        const early = started.filter(({ at }) => at < (ended?.at ?? 0)).length;
        const seen = counted(trace, isThread, 'threads');
        if (seen !== true) return seen;
        return early === WORKERS
          ? true
          : `when the first one ended, ${early} of ${WORKERS} had been started`;
      },
      why: 'A thread that is started when the one before has ended saves no time.',
      next: 'Start all Threads, each with a share of the paths, before you join the first.',
    },
    {
      says: 'WORKERS processes do the same',
      with: OTHERS,
      holds: ({ trace }) => {
        const isProcess = ({ pid, thread }: ThreadTrace) =>
          pid !== trace.mainPid && thread === 0;
        const seen = counted(trace, isProcess, 'processes');
        if (seen !== true) return seen;
        const slow = trace
          .of('', 'wake')
          .find(({ by, level }) => isProcess(by) && level === FIRST);
        const late = trace
          .naps(OTHER)
          .filter(({ by }) => isProcess(by) && by !== slow?.by)
          .filter(({ at }) => at > (slow?.at ?? 0)).length;
        return late === 0 ? true : `one began when another had counted its files`;
      },
      why: 'A process takes longer to start than a thread: it pays when they do it at the same time, or when a file may crash whoever reads it.',
      next: 'Process takes the same arguments as Thread: one function will do for both.',
    },
    {
      says: 'In each way, every file is counted once, and the reports are in the order of the files',
      with: OTHERS,
      holds: ({ trace, run }) => {
        const main = napsOf(trace, inMain(trace)).length;
        if (main !== FILES)
          return `main counted ${main} times, and there are ${FILES} files`;
        const told = run.stdout.match(/(?<=^ {2})\d+ files, .*(?=:.*, problems)/gm) ?? [];
        if (told.length !== 3) return `there were ${told.length} results, not 3`;
        const other = told.find((one) => one !== `${FILES} files, in order`);
        if (other) return `where there are ${FILES} files, the reports were: ${other}`;
        return /^Same results from all three: true$/m.test(run.stdout)
          ? true
          : 'the results are not the same in all three';
      },
      why: 'Whoever reads the reports is not to see who did the work.',
      next: 'Put the reports of all workers together, in the order of the files.',
    },
  ],
} satisfies Checks;

type Who = (by: ThreadTrace) => boolean;

function inMain({ mainPid }: Trace): Who {
  return ({ pid, thread }) => pid === mainPid && thread === 0;
}

function isOfFile({ level }: Step): boolean {
  return level === FIRST || level === OTHER;
}

function napsOf(trace: Trace, who: Who): Step[] {
  return trace.naps(FIRST, OTHER).filter(({ by }) => who(by));
}

function counted(trace: Trace, who: Who, what: string): true | string {
  const done = napsOf(trace, who);
  const workers = new Set(done.map(({ by }) => by)).size;
  if (workers !== WORKERS) return `${workers} ${what} counted files, not ${WORKERS}`;
  return done.length === FILES
    ? true
    : `they counted ${done.length} times, and there are ${FILES} files`;
}
