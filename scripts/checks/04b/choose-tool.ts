/**
 * What is asked of modules/04b/exercises/choose-tool.ts.
 *
 * Solved: solutions/04b/choose-tool.ts
 * Solved wrongly: test/fixtures/wrong/04b/choose-tool/
 * Solved, and then spoilt: test/fixtures/mutants/04b/choose-tool.*.diff
 * The starter as it was: scripts/starters/04b/choose-tool.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import { mostAtOnce, type Step, type Trace } from '../../lib/trace.ts';

const PARTS = 4;
const WORKERS = 2;
const TASKS = ['downloads', 'primes', 'logFiles', 'images', 'requests'] as const;

export default {
  hints: [
    'Begin the sample without an await: let done = false; const sampling = sample().then(() => { done = true; });',
    'for (let i = 0; i < 100; i++) await undefined; – afterwards, what has computed is done, and what waits is not: the event loop has had no turn that could have brought a file or an answer.',
    'A pool: await using pool = new Piscina<Part, Done>({ filename: import.meta.url, name: "doPart", minThreads: WORKERS, maxThreads: WORKERS, ...workerOptions });',
    'Begin all four before you wait for one: Promise.all(parts.map(…)).',
  ],
  requirements: [
    {
      says: 'What waits is done on the event loop, all parts at once',
      holds: ({ trace }) =>
        firstFault(['downloads', 'logFiles', 'requests'], trace, waited),
      next: 'Call doPart for all four parts, and wait for all of them with Promise.all.',
    },
    {
      says: 'Both tasks that need the server get their answers from it',
      holds: ({ trace }) => {
        const asked = trace.of('Request', 'acquire').map(({ name }) => name);
        for (const path of ['/files/', '/stock/']) {
          const times = asked.filter((name) => name.includes(path)).length;
          if (times < PARTS) return `it was asked ${times} times for ${path}`;
        }
        return true;
      },
      next: 'Leave the tasks as they are, and call them by doPart.',
    },
    {
      says: 'What computes is done by a pool of two threads',
      holds: ({ trace }) => firstFault(['primes', 'images'], trace, computed),
      next: 'When the sample is done without a turn of the event loop, give all parts to the pool.',
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
  // The sample may have been done by main.
  const inPool = seats.filter(({ by }) => by.thread !== 0);
  if (seats.length > 0 && inPool.length === 0) return 'the event loop did it, in turn';
  const threads = threadsIn(inPool).length;
  if (threads > WORKERS) return `${threads} threads did it`;
  return tooFewParts(inPool) ?? notAtOnce(inPool, WORKERS);
}

function threadsIn(seats: Step[]): number[] {
  return [...new Set(seats.map(({ by }) => by.thread))];
}

function tooFewParts(seats: Step[]): string | undefined {
  const parts = seats.filter(({ event }) => event === 'acquire').length;
  return parts < PARTS ? `${parts} of ${PARTS} parts were done` : undefined;
}

function notAtOnce(seats: Step[], wanted: number): string | undefined {
  const most = mostAtOnce(seats);
  return most < wanted ? `${most} at once` : undefined;
}
