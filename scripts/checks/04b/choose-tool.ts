/**
 * What is asked of modules/04b/exercises/choose-tool.ts.
 *
 * Solved: solutions/04b/choose-tool.ts
 * Solved in other ways: test/fixtures/right/04b/choose-tool/
 * Solved wrongly: test/fixtures/wrong/04b/choose-tool/
 * Solved, and then spoilt: test/fixtures/mutants/04b/choose-tool.*.diff
 * The starter as it was: scripts/starters/04b/choose-tool.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import { mostAtOnce, type Step, type Trace } from '../../lib/trace.ts';

const PARTS = 4;
const WORKERS = 2;
const TASKS = ['downloads', 'primes', 'logFiles', 'images', 'requests'] as const;

/**
 * Other names: downloads compute primes, log files are images, and the other way round. And
 * the program says, at its end, how many workers it has not ended.
 */
const OTHERS = {
  'const WORKERS = 2;': `const WORKERS = ${WORKERS};
    [tasks.downloads, tasks.primes] = [tasks.primes, tasks.downloads];
    [tasks.logFiles, tasks.images] = [tasks.images, tasks.logFiles];
    let workersLeft = 0;
    process.on('worker', (worker) => {
      if (workersLeft++ === 0) process.once('exit', () => console.log('Left:', workersLeft));
      worker.once('exit', () => workersLeft--);
    });`,
};
/** What comes of them. */
const FOUND = {
  downloads: 'computes, threads: 2, results: [560, 525, 508, 500]',
  primes: 'waits, threads: 1, results: [1000, 1000, 1000, 1000]',
  logFiles: 'computes, threads: 2, results: [10000, 40000, 90000, 160000]',
  images: 'waits, threads: 1, results: [1, 2, 3, 4]',
  requests: 'waits, threads: 1, results: [7, 7, 7, 7]',
};

export default {
  hints: [
    'Begin the sample without an await: let done = false; const sampling = sample().then(() => { done = true; });',
    'for (let i = 0; i < 100; i++) await undefined; – afterwards, what has computed is done, and what waits is not: the event loop has had no turn that could have brought a file or an answer.',
    'A pool: await using pool = new Piscina<Part, Done>({ filename: import.meta.url, name: "doPart", minThreads: WORKERS, maxThreads: WORKERS, ...workerOptions });',
    'Begin all four before you wait for one: Promise.all(parts.map(…)).',
  ],
  requirements: [
    {
      says: 'What waits is done on the event loop, all four parts at once, and no thread is needed',
      holds: ({ trace }) =>
        firstFault(['downloads', 'logFiles', 'requests'], trace, waited),
      why: 'The event loop waits for many as well as for one; a thread would do nothing but wait, too.',
      next: 'Call doPart for all four parts, and wait for all of them with Promise.all.',
    },
    {
      says: 'What computes is done by a pool of two threads, two parts at once',
      holds: ({ trace }) => firstFault(['primes', 'images'], trace, computed),
      why: 'What computes on the event loop uses one core, and keeps it from everybody else.',
      next: 'When the sample is done without a turn of the event loop, give all parts to the pool.',
    },
    {
      says: 'The program finds out which tasks wait, from what the sample does',
      with: OTHERS,
      holds: ({ run }) => {
        for (const task of TASKS) {
          const [, found] = new RegExp(`^${task}: (.*)$`, 'm').exec(run.stdout) ?? [];
          if (found === FOUND[task]) continue;
          return `when the tasks go by other names, ${task} should be '${FOUND[task]}', and was '${found}'`;
        }
        return true;
      },
      why: 'A name tells what somebody believes of a function; the event loop shows what it does.',
      next: 'Begin the sample, give the event loop no turn, and look whether it is done.',
    },
    {
      says: 'The pool is closed at the end',
      with: OTHERS,
      holds: ({ run }) => {
        const [, left] = /^Left: (\d+)$/m.exec(run.stdout) ?? [];
        if (!left) return 'there was none';
        return left === '0' || `${left} of its threads were still there`;
      },
      why: 'Threads that nobody ends keep their memory for as long as the program runs.',
      next: 'await using closes a pool at the end of its block; close() does when you call it.',
    },
  ],
} satisfies Checks;

type Task = (typeof TASKS)[number];

function firstFault(
  tasks: Task[],
  trace: Trace,
  faultOf: (seats: Step[]) => string | undefined,
): true | string {
  for (const task of tasks) {
    const fault = faultOf(seatsOf(task, trace));
    if (fault) return `${task}: ${fault}`;
  }
  return true;
}

/** Each task has seats of its own, made in the order of the tasks. */
function seatsOf(task: Task, trace: Trace): Step[] {
  const steps = trace.of('Semaphore', 'acquire', 'release');
  const ids = [...new Set(steps.map(({ id }) => id))].sort((a, b) => a - b);
  return steps.filter(({ id }) => id === ids[TASKS.indexOf(task)]);
}

function waited(seats: Step[]): string | undefined {
  const elsewhere = threadsIn(seats).filter((thread) => thread !== 0).length;
  if (elsewhere > 0) return `a pool of ${elsewhere} threads waited`;
  return tooFewParts(seats) ?? notAtOnce(seats, PARTS);
}

function computed(seats: Step[]): string | undefined {
  const inPool = seats.filter(({ by }) => by.thread !== 0);
  const inMain = partsIn(seats) - partsIn(inPool);
  if (inMain > 1) return `the event loop did ${inMain} parts, and nothing else meanwhile`;
  const threads = threadsIn(inPool).length;
  if (threads > WORKERS) return `${threads} threads did it`;
  return tooFewParts(inPool) ?? notAtOnce(inPool, WORKERS);
}

function threadsIn(seats: Step[]): number[] {
  return [...new Set(seats.map(({ by }) => by.thread))];
}

function partsIn(seats: Step[]): number {
  return seats.filter(({ event }) => event === 'acquire').length;
}

function tooFewParts(seats: Step[]): string | undefined {
  const parts = partsIn(seats);
  return parts < PARTS ? `${parts} of ${PARTS} parts were done` : undefined;
}

function notAtOnce(seats: Step[], wanted: number): string | undefined {
  const most = mostAtOnce(seats);
  return most < wanted ? `${most} at once` : undefined;
}
