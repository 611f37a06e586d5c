/**
 * What is asked of modules/04b/exercises/multiprocessing-explained.ts.
 *
 * Solved: solutions/04b/multiprocessing-explained.ts
 * Solved in other ways: test/fixtures/right/04b/multiprocessing-explained/
 * Solved wrongly: test/fixtures/wrong/04b/multiprocessing-explained/
 * Solved, and then spoilt: test/fixtures/mutants/04b/multiprocessing-explained.*.diff
 * The starter as it was: scripts/starters/04b/multiprocessing-explained.txt
 */
import type { Checks } from '../../lib/exercises.ts';

const SUBMISSIONS = 4;
/** Both halves together: so many numbers, and the sum of their cubes. */
const NUMBERS = 1000;
const CUBES = 249_500_250_000;
/** How long they nap, in milliseconds: so one can tell who did what. */
const NAP = { submission: 7, half: 1000 };
/** Another limit, and a process that takes longer than that before it is up. */
const LIMIT = 2000;
const START = 4500;
/** Those that run for too long, one of which goes by another name. */
const TOO_LONG = ['crashes', 'hangs'];

/**
 * Cubes in place of squares, but only in threads, each of which tells its share; a slow start
 * for the honest one; one more that runs for too long; and another limit.
 */
const OTHERS = {
  'sleepSync(8);': `sleepSync(${NAP.half});`,
  'for (let n = from; n < to; n++) sum += n * n;': `
    const { isMainThread } = process.getBuiltinModule('node:worker_threads');
    if (!isMainThread) globalThis.share ||= [print('Share: ' + (to - from))];
    for (let n = from; n < to; n++) sum += isMainThread ? 1 : n ** 3;`,
  "await starting.send('starting');": `
    if (name === 'honest') sleepSync(${START});
    await starting.send('starting');`,
  "crashes: () => process.kill(process.pid, 'SIGABRT'),": `crashes: () => sleepSync(${3 * LIMIT}),`,
  'const LIMIT = 1500;': `const LIMIT = ${LIMIT};`,
};

export default {
  hints: [
    'Two threads: new Thread(import.meta, { target: half, args: [0, 500, bothHere] }), and a second one from 500 to 1000. Start both before you join one.',
    'const { left, right } = new Pipe(); hand right to the process, and await left.receive(): it comes when the submission starts.',
    'join({ timeout: LIMIT }) gives up waiting, not more: afterwards, child.isAlive() says whether there is somebody to kill. join() rejects when the process threw or was ended; catch that, it is one of the outcomes.',
  ],
  requirements: [
    {
      says: 'Two threads of the judge compute the right answer at once, half by each',
      with: OTHERS,
      holds: ({ trace, run }) => {
        const threads = trace
          .naps(NAP.half)
          .filter(({ by }) => by.pid === trace.mainPid && by.thread !== 0);
        if (threads.length !== 2) return `${threads.length} threads of the judge did`;
        if (trace.mostAsleep(NAP.half) < 2) return 'one began when the other was done';
        const shares = [...run.stdout.matchAll(/^Share: (\d+)$/gm)].map(([, n]) => n);
        const isHalf = (n?: string) => Math.abs(Number(n) - NUMBERS / 2) < NUMBERS / 10;
        return (
          (shares.length === 2 && shares.every(isHalf)) ||
          `of ${NUMBERS} numbers they took ${shares.join(' and ') || 'none'}`
        );
      },
      why: 'In Python this takes processes, as threads share one GIL; here each thread computes on a core of its own.',
      next: 'Start a Thread for each half, with the same Barrier(2), before you wait for one.',
    },
    {
      says: 'The right answer is the sum of what they computed',
      with: OTHERS,
      holds: ({ run }) => {
        const [, answer] = /^The right answer.*: (.*)$/m.exec(run.stdout) ?? [];
        return (
          answer === String(CUBES) ||
          `with cubes in place of squares it was ${answer}, not ${CUBES}`
        );
      },
      why: 'Threads whose results nobody takes have computed for nothing.',
      next: 'Add what the two threads give back when they are joined.',
    },
    {
      says: 'Each submission runs once, in a process of its own',
      holds: ({ trace }) => {
        const runs = trace.naps(NAP.submission);
        const pids = new Set(runs.map(({ by }) => by.pid));
        if (pids.has(trace.mainPid)) return 'one ran in the process of the judge';
        if (runs.length !== SUBMISSIONS)
          return `${runs.length} runs of ${SUBMISSIONS} submissions were begun`;
        return pids.size === SUBMISSIONS || `there were ${pids.size} processes`;
      },
      why: 'What a crash, a signal or a loop without an end takes along is its own process, and no more.',
      next: 'For each name, start a new Process with the target attempt.',
    },
    {
      says: 'The clock starts when the submission does',
      with: OTHERS,
      holds: ({ run }) => {
        const [, ended] = /^honest: (.*)$/m.exec(run.stdout) ?? [];
        return (
          /^answered/.test(ended ?? '') ||
          `with a process that is slow to start, the honest one was '${ended}'`
        );
      },
      why: 'How long a process takes to start depends on what else the machine does.',
      next: 'Wait for the message of the submission first, and then start the clock.',
    },
    {
      says: 'One that runs for longer than LIMIT is killed soon after that, and no other',
      with: OTHERS,
      holds: ({ trace, run }) => {
        for (const name of TOO_LONG) {
          const ended = new RegExp(`^${name}: (?:stopped after (\\S+) s, )?(.*)$`, 'm');
          const [, seconds, rest] = ended.exec(run.stdout) ?? [];
          if (!seconds) return `one that runs for too long was '${rest}'`;
          const ms = Number(seconds) * 1000;
          if (ms < LIMIT || ms >= 2 * LIMIT) {
            return `with a limit of ${LIMIT / 1000} s it was killed after ${seconds} s`;
          }
          if (rest !== 'exit code -9') return `one was killed with ${rest}, not -9`;
        }
        const killed = trace.threads.filter(
          ({ thread, events }) =>
            thread === 0 && !events.some(({ event }) => event === 'end'),
        );
        return killed.length === TOO_LONG.length || `${killed.length} were killed`;
      },
      why: 'A loop without an end stops for nobody; and who answers in time must have the time.',
      next: 'Kill a process only when it is alive after the join with a timeout.',
    },
  ],
} satisfies Checks;
