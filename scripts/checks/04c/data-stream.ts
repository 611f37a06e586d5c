/**
 * What is asked of modules/04c/exercises/data-stream.ts.
 *
 * Solved: solutions/04c/data-stream.ts
 * Solved in other ways: test/fixtures/right/04c/data-stream/
 * Solved wrongly: test/fixtures/wrong/04c/data-stream/
 * Solved, and then spoilt: test/fixtures/mutants/04c/data-stream.*.diff
 * The starter as it was: scripts/starters/04c/data-stream.txt
 */
import type { Checks } from '../../lib/exercises.ts';
import type { Run } from '../../lib/program.ts';
import type { Step, Trace } from '../../lib/trace.ts';

/** Other windows, less room, and a sensor for which main has to wait. */
const OTHERS = {
  'const ROOM = 5;': 'const ROOM = 3;',
  'const SIZE = 10;': 'const SIZE = 8;',
  'const LATENESS = 5;': 'const LATENESS = 1;',
  'const PACE = 0;': 'const PACE = 15;',
};
const LINES = 30;
const ROOM = 3;
const SIZE = 8;
/** How many readings each window has then, in the order of time. */
const WINDOWS = [4, 4, 4, 4, 3, 4, 1];
/** Of the program as it is: with which line each window is complete. */
const COMPLETE = [
  { start: 0, line: 10 },
  { start: 10, line: 17 },
  { start: 20, line: 23 },
  { start: 30, line: 29 },
  { start: 40, line: LINES },
];
const BAD = ['4 ##.#', '22', 'offline'];
const LATE = [7, 30, 12];
/** How long it takes to store a window, in milliseconds. */
const STORING = 20;

