/**
 * What is asked of modules/04c/exercises/hybrid-concurrency.ts.
 *
 * Solved: solutions/04c/hybrid-concurrency.ts
 * Solved wrongly: test/fixtures/wrong/04c/hybrid-concurrency/
 * Solved, and then spoilt: test/fixtures/mutants/04c/hybrid-concurrency.*.diff
 * The starter as it was: scripts/starters/04c/hybrid-concurrency.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Step, Trace } from '../../lib/trace.ts';

// The naps of the work, by which it is known, and of the pulse.
const REQUESTS = [200, 500];
const DRIVER = 300;
const BLOCK = 2;
const PULSE = 10;

const BLOCKS = 8;
const PROCESSES = 2;

export default {
  hints: [
    'A thread for the driver: const thread = new Thread(import.meta, { target: readScale }); thread.start(); and thread.join() is a promise of what it returns.',
    'await using pool = await startProcesses(import.meta, countPrimes, 2); makes the pool, and pool.run([0, 800_000]) is a promise of both results. The pool ends with its block.',
    'Promise.all([track(…), track(…), track(…), track(…)]) with a promise in each: all four are made before the first await.',
  ],
  requirements: [
    {
      says: 'The two requests wait at the same time, on the event loop',
      holds: ({ trace }) => {
        const waits = trace.naps(...REQUESTS);
        const onLoop = waits.filter((nap) => isMain(trace, nap)).length;
        if (onLoop !== 2 || waits.length !== 2) return `${onLoop} of 2 waited there`;
        const [first, second] = waits as [Step, Step];
        return second.at < wake(trace, first) ? true : 'one waited after the other';
      },
      next: 'Call fetchPage twice before you await, and nothing that blocks in between.',
    },
    {
      says: 'The driver blocks a thread, and not main',
      holds: ({ trace }) => {
        const calls = trace.naps(DRIVER);
        if (calls.length !== 1) return `it was called ${calls.length} times`;
        const [call] = calls as [Step];
        if (isMain(trace, call)) return 'main called it, and everything stood still';
        return call.by.pid === trace.mainPid ? true : 'a process of its own called it';
      },
      next: 'Make readScale the target of a Thread, start it, and take the promise of its join().',
    },
    {
      says: 'Two processes compute',
      holds: ({ trace }) => {
        const blocks = trace.naps(BLOCK);
        const here = blocks.filter(({ by }) => by.pid === trace.mainPid);
        if (here.some((block) => isMain(trace, block))) return 'main computed';
        if (here.length > 0) return 'threads of this process computed';
        if (blocks.length !== BLOCKS) return `${blocks.length} of ${BLOCKS} blocks were`;
        const processes = new Set(blocks.map(({ by }) => by.pid)).size;
        return processes === PROCESSES ? true : `${processes} did all of it`;
      },
      next: 'startProcesses(import.meta, countPrimes, 2), and give its run both numbers at once.',
    },
    {
      says: 'All four are in hand at once',
      holds: ({ trace, run }) => {
        const [, most] = /Most in hand at once: (\d+)/.exec(run.stdout) ?? [];
        if (most !== '4') return `${most ?? 'none'} were tracked at the same time`;
        // A pool's thread tells nothing of its start.
        const [started] = trace.of('', 'start');
        const answered = Math.min(
          ...trace.naps(...REQUESTS).map((nap) => wake(trace, nap)),
        );
        return !started || started.at < answered
          ? true
          : 'the thread was started when the first answer was there';
      },
      next: 'Begin all four, and only then await: Promise.all with four tracked promises.',
    },
    {
      says: 'The pulse beats while the driver blocks and the processes compute',
      holds: ({ trace, run }) => {
        const beats = trace.of('', 'wake').filter(({ level }) => level === PULSE);
        const beat = (from: number, to: number) =>
          beats.some((step) => isMain(trace, step) && from < step.at && step.at < to);
        for (const call of trace.naps(DRIVER)) {
          if (!beat(call.at, wake(trace, call))) return 'it stood still with the driver';
        }
        for (const pid of new Set(trace.naps(BLOCK).map(({ by }) => by.pid))) {
          const times = trace
            .naps(BLOCK)
            .filter(({ by }) => by.pid === pid)
            .map(({ at }) => at);
          if (!beat(Math.min(...times), Math.max(...times)))
            return 'it stood still while they computed';
        }
        const told = run.stdout.match(/^The pulse beat while .*: true$/gm) ?? [];
        return told.length === 2 ? true : `${told.length} of 2 lines at the end say so`;
      },
      next: 'Let the pulse begin before the work and stop after it, and wait only with await.',
    },
  ],
} satisfies Checks;

/** When a nap ended; for ever, if it did not. */
function wake(trace: Trace, { by, level, at }: Step): number {
  const end = trace
    .of('', 'wake')
    .find((step) => step.by === by && step.level === level && step.at > at);
  return end?.at ?? Number.POSITIVE_INFINITY;
}

function isMain(trace: Trace, { by }: Step): boolean {
  return by.thread === 0 && by.pid === trace.mainPid;
}
