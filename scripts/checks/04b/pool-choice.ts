/**
 * What is asked of modules/04b/exercises/pool-choice.ts.
 *
 * Solved: solutions/04b/pool-choice.ts
 * Solved in other ways: test/fixtures/right/04b/pool-choice/
 * Solved wrongly: test/fixtures/wrong/04b/pool-choice/
 * Solved, and then spoilt: test/fixtures/mutants/04b/pool-choice.*.diff
 * The starter as it was: scripts/starters/04b/pool-choice.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Run } from '../../lib/program.ts';
import type { Trace } from '../../lib/trace.ts';

const PARTS = 2;
/** Downloads and primes are both tried in threads. */
const POOLS = 2;

/** How long the parts nap, in milliseconds; what computes naps longer in a process. */
const NAP = { download: 100, primes: 9, primesInProcess: 1500, 'plug-in': 8 };

/** Says, at its end, how many workers it made, and how many of them it has not ended. */
const WATCHED = {
  'const PARTS = [1, 2];': `const PARTS = [1, 2];
    let [workersMade, workersLeft] = [0, 0];
    process.on('worker', (worker) => {
      workersLeft++;
      if (workersMade++ === 0) {
        process.once('exit', () => console.log('Left:', workersLeft, 'of', workersMade));
      }
      worker.once('exit', () => workersLeft--);
    });`,
  // What was forked has somebody to send to.
  'sleepSync(9);': `sleepSync(process.send ? ${NAP.primesInProcess} : ${NAP.primes});`,
};

/** What fits, and what to say of others. */
const FITTING = {
  download: { way: 'event loop', else: 'nobody is needed who only waits' },
  primes: { way: 'threads', else: 'look at "loop free", and at the time' },
  'plug-in': { way: 'processes', else: 'a crash ends whatever it happens in' },
};

export default {
  hints: [
    "A pool is closed when its block ends, so 'threads' has to await the results before it returns: return await Promise.allSettled(PARTS.map(() => pool.run(work)));",
    'Start all processes, and then join them all: Promise.allSettled(children.map((child) => child.join())) waits for each of them, also when one has crashed.',
    'Ask of each kind of work: does it wait, compute, or crash? An async function lets others on only while it awaits, a crash ends the process in which it happens, and threads are all in one.',
  ],
  requirements: [
    {
      says: "Way 'threads' is a Piscina pool of two threads, which does both parts at once",
      with: WATCHED,
      holds: ({ trace, run }) => {
        for (const work of ['download', 'primes'] as const) {
          const { threads } = whoDid(trace, NAP[work]);
          if (threads !== PARTS) return `${work}: ${threads} threads did the two parts`;
        }
        const { made } = workersOf(run);
        return (
          made <= POOLS * PARTS ||
          `there were ${made} threads for the downloads and the primes`
        );
      },
      why: 'Each thread costs a start and a heap: one more than there are parts has nothing to do.',
      next: "In 'threads', make a pool of two, and give it both parts at once.",
    },
    {
      says: 'Each pool is closed at the end',
      with: WATCHED,
      holds: ({ run }) => {
        const { made, left } = workersOf(run);
        if (made === 0) return 'there was none';
        return left === 0 || `${left} of its threads were still there`;
      },
      why: 'Threads that nobody ends keep their memory for as long as the program runs.',
      next: 'await using closes a pool at the end of its block; close() does when you call it.',
    },
    {
      says: "Way 'processes' is a process for each part, both at once",
      with: WATCHED,
      holds: ({ trace }) => {
        const primes = whoDid(trace, NAP.primesInProcess).processes;
        if (primes !== PARTS) return `primes: ${primes} processes did the two parts`;
        const atOnce = trace.mostAsleep(NAP.primesInProcess);
        if (atOnce !== PARTS) return 'one began when the other one had ended';
        const { parts, processes } = whoDid(trace, NAP['plug-in']);
        return processes === parts || `plug-in: ${processes} processes did the two parts`;
      },
      why: 'Two processes compute on two cores, and one that crashes harms only itself.',
      next: "In 'processes', start a Process for each part, and then wait for both.",
    },
    {
      says: 'Each kind of work has the choice that fits',
      holds: ({ run }) => {
        for (const [work, fitting] of Object.entries(FITTING)) {
          const chosen = choice(run, work);
          if (!chosen) return `nothing was chosen for ${work}`;
          if (chosen !== fitting.way) return `${work}: ${chosen}, but ${fitting.else}`;
        }
        return true;
      },
      why: 'The dearer ways are for what the cheaper ones cannot do.',
      next: 'Compare the lines of each kind of work: which is the cheapest that harms nobody?',
    },
  ],
} satisfies Checks;

/** How many did something that naps for so long. */
function whoDid(trace: Trace, ms: number) {
  const doers = trace.naps(ms).map(({ by }) => by);
  const threads = doers.filter(
    ({ pid, thread }) => pid === trace.mainPid && thread !== 0,
  );
  const others = doers.filter(({ pid }) => pid !== trace.mainPid);
  return {
    parts: doers.length,
    threads: new Set(threads).size,
    processes: new Set(others.map(({ pid }) => pid)).size,
  };
}

/** How many workers the program made, and how many had not ended when it did. */
function workersOf({ stdout }: Run) {
  const [, left, made] = /^Left: (\d+) of (\d+)$/m.exec(stdout) ?? [];
  return { left: Number(left ?? 0), made: Number(made ?? 0) };
}

function choice({ stdout }: Run, work: string): string | undefined {
  const line = stdout
    .split('\n')
    .find((one) => one.startsWith(work) && /chosen$/.test(one));
  return /event loop|threads|processes/.exec(line ?? '')?.[0];
}