export default {
  hints: [
    'getAsync() throws a QueueShutDownError when the queue is shut down and empty: that is the end of the stream, and for await over the queue ends there. To ask empty() is of no use: the sensor may be about to put the next line.',
    'Keep the open windows in a Map, by their start: Math.floor(at / SIZE) * SIZE. And keep the watermark: the latest time so far, minus LATENESS. A reading whose window ends at or before the watermark is late.',
    'After each reading, give all windows whose end the watermark has reached, the earliest first; at the end, give the rest. A generator that yields them one by one goes on only when the one before is stored.',
  ],
  requirements: [
    {
      says: 'The queue has room for ROOM lines',
      with: OTHERS,
      holds: ({ trace }) => {
        const most = Math.max(0, ...trace.of('Queue', 'put').map(levelOf));
        if (most !== ROOM) return `with room for ${ROOM} there were up to ${most} in it`;
        const waits = trace.of('Queue', 'wait').filter((step) => !isMain(step));
        return waits.length > 0 ? true : 'the sensor never had to wait';
      },
      why: 'Without a limit, a slow store means a queue that grows until memory ends.',
      next: 'Give the queue its maxsize: new Queue(ROOM).',
    },
    {
      says: 'Main takes every line, and its event loop is free while there is none',
      with: OTHERS,
      holds: ({ trace }) => {
        const taken = takenByMain(trace).length;
        if (taken !== LINES) return `main took ${taken} of ${LINES}`;
        const blocked = timesBlocked(trace);
        if (blocked > 0) return `main was blocked ${blocked} times, with its event loop`;
        const looks = [...trace.naps(), ...trace.timers].filter(
          (step) => isMain(step) && step.level !== STORING,
        );
        return looks.length === 0
          ? true
          : `main looked again after ${levelOf(looks[0])} ms, ${looks.length} times`;
      },
      why: 'While main waits for a sensor, its event loop has other things to do; and an empty queue is not yet the end.',
      next: 'Take lines with await lines.getAsync(), until it throws a QueueShutDownError.',
    },
    {
      says: 'A line that is no reading is reported by reportBad, and dropped',
      holds: ({ run }) => {
        const bad = run.stdout.match(/(?<=^Not a reading: ').*(?='$)/gm) ?? [];
        return bad.join() === BAD.join()
          ? true
          : `those were: ${bad.join(', ') || 'none'}; and not: ${BAD.join(', ')}`;
      },
      why: 'A bad line costs itself: what it had to say cannot be known, and the next ones are good.',
      next: 'Look at the whole line with a regular expression before you take it for numbers.',
    },
    {
      says: 'Each reading is in the window of the time at which it was taken',
      with: OTHERS,
      holds: ({ run }) => {
        const stored = storedIn(run);
        if (stored.length === 0) return 'no window was stored';
        const other = stored.find(
          ({ start, end }) => start % SIZE !== 0 || end !== start + SIZE,
        );
        if (other) {
          return `with windows of ${SIZE} seconds there was one from ${other.start} to ${other.end}`;
        }
        const starts = stored.map(({ start }) => start);
        const again = starts.find((start, i) => starts.indexOf(start) < i);
        return again === undefined ? true : `the one from ${again} was stored twice`;
      },
      why: 'What counts is when something was, and not when one has heard of it.',
      next: 'Its window starts at Math.floor(at / SIZE) * SIZE.',
    },
    {
      says: 'A window is stored as soon as it is complete, before the next line is taken',
      holds: ({ trace, run }) => {
        // First of all, as those that are stored together may end in any order.
        const atOnce = trace.mostAsleep(STORING);
        if (atOnce > 1) return `${atOnce} were being stored at the same time`;
        const starts = storedIn(run).map(({ start }) => start);
        if (starts.some((start, i) => start < (starts[i - 1] ?? 0))) {
          return `they were stored in the order ${starts.join(', ')}`;
        }
        const stores = trace.naps(STORING).filter(isMain);
        const taken = takenByMain(trace);
        for (const [i, { at }] of stores.entries()) {
          const { start, line } = COMPLETE[i] ?? { start: '?', line: LINES };
          const before = taken.filter((step) => step.at < at).length;
          if (before !== line) {
            return `the one from ${start} is complete with line ${line}, and was stored after line ${before}`;
          }
        }
        return true;
      },
      why: 'A stream has no end to wait for: who keeps windows that are complete keeps them all, and tells nobody.',
      next: 'Yield a window when it is complete, and await store() in the loop that takes it.',
    },
    {
      says: 'A reading whose window is complete already is reported by reportLate, and dropped',
      with: OTHERS,
      holds: ({ run }) => {
        const late = run.stdout.match(/(?<=the reading of second )\d+/g) ?? [];
        return late.join() === LATE.join()
          ? true
          : `those were: ${late.join(', ') || 'none'}; and not: ${LATE.join(', ')}`;
      },
      why: 'What is stored is not opened again; and somebody has to hear of what is missing in it.',
      next: 'Compare the end of its window with the watermark before you put it in.',
    },
    {
      says: 'At the end of the stream, all windows are stored',
      with: OTHERS,
      holds: ({ run }) => {
        const stored = storedIn(run).map(({ readings }) => readings);
        return stored.join() === WINDOWS.join()
          ? true
          : `it stored windows of ${stored.join(', ')} readings, not of ${WINDOWS.join(', ')}`;
      },
      why: 'After the last line nothing more can come, so what is open is complete.',
      next: 'After the loop over the readings, give all windows that are still open.',
    },
  ],
} satisfies Checks;

function isMain({ by }: Step): boolean {
  return by.thread === 0;
}

function levelOf(step: Step | undefined): number {
  return step?.level ?? 0;
}

function takenByMain(trace: Trace): Step[] {
  return trace.of('Queue', 'get').filter(isMain);
}

/** A wait that ends in the turn in which it began has held up the event loop. */
function timesBlocked(trace: Trace): number {
  const steps = trace.of('Queue', 'wait', 'resume').filter(isMain);
  return steps.filter(
    ({ event, turn }, i) =>
      event === 'resume' && steps[i - 1]?.event === 'wait' && steps[i - 1]?.turn === turn,
  ).length;
}

function storedIn({ stdout }: Run): { start: number; end: number; readings: number }[] {
  const lines = stdout.matchAll(/^Seconds (\d+) to (\d+): (\d+) readings/gm);
  return Array.from(lines, ([, start, end, readings]) => ({
    start: Number(start),
    end: Number(end),
    readings: Number(readings),
  }));
}
